namespace BudPipeline.Cli.Tests.Processes;

/// <summary>What a user does wrong ends with exit code 2 and a message that names the place and the remedy.</summary>
public sealed class MistakeSpecs : IDisposable
{
    private const string Chain = """
        name: chain
        steps:
          - id: build
            action: log
          - id: deploy
            action: log
            depends_on: [NAME]
        """;

    private readonly TestFolder folder = new();

    [Fact]
    public async Task An_unknown_dependency_is_named_with_its_place_and_the_nearest_step()
    {
        var file = folder.Write("chain.yaml", Chain.Replace("NAME", "biuld", StringComparison.Ordinal));

        await ExpectAsync(["run", file], $"{file}:7:18: error UNKNOWN_DEPENDENCY", "biuld", "did you mean 'build'?");
    }

    [Fact]
    public async Task A_cycle_is_shown_as_a_path()
    {
        var file = folder.Write(
            "cycle.yaml",
            """
            name: cycle
            steps:
              - { id: a, action: log, depends_on: [b] }
              - { id: b, action: log, depends_on: [a] }
            """
        );

        await ExpectAsync(["run", file], $"{file}:", "error CYCLE", "a -> b -> a");
    }

    [Fact]
    public async Task Bad_yaml_is_named_with_its_line()
    {
        var file = folder.Write("bad.yaml", "name: bad\nsteps:\n  - id: a\n   action: log\n");

        await ExpectAsync(["run", file], $"{file}:", "error SYNTAX");
    }

    [Fact]
    public async Task A_missing_file_brings_the_nearest_one()
    {
        await ExpectAsync(
            ["run", "config/examples/helo.yaml"],
            "config/examples/helo.yaml: no such file",
            "did you mean 'config/examples/hello.yaml'?"
        );
    }

    [Fact]
    public async Task A_file_without_its_ending_brings_the_whole_name()
    {
        await ExpectAsync(["run", "config/examples/hello"], "did you mean 'config/examples/hello.yaml'?");
    }

    [Fact]
    public async Task A_parameter_that_is_not_declared_brings_the_nearest_one()
    {
        await ExpectAsync(["run", "config/examples/hello.yaml", "-p", "nmae=Ada"], "nmae", "did you mean 'name'?");
    }

    [Fact]
    public async Task A_parameter_of_the_wrong_type_says_what_is_expected()
    {
        await ExpectAsync(
            ["run", "config/examples/branches.yaml", "-p", "amount=much"],
            "error PARAMETER_TYPE",
            "amount",
            "integer"
        );
    }

    [Fact]
    public async Task A_required_parameter_that_is_missing_is_named()
    {
        var file = folder.Write(
            "required.yaml",
            """
            name: required
            parameters:
              - name: region
            steps:
              - id: a
                action: log
                params: { message: "{{ params.region }}" }
            """
        );

        await ExpectAsync(["run", file], "error MISSING_PARAMETER", "region", "-p region=");
    }

    [Fact]
    public async Task A_parameter_without_an_equals_sign_is_explained()
    {
        await ExpectAsync(["run", "config/examples/hello.yaml", "-p", "name"], "-p name", "name=value");
    }

    [Theory]
    [InlineData("--nonsense")]
    [InlineData("-o", "xml")]
    [InlineData("--timeout", "0")]
    public async Task A_wrong_option_is_a_usage_error(params string[] options)
    {
        await ExpectAsync(["run", "config/examples/hello.yaml", .. options], options[^1]);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_exit_code_5()
    {
        await using var bud = await BudProcess.RunAsync(
            folder,
            "run",
            "config/examples/hello.yaml",
            "--server",
            "http://127.0.0.1:1"
        );

        Assert.Equal(5, await bud.ExitCodeAsync());
        Assert.Contains("http://127.0.0.1:1", bud.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_reports_everything_at_once_as_json()
    {
        var file = folder.Write(
            "many.yaml",
            """
            name: many
            steps:
              - { id: a, action: log, depends_on: [x] }
              - { id: a, action: log }
            """
        );

        await using var bud = await BudProcess.RunAsync(folder, "validate", file, "-o", "json");

        Assert.Equal(2, await bud.ExitCodeAsync());
        Assert.False(bud.Json().GetProperty("valid").GetBoolean());
        var codes = bud.Json().GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("code").GetString());
        Assert.Contains("UNKNOWN_DEPENDENCY", codes);
        Assert.Contains("DUPLICATE_STEP", codes);
    }

    public void Dispose() => folder.Dispose();

    private async Task ExpectAsync(string[] arguments, params string[] texts)
    {
        await using var bud = await BudProcess.RunAsync(folder, arguments);

        Assert.True(await bud.ExitCodeAsync() == 2, $"exit code {await bud.ExitCodeAsync()}\n{bud.Output}{bud.Error}");
        Assert.All(texts, text => Assert.Contains(text, bud.Error, StringComparison.Ordinal));
        Assert.Empty(bud.Output);
    }
}
