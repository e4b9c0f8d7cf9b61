namespace BudPipeline.Cli.Tests.Processes;

/// <summary>Which node a verb finds, and what becomes of executions when it goes.</summary>
public sealed class NodeSpecs : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public async Task Two_runs_at_once_on_one_data_folder_both_complete()
    {
        string[] arguments = ["run", "config/examples/parallel.yaml", "-o", "json"];
        await using var first = BudProcess.Start(folder, arguments);
        await using var second = BudProcess.Start(folder, arguments);

        Assert.True(await first.ExitCodeAsync() == 0, first.Error);
        Assert.True(await second.ExitCodeAsync() == 0, second.Error);
        Assert.NotEqual(first.Json().GetProperty("id").GetString(), second.Json().GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_run_whose_node_was_killed_is_taken_over_by_the_process_that_follows_it()
    {
        var data = folder.File("data");
        var slow = Slow("first", 600);
        await using var owner = BudProcess.Start(folder, "run", slow, "--data", data);
        await owner.WaitForAsync("started at attempt 1");
        await using var follower = BudProcess.Start(folder, "run", Slow("second", 4), "--data", data);
        await follower.WaitForAsync("started at attempt 1");

        await owner.SignalAsync("KILL");

        Assert.True(await follower.ExitCodeAsync() == 0, follower.Output + follower.Error);
        Assert.Contains("second completed", follower.Output, StringComparison.Ordinal);
        Assert.Contains("1 unfinished execution", follower.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_says_where_it_is_and_a_second_one_is_told_so()
    {
        var data = folder.File("data");
        await using var serve = BudProcess.Start(folder, "serve", "--data", data, "--urls", "http://127.0.0.1:0");
        var url = ServeLine.UrlOf(await serve.WaitForAsync("bud is ready on "));

        await using var second = await BudProcess.RunAsync(folder, "serve", "--data", data);

        Assert.Equal(1, await second.ExitCodeAsync());
        Assert.Contains(url.ToString().TrimEnd('/'), second.Error, StringComparison.Ordinal);
        Assert.Contains($"{serve.Id}", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_ends_well_when_asked_to_and_has_nothing_to_warn_of()
    {
        await using var serve = BudProcess.Start(folder, "serve", "--urls", "http://127.0.0.1:0");
        await serve.WaitForAsync("bud is ready on ");

        await serve.SignalAsync("TERM");

        Assert.Equal(0, await serve.ExitCodeAsync());
        Assert.DoesNotContain("\"@l\":", serve.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_refuses_to_listen_to_everybody()
    {
        await using var serve = await BudProcess.RunAsync(folder, "serve", "--urls", "http://0.0.0.0:0");

        Assert.Equal(2, await serve.ExitCodeAsync());
        Assert.Contains("0.0.0.0", serve.Error, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", serve.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_finds_the_node_that_serves_the_folder()
    {
        var data = folder.File("data");
        await using var serve = BudProcess.Start(folder, "serve", "--data", data, "--urls", "http://127.0.0.1:0");
        await serve.WaitForAsync("bud is ready on ");

        await using var run = await BudProcess.RunAsync(
            folder,
            "run",
            "config/examples/hello.yaml",
            "--data",
            data,
            "-o",
            "json"
        );
        await using var list = await BudProcess.RunAsync(folder, "executions", "list", "--data", data);

        Assert.Equal(0, await run.ExitCodeAsync());
        Assert.Contains(run.Json().GetProperty("id").GetString()!, list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_detached_run_goes_on_in_a_server_of_its_own()
    {
        var data = folder.File("data");
        await using var run = await BudProcess.RunAsync(
            folder,
            "run",
            "config/examples/hello.yaml",
            "--data",
            data,
            "--detach"
        );
        Assert.True(await run.ExitCodeAsync() == 0, run.Error);
        var id = run.Output.Trim();

        await using var watch = await BudProcess.RunAsync(folder, "executions", "watch", id, "--data", data);

        Assert.True(await watch.ExitCodeAsync() == 0, watch.Error);
        Assert.StartsWith("exec_", id, StringComparison.Ordinal);
        await DetachedServer.StopAsync(data);
    }

    [Fact]
    public async Task An_execution_that_was_killed_goes_on_with_serve_and_keeps_what_was_done()
    {
        var data = folder.File("data");
        await using var run = BudProcess.Start(folder, "run", Slow("killed", 3), "--data", data);
        await run.WaitForAsync("quick completed");
        await run.SignalAsync("KILL");
        await run.ExitCodeAsync();
        var id = run.Output.Split('\n')[0].Split(' ')[^1].Trim();

        await using var serve = BudProcess.Start(folder, "serve", "--data", data, "--urls", "http://127.0.0.1:0");
        await serve.WaitForAsync("bud is ready on ");
        await using var watch = await BudProcess.RunAsync(
            folder,
            "executions",
            "watch",
            id,
            "--data",
            data,
            "-o",
            "json"
        );

        Assert.True(await watch.ExitCodeAsync() == 0, watch.Error);
        var steps = watch.Json().GetProperty("steps");
        Assert.Equal(1, steps.GetProperty("quick").GetProperty("attempt").GetInt32());
        Assert.Equal(2, steps.GetProperty("slow").GetProperty("attempt").GetInt32());
    }

    public void Dispose() => folder.Dispose();

    /// <summary>A quick step, then one that takes so many seconds.</summary>
    private string Slow(string name, int seconds) =>
        folder.Write(
            $"{name}.yaml",
            $$"""
            name: {{name}}
            steps:
              - id: quick
                action: log
                params: { message: quick }
              - id: slow
                action: shell
                depends_on: [quick]
                timeout_seconds: 900
                params:
                  command: echo "started at attempt $BUD_ATTEMPT"; sleep {{seconds}}
            """
        );
}
