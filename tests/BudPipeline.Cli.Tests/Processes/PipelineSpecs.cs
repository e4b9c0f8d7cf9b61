namespace BudPipeline.Cli.Tests.Processes;

/// <summary>Saved pipelines from the command line, on a node that each verb starts for itself.</summary>
public sealed class PipelineSpecs : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_pipeline_is_saved_changed_run_by_its_name_and_deleted()
    {
        var file = folder.Write(
            "greet.yaml",
            """
            name: greet
            parameters: [{name: who, default: world}]
            outputs: {text: "{{ steps.say.outputs.text }}"}
            steps:
              - id: say
                action: set_output
                params: {outputs: {text: "hello {{ params.who }}"}}
            """
        );
        var id = (await OutputAsync("pipelines", "create", file)).Trim();
        Assert.StartsWith("pipe_", id, StringComparison.Ordinal);
        Assert.Contains("greet", await OutputAsync("pipelines", "list"), StringComparison.Ordinal);

        await using (var run = await BudProcess.RunAsync(folder, "run", "greet", "-p", "who=Ada", "-o", "json"))
        {
            Assert.True(await run.ExitCodeAsync() == 0, run.Error);
            Assert.Equal("hello Ada", run.Json().GetProperty("outputs").GetProperty("text").GetString());
            Assert.Equal(id, run.Json().GetProperty("pipeline_id").GetString());
        }

        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text.Replace("hello", "good day", StringComparison.Ordinal));
        Assert.Equal(id, (await OutputAsync("pipelines", "update", file)).Trim());
        Assert.Contains(
            "+ steps.say.params.outputs.text: \"good day",
            await OutputAsync("pipelines", "diff", "greet"),
            StringComparison.Ordinal
        );
        Assert.Equal(text, await OutputAsync("pipelines", "export", "greet", "--version", "1"));

        Assert.Contains("deleted", await OutputAsync("pipelines", "delete", "greet"), StringComparison.Ordinal);
        await using var gone = await BudProcess.RunAsync(folder, "run", "greet");
        Assert.Equal(2, await gone.ExitCodeAsync());
        Assert.Contains("no saved pipeline has this name", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_execution_that_failed_is_retried_and_may_be_deleted()
    {
        var file = folder.Write("bad.yaml", "name: bad\nsteps: [{id: a, action: fail, params: {message: no}}]\n");
        await using var run = await BudProcess.RunAsync(folder, "run", file, "-o", "json");
        Assert.Equal(1, await run.ExitCodeAsync());
        var failed = run.Json().GetProperty("id").GetString()!;

        var retry = (await OutputAsync("executions", "retry", failed)).Trim();
        Assert.StartsWith("exec_", retry, StringComparison.Ordinal);
        Assert.NotEqual(failed, retry);
        await OutputAsync("executions", "delete", failed);
        await using var gone = await BudProcess.RunAsync(folder, "executions", "get", failed);
        Assert.Equal(1, await gone.ExitCodeAsync());
        Assert.Contains(failed, gone.Error, StringComparison.Ordinal);
    }

    private async Task<string> OutputAsync(params string[] arguments)
    {
        await using var bud = await BudProcess.RunAsync(folder, arguments);
        Assert.True(await bud.ExitCodeAsync() == 0, bud.Error);
        return bud.Output;
    }
}
