using Akka.TestKit.Xunit2;
using BudPipeline.Actors.Executions;
using BudPipeline.Actors.Tests.House;
using BudPipeline.Core.Executions;
using Microsoft.Extensions.Time.Testing;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Actors.Tests.Executions;

public sealed class EndWaitersSpecs : TestKit
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task One_that_did_not_ask_again_is_forgotten()
    {
        var (gone, stays) = (CreateTestProbe(), CreateTestProbe());
        var waiters = new EndWaiters(time, TestActor);
        waiters.Add(gone);
        time.Advance(AwaitEnd.Renewal + TimeSpan.FromSeconds(1));
        waiters.Add(stays);
        waiters.TurnAway("e");
        await stays.ExpectMsgAsync<ExecutionBusy>(Arrivals<int>.Patience);
        await gone.ExpectNoMsgAsync(TimeSpan.Zero);
        Assert.True(waiters.IsEmpty);
    }

    [Fact]
    public async Task Nobody_is_told_before_the_end()
    {
        var waiter = CreateTestProbe();
        var waiters = new EndWaiters(time, TestActor);
        waiters.Add(waiter);
        var running = ExecutionState.Initial("e", TestPlans.Chain(1), "node-1");
        waiters.Tell(running);
        Assert.False(waiters.IsEmpty);
        await waiter.ExpectNoMsgAsync(TimeSpan.Zero);

        waiters.Tell(running with { Status = ExecutionStatus.Completed });
        Assert.Equal("e", (await waiter.ExpectMsgAsync<ExecutionSnapshot>(Arrivals<int>.Patience)).ExecutionId);
        Assert.True(waiters.IsEmpty);
    }
}
