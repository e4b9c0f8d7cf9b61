using System.Collections.Immutable;
using System.Globalization;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Executions;

/// <summary>An execution in memory: given a definition, when commands come, then its steps stand like this.</summary>
internal sealed class Scenario
{
    public const string Runner = "node-1";
    private readonly List<ExecutionEvent> history = [];

    private Scenario(ExecutionPlan plan) => State = ExecutionState.Initial("exec_1", plan, Runner);

    public ExecutionState State { get; private set; }

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<ExecutionEvent> History => history;

    public List<ExecutionEffect> Effects { get; } = [];

    public static ExecutionPlan Plan(string yaml)
    {
        var compiled = DefinitionCompiler.Compile(yaml, BuiltInActions.Catalog, "yaml");
        return compiled.Plan ?? throw new InvalidOperationException(string.Join('\n', compiled.Diagnostics));
    }

    public static Scenario Given(string yaml, params (string Name, Value Value)[] parameters) =>
        Of(Plan(yaml), parameters);

    public static Scenario GivenAt(DateTimeOffset start, string yaml)
    {
        var plan = Plan(yaml);
        var scenario = new Scenario(plan) { Now = start };
        scenario.When(new StartExecution(Header(plan, MapValue.Empty)));
        return scenario;
    }

    public static Scenario Of(ExecutionPlan plan, params (string Name, Value Value)[] parameters) =>
        Of(plan, new StartExecution(Header(plan, MapValue.Of(parameters))));

    public static Scenario Of(ExecutionPlan plan, StartExecution start)
    {
        var scenario = new Scenario(plan);
        scenario.When(start);
        return scenario;
    }

    public static ExecutionHeader Header(ExecutionPlan plan, MapValue parameters, string fingerprint = "f") =>
        new(
            plan.Hash,
            plan.PlanVersion,
            null,
            plan.Definition.Name,
            plan.Definition.Version,
            null,
            parameters,
            [],
            ExecutionPriority.Normal,
            "api",
            null,
            null,
            null,
            fingerprint,
            null
        );

    public Decision When(ExecutionCommand command)
    {
        var decision = ExecutionDecider.Decide(State, command, Now);
        if (decision is Decision.Accepted accepted)
        {
            foreach (var e in accepted.Events)
            {
                var before = State;
                State = ExecutionEvolution.Evolve(State, e);
                history.Add(e);
                Effects.AddRange(ExecutionEffects.Since(before, State));
            }
        }

        return decision;
    }

    public Scenario Complete(string step, params (string Name, Value Value)[] outputs)
    {
        When(new CompleteAttempt(Ordinal(step), Step(step).Attempt, ActionOutcome.Completed(MapValue.Of(outputs))));
        return this;
    }

    public Scenario Fail(string step, string type = StepError.Application)
    {
        var outcome = ActionOutcome.Failed(new StepError("BROKEN", type, $"{step} broke"));
        When(new CompleteAttempt(Ordinal(step), Step(step).Attempt, outcome));
        return this;
    }

    public Scenario Stopped(string step)
    {
        When(new CompleteAttempt(Ordinal(step), Step(step).Attempt, ActionOutcome.Stopped()));
        return this;
    }

    /// <summary>Lets time pass and fires the timer, as the shell does.</summary>
    public Scenario After(double seconds)
    {
        var until = Now.AddSeconds(seconds);
        while (State.NextDue is { } due && due <= until)
        {
            Now = due > Now ? due : Now;
            if (When(new TimerFired()) is not Decision.Accepted)
            {
                break;
            }
        }

        Now = until;
        return this;
    }

    /// <summary>Lets time pass and fires nothing, as when nobody is there.</summary>
    public void Sleep(double seconds) => Now = Now.AddSeconds(seconds);

    public int Ordinal(string step) => State.Plan.Ordinals[step];

    public StepState Step(string step) => State.Steps[Ordinal(step)];

    /// <summary>All steps and the execution in one line, such as <c>a=completed b=running | running</c>.</summary>
    public string Standing =>
        string.Join(' ', State.Plan.Steps.Select(s => $"{s.Id}={State.Steps[s.Ordinal].Status.Word()}"))
        + " | "
        + State.Status.Word();

    public string Running =>
        string.Join(
            ' ',
            State.Plan.Steps.Where(s => State.Steps[s.Ordinal].Status == StepStatus.Running).Select(s => s.Id)
        );
}
