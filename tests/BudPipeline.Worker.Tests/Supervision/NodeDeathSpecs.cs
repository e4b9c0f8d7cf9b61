using System.Diagnostics;
using BudPipeline.Core.Actions;

namespace BudPipeline.Worker.Tests.Supervision;

/// <summary>What becomes of commands when their node or its supervisor dies.</summary>
public sealed class NodeDeathSpecs
{
    // Writes its own pid and its grandchild's, then runs on, deaf to polite requests.
    private static string Stubborn(TempFolder folder) =>
        $"""
            trap '' TERM HUP INT
            sh -c 'echo $$ > {folder.File("grandchild")}; while :; do sleep 0.05; done' &
            (setsid sh -c 'echo $$ > {folder.File("daemon")}; exec sleep 1000' &)
            echo $$ > {folder.File("main")}
            wait
            """;

    private static readonly string[] Written = ["main", "grandchild", "daemon"];

    [Fact]
    public async Task Commands_die_with_a_killed_node_before_the_next_node_starts_one()
    {
        using var notes = new TempFolder();
        await using var next = new WorkerUnderTest();
        using var node = StartNode(next.Folder.Path, Stubborn(notes));
        var pids = await Task.WhenAll(Written.Select(name => Eventually.PidAsync(notes.File(name))));
        Assert.All(pids, pid => Assert.True(Eventually.IsAlive(pid)));

        node.Kill();
        await node.WaitForExitAsync();
        // The next node's command looks for the last one's processes: it must find none.
        var outcome = await next.ShellAsync($"for p in {Join(pids)}; do kill -0 $p 2>/dev/null && exit 9; done; true");

        Assert.Equal(OutcomeStatus.Completed, outcome.Status);
        Assert.All(pids, pid => Assert.False(Eventually.IsAlive(pid)));
    }

    [Fact]
    public async Task A_second_node_waits_while_the_first_one_lives()
    {
        using var notes = new TempFolder();
        await using var second = new WorkerUnderTest();
        using var first = StartNode(second.Folder.Path, Stubborn(notes));
        var main = await Eventually.PidAsync(notes.File("main"));

        var waiting = second.ShellAsync($"kill -0 {main} 2>/dev/null && exit 9; true");
        await Eventually.BecomesTrueAsync(() => !second.Notices.Warnings.IsEmpty, "the second node says that it waits");
        Assert.Contains("earlier node", Assert.Single(second.Notices.Warnings));
        Assert.True(Eventually.IsAlive(main));
        first.Kill();

        Assert.Equal(OutcomeStatus.Completed, (await waiting).Status);
    }

    [Fact]
    public async Task A_terminals_interrupt_and_a_polite_end_do_not_end_the_supervisor()
    {
        await using var worker = new WorkerUnderTest();
        await worker.ShellAsync("true");
        var supervisor = worker.SupervisorPid();

        await worker.ShellAsync($"kill -INT {supervisor}; kill -TERM {supervisor}; kill -HUP {supervisor}");

        Assert.Equal(OutcomeStatus.Completed, (await worker.ShellAsync("true")).Status);
        Assert.Equal(supervisor, worker.SupervisorPid());
    }

    [Fact]
    public async Task A_lost_supervisor_fails_its_attempts_once_their_processes_are_dead_and_another_takes_over()
    {
        using var notes = new TempFolder();
        await using var worker = new WorkerUnderTest();
        var running = worker.ShellAsync(Stubborn(notes));
        var pids = await Task.WhenAll(Written.Select(name => Eventually.PidAsync(notes.File(name))));

        using (var process = Process.GetProcessById(worker.SupervisorPid()))
        {
            process.Kill();
        }

        var outcome = await running;
        Assert.Equal("SUPERVISOR_LOST", outcome.Error?.Code);
        Assert.All(pids, pid => Assert.False(Eventually.IsAlive(pid)));
        Assert.Equal(OutcomeStatus.Completed, (await worker.ShellAsync("true")).Status);
    }

    [Fact]
    public async Task A_node_that_stops_takes_its_commands_along()
    {
        using var notes = new TempFolder();
        var worker = new WorkerUnderTest();
        var running = worker.ShellAsync(Stubborn(notes));
        var main = await Eventually.PidAsync(notes.File("main"));

        await worker.DisposeAsync();

        Assert.False(Eventually.IsAlive(main));
        Assert.Equal(OutcomeStatus.Stopped, (await running).Status);
    }

    [Fact]
    public async Task A_supervisor_that_cannot_start_fails_the_step_and_names_the_program()
    {
        await using var worker = new WorkerUnderTest(change: o => o with { Supervisor = new("/no/such/bud", []) });

        var outcome = await worker.ShellAsync("true");

        Assert.Equal("COMMAND_NOT_STARTED", outcome.Error?.Code);
        Assert.Contains("/no/such/bud", outcome.Error?.Message);
    }

    [Fact]
    public async Task A_supervisor_that_ends_at_once_fails_the_step()
    {
        await using var worker = new WorkerUnderTest(change: o => o with { Supervisor = new("/bin/false", []) });

        Assert.Equal("SUPERVISOR_LOST", (await worker.ShellAsync("true")).Error?.Code);
        Assert.Equal("SUPERVISOR_LOST", (await worker.ShellAsync("true")).Error?.Code);
    }

    private static Process StartNode(string dataFolder, string command) =>
        Process.Start(new ProcessStartInfo(HostProgram.Dotnet, [HostProgram.Assembly, "node", dataFolder, command]))!;

    private static string Join(int[] pids) => string.Join(' ', pids);
}
