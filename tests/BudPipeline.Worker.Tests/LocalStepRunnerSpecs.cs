using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Worker.Tests;

public sealed class LocalStepRunnerSpecs
{
    [Fact]
    public async Task Defaults_of_the_descriptor_fill_what_the_step_does_not_give()
    {
        var action = new Echo();

        var outcome = await RunAsync(action, MapValue.Of(("given", Value.Of(1))));

        Assert.Equal(MapValue.Of(("given", Value.Of(1)), ("greeting", Value.Of("hello"))), outcome.Outputs);
    }

    [Fact]
    public async Task An_alias_runs_the_same_action()
    {
        var outcome = await RunAsync(new Echo(), MapValue.Of(("given", Value.Of(1))), "mirror");

        Assert.Equal(OutcomeStatus.Completed, outcome.Status);
    }

    [Theory]
    [InlineData("ecko", "did you mean 'echo'?")]
    [InlineData("something_else", "there are: echo, mirror")]
    public async Task An_unknown_action_fails_and_names_what_may_have_been_meant(string type, string named)
    {
        var outcome = await RunAsync(new Echo(), MapValue.Empty, type);

        Assert.Equal(("ACTION_NOT_FOUND", "business"), (outcome.Error?.Code, outcome.Error?.Type));
        Assert.Contains(named, outcome.Error?.Message);
    }

    [Fact]
    public async Task A_missing_parameter_fails_before_the_action_runs()
    {
        var outcome = await RunAsync(new Echo(), MapValue.Empty);

        Assert.Equal("INVALID_PARAMS", outcome.Error?.Code);
        Assert.Contains("'given'", outcome.Error?.Message);
    }

    [Fact]
    public async Task An_exception_is_a_fault_with_its_type_and_message()
    {
        var outcome = await RunAsync(
            new Echo(_ => throw new InvalidOperationException("broken inside")),
            MapValue.Of(("given", Value.Of(1)))
        );

        Assert.Equal(OutcomeStatus.Failed, outcome.Status);
        Assert.Equal("ACTION_FAULT", outcome.Error?.Code);
        Assert.Equal("InvalidOperationException: broken inside", outcome.Error?.Message);
    }

    [Fact]
    public async Task A_cancelled_action_that_throws_has_stopped()
    {
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();

        var outcome = await RunAsync(
            new Echo(_ => throw new OperationCanceledException()),
            MapValue.Of(("given", Value.Of(1))),
            cancellation: cancel.Token
        );

        Assert.Equal(OutcomeStatus.Stopped, outcome.Status);
    }

    [Theory]
    [InlineData(ActionOutcome.MaxOutputBytes, true)]
    [InlineData(ActionOutcome.MaxOutputBytes + 1, false)]
    public async Task Outputs_of_more_than_1_MiB_fail_and_name_the_limit(int bytes, bool isAllowed)
    {
        // {"text":"…"} takes 11 bytes around the text.
        var outputs = MapValue.Of(("text", Value.Of(new string('x', bytes - 11))));

        var outcome = await RunAsync(
            new Echo(_ => ActionOutcome.Completed(outputs, new ResourceUsage(1, 2))),
            MapValue.Of(("given", Value.Of(1)))
        );

        Assert.Equal(isAllowed ? null : "OUTPUT_TOO_LARGE", outcome.Error?.Code);
        Assert.Equal(new ResourceUsage(1, 2), outcome.Usage);
        if (!isAllowed)
        {
            Assert.Contains("1 MiB", outcome.Error?.Message);
            Assert.Equal(0, outcome.Outputs.Count);
        }
    }

    private static Task<ActionOutcome> RunAsync(
        Echo action,
        MapValue parameters,
        string type = "echo",
        CancellationToken cancellation = default
    ) =>
        new LocalStepRunner([action], new RecordedLogs(), NoSecrets.Instance).RunAsync(
            new StepAssignment(
                new AttemptKey("exec_1", 0, 1, 1),
                "step",
                "pipeline",
                type,
                parameters,
                TimeSpan.FromMinutes(1),
                null
            ),
            cancellation
        );

    private sealed class Echo(Func<ActionContext, ActionOutcome>? run = null) : IAction
    {
        public ActionDescriptor Descriptor { get; } =
            new(
                "echo",
                "Echo",
                "Tests",
                "Gives back what it gets.",
                [
                    new("given", "Given", "number", Required: true),
                    new("greeting", "Greeting", "string", Default: Value.Of("hello")),
                ],
                [],
                ExecutionMode.Sync,
                null,
                true,
                ["mirror"]
            );

        public Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken cancellation) =>
            Task.FromResult(run is null ? ActionOutcome.Completed(context.Params) : run(context));
    }
}
