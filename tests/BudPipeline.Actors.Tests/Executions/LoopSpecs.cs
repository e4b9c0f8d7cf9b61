using BudPipeline.Actors.Tests.House;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Tests.Executions;

public sealed class LoopSpecs
{
    private const string Loop = """
        steps:
          - id: l
            action: for_each
            params: {items: "{{ range(6) }}", max_concurrency: 2, step: {action: log, params: {message: "{{ item }}"}}}
        """;

    private readonly TestDisk disk = new();

    [Fact]
    public async Task Every_item_and_the_loop_itself_end_once()
    {
        await using (var house = await OpenAsync("node-1"))
        {
            await house.StartAsync("e", TestPlans.Compile(Loop));
            await house.Runner.Started.NextAsync();
            await house.Runner.Started.NextAsync();
            house.Runner.End("l#1");
            // Items share the name of their loop: those that follow end at once.
            await house.FinishedAsync("e");
        }

        var ended = disk.Journal.Of("e").OfType<StepsFinished>().SelectMany(f => f.Steps).ToList();
        Assert.Equal(6, ended.Count(s => s.Item == true));
        Assert.Equal(1, ended.Count(s => s.Item is null));
    }

    [Fact]
    public async Task Items_that_ran_when_their_node_was_killed_begin_again_and_those_that_had_ended_do_not()
    {
        await using (var house = await OpenAsync("node-1"))
        {
            await house.StartAsync("e", TestPlans.Compile(Loop));
            await house.Runner.Started.NextAsync();
            await house.Runner.Started.NextAsync();
            var first = ((LoopState)(await house.StateAsync("e")).Steps[0].Flow!).First;
            await house.AskAsync<BudPipeline.Actors.Executions.ExecutionProtocol.ExecutionAccepted>(
                TestPlans.Complete("e", first)
            );
            await house.Runner.Started.NextAsync();
            await house.KillAsync();
        }

        await using var next = await OpenAsync("node-2");
        Assert.Equal(["l#2", "l#2"], [await next.Runner.Started.NextAsync(), await next.Runner.Started.NextAsync()]);
        next.Runner.End("l#2");
        next.Runner.End("l#1");
        var events = await next.FinishedAsync("e");
        Assert.Equal(ExecutionStatus.Completed, Assert.IsType<ExecutionFinished>(events[^1]).Status);
        var starts = events.OfType<StepsStarted>().SelectMany(s => s.Steps).CountBy(s => s.Ordinal).ToDictionary();
        Assert.Equal([1, 2, 2, 1, 1, 1], starts.OrderBy(s => s.Key).Select(s => s.Value));
    }

    private Task<TestHouse> OpenAsync(string runner) =>
        TestHouse.OpenAsync(disk, TestHouse.Options(runner), null, r => r.EndsAtOnce = false);
}
