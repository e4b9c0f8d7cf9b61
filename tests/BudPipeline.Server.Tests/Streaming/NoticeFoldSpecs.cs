using System.Collections.Immutable;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;
using BudPipeline.Server.Streaming;

namespace BudPipeline.Server.Tests.Streaming;

public sealed class NoticeFoldSpecs
{
    private static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Retrying = """
        name: retrying
        steps:
          - {id: a, action: log, retry: {max_attempts: 2, backoff_seconds: 1}}
          - {id: b, action: log}
        """;

    [Fact]
    public void The_same_history_gives_the_same_notices()
    {
        var history = Lived();
        Assert.Equal(Ids(history), Ids(history));
        Assert.Equal(Ids(history).Count, Ids(history).Distinct().Count());
    }

    [Fact]
    public void An_event_of_many_steps_is_a_notice_each_numbered_within_it()
    {
        var notices = Notices(Lived()).Where(n => n.Type == NoticeTypes.StepStarted).Take(2).ToList();
        Assert.Equal(["2.0", "2.1"], notices.Select(n => n.Id));
        Assert.Equal(["a", "b"], notices.Select(n => n.Step?.Id));
    }

    [Fact]
    public void A_retry_tells_the_error_and_until_when_it_waits()
    {
        var notice = Notices(Lived()).Single(n => n.Step?.Error?.Code == "ODD" && n.Type == NoticeTypes.StepRetrying);
        Assert.Equal(("retrying", 1), (notice.Step?.Status, notice.Step?.Attempt));
        Assert.NotNull(notice.Step?.WaitsUntil);
    }

    [Fact]
    public void A_lost_attempt_says_that_its_runner_is_gone()
    {
        var state = Start();
        var events = Decide(ref state, new RunnersLost(["node-1"]));
        var notices = Notices([.. Lived(0), .. events]);
        var lost = notices.Where(n => n.Step?.Error?.Code == "RUNNER_LOST").ToList();
        Assert.Equal(["a", "b"], lost.Select(n => n.Step?.Id));
    }

    [Fact]
    public void Progress_never_goes_back_and_is_100_at_a_good_end()
    {
        var notices = Notices(Lived());
        Assert.Equal(notices.Select(n => n.Progress).Order(), notices.Select(n => n.Progress));
        Assert.Equal((100, NoticeTypes.WorkflowCompleted), (notices[^1].Progress, notices[^1].Type));
    }

    [Theory]
    [InlineData("12.3", 12, 3)]
    [InlineData("0.0", 0, 0)]
    public void A_place_reads_back(string text, long sequence, int index)
    {
        Assert.True(NoticePosition.TryParse(text, out var position));
        Assert.Equal(new NoticePosition(sequence, index), position);
        Assert.Equal(text, position.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData(".")]
    [InlineData("-1.0")]
    [InlineData("1.x")]
    [InlineData("99999999999999999999.0")]
    public void A_place_that_is_none_is_refused(string text) => Assert.False(NoticePosition.TryParse(text, out _));

    /// <summary>A start, a failure that is repeated, and a good end; or only the first commands of it.</summary>
    private static List<ExecutionEvent> Lived(int commands = int.MaxValue)
    {
        var state = Initial();
        List<ExecutionEvent> events = [.. Decide(ref state, new StartExecution(Storage.Events.Header))];
        ExecutionCommand[] rest =
        [
            new CompleteAttempt(0, 1, ActionOutcome.Failed(new StepError("ODD", StepError.Application, "odd"))),
            new ReportProgress(1, 1, 50),
            new CompleteAttempt(1, 1, ActionOutcome.Completed(MapValue.Empty)),
            new PauseExecution(null),
            new ResumeExecution(null),
            new TimerFired(),
            new CompleteAttempt(0, 2, ActionOutcome.Completed(MapValue.Empty)),
        ];
        foreach (var command in rest.Take(commands))
        {
            events.AddRange(Decide(ref state, command));
        }

        return events;
    }

    private static ExecutionState Start()
    {
        var state = Initial();
        Decide(ref state, new StartExecution(Storage.Events.Header));
        return state;
    }

    private static ImmutableArray<ExecutionEvent> Decide(ref ExecutionState state, ExecutionCommand command)
    {
        var decided = ExecutionDecider.DecideTogether(state, [command], state.LastEventAt.AddSeconds(2));
        state = decided.After;
        return decided.Events;
    }

    private static ExecutionState Initial()
    {
        var plan = DefinitionCompiler.Compile(Retrying, BuiltInActions.Catalog).Plan!;
        return ExecutionState.Initial("exec_1", plan, "node-1") with { LastEventAt = Epoch };
    }

    private static List<ExecutionNotice> Notices(IEnumerable<ExecutionEvent> events)
    {
        var fold = new NoticeFold(Initial());
        return [.. events.SelectMany(fold.Next)];
    }

    private static List<string?> Ids(IEnumerable<ExecutionEvent> events) => [.. Notices(events).Select(n => n.Id)];
}
