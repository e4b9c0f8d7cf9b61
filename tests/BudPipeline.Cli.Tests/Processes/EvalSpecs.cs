using System.Text.Json;

namespace BudPipeline.Cli.Tests.Processes;

/// <summary><c>bud eval</c> in a process of its own.</summary>
public sealed class EvalSpecs : IDisposable
{
    private readonly TestFolder folder = new();

    [Theory]
    [InlineData("{{ 1 + 2 }}", "3")]
    [InlineData("{{ 6 / 2 }}", "3.0")]
    [InlineData("a {{ [1, true] }}", "\"a [1, True]\"")]
    [InlineData("plain", "\"plain\"")]
    public async Task A_template_gives_json_with_its_native_type(string template, string json)
    {
        await using var bud = await BudProcess.RunAsync(folder, "eval", template);

        Assert.Equal((0, json), (await bud.ExitCodeAsync(), bud.Output.Trim()));
        Assert.Empty(bud.Error);
    }

    [Fact]
    public async Task A_condition_is_decided_against_a_context_from_standard_input()
    {
        await using var bud = BudProcess.Start(
            folder,
            new Dictionary<string, string>(),
            "params: {n: 5}\nsteps: {a: {status: failed}}\n",
            "eval",
            "params.n > 3 && steps.a.status == 'failed'",
            "--condition",
            "--context",
            "-"
        );

        Assert.Equal((0, "true"), (await bud.ExitCodeAsync(), bud.Output.Trim()));
    }

    [Theory]
    [InlineData("{{ 1 + }}", 2, "EXPRESSION_SYNTAX")]
    [InlineData("{{ 'a' | uper }}", 2, "UNKNOWN_FILTER")]
    [InlineData("{{ 1 / 0 }}", 1, "DIVISION_BY_ZERO")]
    [InlineData("{{ range(1000000) }}", 1, "EXPRESSION_FUEL_EXHAUSTED")]
    public async Task What_gives_no_value_gives_an_error_object_and_its_exit_code(
        string template,
        int exitCode,
        string code
    )
    {
        await using var bud = await BudProcess.RunAsync(folder, "eval", template);

        Assert.Equal(exitCode, await bud.ExitCodeAsync());
        var error = bud.Json().GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Strict_mode_names_what_is_undefined()
    {
        await using var bud = await BudProcess.RunAsync(folder, "eval", "{{ params.nope }}", "--strict");

        Assert.Equal(1, await bud.ExitCodeAsync());
        Assert.Contains("'params.nope' is undefined", bud.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("{{ 1 }}", "--batch", "cases.jsonl")]
    [InlineData("--batch", "-", "--context", "-")]
    [InlineData("{{ 1 }}", "--context", "nowhere.yaml")]
    public async Task What_cannot_be_meant_is_a_usage_error(params string[] arguments)
    {
        await using var bud = await BudProcess.RunAsync(folder, ["eval", .. arguments]);

        Assert.Equal(2, await bud.ExitCodeAsync());
        Assert.Empty(bud.Output);
        Assert.NotEmpty(bud.Error);
    }

    [Fact]
    public async Task A_batch_gives_a_line_for_a_line_in_order()
    {
        var file = folder.Write(
            "cases.jsonl",
            """
            {"id": 1, "template": {"a": ["{{ params.x }}", "b {{ params.x }}"]}, "context": {"params": {"x": [1, 2.0]}}}
            {"condition": "steps.a.output.n > 3", "context": {"steps": {"a": {"outputs": {"n": 4}}}}, "expected": true}

            {"condition": false}
            {"template": {"k": "{{ x | nope }}"}}
            {"template": "{{ 1 / 0 }}"}
            {"template": 5}
            {"template": "{{ item }}", "context": {"item": null}}
            {"context": {}}
            {"template": "x", "context": 5}
            nonsense
            """
        );

        await using var bud = await BudProcess.RunAsync(folder, "eval", "--batch", file);

        Assert.True(await bud.ExitCodeAsync() == 0, bud.Error);
        var lines = bud.Output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(
            [
                """{"a":[[1,2.0],"b [1, 2.0]"]}""",
                "true",
                "false",
                "UNKNOWN_FILTER",
                "DIVISION_BY_ZERO",
                "5",
                "null",
                "INVALID_LINE",
                "INVALID_LINE",
                "INVALID_LINE",
            ],
            lines.Select(line =>
                line.TryGetProperty("value", out var value)
                    ? value.GetRawText()
                    : line.GetProperty("error").GetProperty("code").GetString()
            )
        );
        Assert.StartsWith(
            "k: there is no filter",
            lines[3].GetProperty("error").GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_template_sees_the_state_of_an_execution()
    {
        var data = folder.File("data");
        var file = folder.Write(
            "sum.yaml",
            """
            name: sum
            parameters: [{name: n, type: integer}]
            steps:
              - {id: double, action: set_output, params: {outputs: {n: "{{ params.n * 2 }}"}}}
            """
        );
        await using var run = await BudProcess.RunAsync(
            folder,
            "run",
            file,
            "-p",
            "n=21",
            "-o",
            "json",
            "--data",
            data
        );
        Assert.True(await run.ExitCodeAsync() == 0, run.Error);
        var id = run.Json().GetProperty("id").GetString()!;

        await using var bud = await BudProcess.RunAsync(
            folder,
            "eval",
            "{{ [params.n, steps.double.output.n, steps.double.status, pipeline.name, execution.id] }}",
            "--execution",
            id,
            "--data",
            data
        );
        await using var unknown = await BudProcess.RunAsync(
            folder,
            "eval",
            "x",
            "--execution",
            "exec_0",
            "--data",
            data
        );

        Assert.True(await bud.ExitCodeAsync() == 0, bud.Error);
        Assert.Equal($"""[21,42,"completed","sum","{id}"]""", bud.Output.Trim());
        Assert.Equal(1, await unknown.ExitCodeAsync());
        Assert.Contains("exec_0", unknown.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
