using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;
using Microsoft.Extensions.Time.Testing;

namespace BudPipeline.Worker.Tests.Shell;

/// <summary>How commands end that do not end by themselves.</summary>
public sealed class ShellEndingSpecs : IDisposable
{
    private readonly CancellationTokenSource cancel = new();

    public void Dispose() => cancel.Dispose();

    [Fact]
    public async Task A_cancelled_command_gets_the_time_to_clean_up()
    {
        await using var worker = new WorkerUnderTest(new FakeTimeProvider());
        var running = worker.ShellAsync(
            $"trap 'echo cleaned; exit 0' TERM; echo $$ > {worker.Folder.File("pid")}; while :; do sleep 0.05; done",
            cancel.Token
        );
        var pid = await Eventually.PidAsync(worker.Folder.File("pid"));

        await cancel.CancelAsync();
        var outcome = await running;

        Assert.Equal(OutcomeStatus.Stopped, outcome.Status);
        Assert.Contains("cleaned", worker.Lines);
        Assert.False(Eventually.IsAlive(pid));
    }

    [Fact]
    public async Task The_whole_group_is_asked_to_stop()
    {
        await using var worker = new WorkerUnderTest(new FakeTimeProvider());
        var running = worker.ShellAsync(
            $"sh -c 'echo $$ > {worker.Folder.File("child")}; exec sleep 1000' & wait",
            cancel.Token
        );
        var child = await Eventually.PidAsync(worker.Folder.File("child"));

        await cancel.CancelAsync();
        var outcome = await running;

        Assert.Equal(OutcomeStatus.Stopped, outcome.Status);
        Assert.False(Eventually.IsAlive(child));
    }

    [Fact]
    public async Task Grandchildren_that_ignore_the_request_are_killed_after_the_grace()
    {
        var time = new FakeTimeProvider();
        await using var worker = new WorkerUnderTest(time);
        var folder = worker.Folder;
        var running = worker.ShellAsync(
            $"""
            cat > {folder.File("stubborn.sh")} <<'X'
            trap 'echo heard > {folder.File("heard")}' TERM
            echo $$ > {folder.File("pid")}
            while :; do sleep 0.05; done
            X
            sh -c 'sh {folder.File("stubborn.sh")}; :' & wait
            """,
            cancel.Token
        );
        var grandchild = await Eventually.PidAsync(folder.File("pid"));

        await cancel.CancelAsync();
        await Eventually.FileAsync(folder.File("heard"));
        Assert.True(Eventually.IsAlive(grandchild));
        Assert.False(running.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        var outcome = await running;

        Assert.Equal(OutcomeStatus.Stopped, outcome.Status);
        Assert.False(Eventually.IsAlive(grandchild));
    }

    [Fact]
    public async Task A_child_that_holds_the_output_open_does_not_keep_the_step_and_is_killed()
    {
        await using var worker = new WorkerUnderTest(change: o =>
            o with
            {
                DrainTime = TimeSpan.FromMilliseconds(100),
            }
        );

        var outcome = await worker.ShellAsync($"sleep 1000 & echo $! > {worker.Folder.File("pid")}; echo done");

        Assert.Equal(OutcomeStatus.Completed, outcome.Status);
        Assert.Equal(Value.Of("done"), outcome.Outputs["stdout"]);
        Assert.False(Eventually.IsAlive(await Eventually.PidAsync(worker.Folder.File("pid"))));
    }

    [Fact]
    public async Task A_daemon_that_left_the_session_is_killed_with_the_step()
    {
        await using var worker = new WorkerUnderTest(change: o =>
            o with
            {
                DrainTime = TimeSpan.FromMilliseconds(100),
            }
        );

        await worker.ShellAsync(
            $"""
            (setsid sh -c 'echo $$ > {worker.Folder.File("pid")}; exec sleep 1000' > /dev/null 2>&1 &)
            while [ ! -s {worker.Folder.File("pid")} ]; do sleep 0.05; done
            """
        );

        Assert.False(Eventually.IsAlive(await Eventually.PidAsync(worker.Folder.File("pid"))));
    }

    [Fact]
    public async Task A_background_child_that_ends_in_time_ends_by_itself()
    {
        await using var worker = new WorkerUnderTest(change: o => o with { DrainTime = TimeSpan.FromSeconds(60) });

        var outcome = await worker.ShellAsync("(sleep 0.2; echo late) & echo early");

        Assert.Equal(Value.Of("early\nlate"), outcome.Outputs["stdout"]);
    }

    [Fact]
    public async Task A_command_that_is_cancelled_before_it_begins_never_begins()
    {
        await using var worker = new WorkerUnderTest();
        await cancel.CancelAsync();

        var outcome = await worker.ShellAsync($"touch {worker.Folder.File("ran")}", cancel.Token);

        Assert.Equal(OutcomeStatus.Stopped, outcome.Status);
        Assert.False(File.Exists(worker.Folder.File("ran")));
    }
}
