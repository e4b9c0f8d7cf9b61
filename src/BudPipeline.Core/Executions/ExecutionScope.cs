using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions;

/// <summary>The names that a template of an execution sees (contract §b.1), looked up only when asked for.</summary>
internal sealed class ExecutionScope : MapValue
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    private static readonly string[] Names =
    [
        "params",
        "inputs",
        "steps",
        "execution",
        "pipeline",
        "workflow",
        "execution_id",
        "pipeline_id",
        "event",
        "trigger",
        "secrets",
        "env",
        "now",
        "today",
    ];

    private readonly IExecutionView view;
    private readonly DateTimeOffset now;

    private ExecutionScope(IExecutionView view, DateTimeOffset now)
    {
        this.view = view;
        this.now = now;
    }

    public override int Count => Entries.Count();

    public override IEnumerable<KeyValuePair<string, Value>> Entries
    {
        get
        {
            foreach (var name in Names)
            {
                if (TryGet(name, out var value))
                {
                    yield return new(name, value);
                }
            }
        }
    }

    /// <summary>The context of templates that are evaluated at a moment.</summary>
    public static EvaluationContext Context(IExecutionView view, DateTimeOffset now) =>
        new(new ExecutionScope(view, now), EvaluationLimits.Default, view.Plan.Definition.Settings.Strict);

    public override bool TryGet(string key, [MaybeNullWhen(false)] out Value value)
    {
        value = key switch
        {
            "params" or "inputs" => Params,
            "steps" => new StepsScope(view),
            "execution" => Execution(),
            "pipeline" or "workflow" => Pipeline(),
            "execution_id" => Of(view.ExecutionId),
            "pipeline_id" => Of(view.Header?.PipelineId),
            "event" => TriggerEvent.Of(Params["event"]),
            "trigger" => Params["_trigger"],
            "secrets" => SecretsMapValue.Any,
            "env" => view.Plan.Environment,
            "now" => Time(now),
            "today" => Of(now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            _ => null,
        };
        return value is not null and not UndefinedValue;
    }

    internal static Value Time(DateTimeOffset? moment) =>
        moment is { } at ? Of(at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)) : Null;

    private MapValue Params => view.Header?.Params ?? Empty;

    private MapValue Execution() =>
        Of(
            ("id", Of(view.ExecutionId)),
            ("started_at", Time(view.CreatedAt)),
            ("attempt", Of(1)),
            ("status", Of(Status.Word()))
        );

    /// <summary>What it will end as, as far as that is known: under <c>finally</c> the outcome of all other steps.</summary>
    private ExecutionStatus Status =>
        (view.Stopping, view.FirstFailure) switch
        {
            (StopReason.Timeout, _) => ExecutionStatus.Timeout,
            (not null, _) => ExecutionStatus.Cancelled,
            (null, not null) => ExecutionStatus.Failed,
            _ => view.TerminalSteps < view.Plan.FinallyFrom ? ExecutionStatus.Running : ExecutionStatus.Completed,
        };

    private MapValue Pipeline() =>
        Of(
            ("id", Of(view.Header?.PipelineId)),
            ("name", Of(view.Header?.PipelineName ?? view.Plan.Definition.Name)),
            ("version", Of(view.Plan.Definition.Version))
        );
}

/// <summary>The names of an execution, and before them the rendered parameters of one step.</summary>
internal sealed class ParamsScope : MapValue
{
    private readonly MapValue names;
    private readonly MapValue parameters;

    private ParamsScope(MapValue names, MapValue parameters) => (this.names, this.parameters) = (names, parameters);

    public override int Count => names.Count + parameters.Count;

    public override IEnumerable<KeyValuePair<string, Value>> Entries => names.Entries.Concat(parameters.Entries);

    public static EvaluationContext Context(IExecutionView view, DateTimeOffset now, MapValue parameters)
    {
        var context = ExecutionScope.Context(view, now);
        var input = parameters["input"];
        var given = input as MapValue ?? Of(("value", input));
        return context with { Names = new ParamsScope(context.Names, given.With(parameters)) };
    }

    public override bool TryGet(string key, [MaybeNullWhen(false)] out Value value) =>
        names.TryGet(key, out value) || parameters.TryGet(key, out value);
}

/// <summary><c>steps</c>: every step by its id.</summary>
internal sealed class StepsScope(IExecutionView view) : MapValue
{
    public override int Count => view.Plan.Steps.Length;

    public override IEnumerable<KeyValuePair<string, Value>> Entries =>
        view.Plan.Steps.Select(s => KeyValuePair.Create(s.Id, (Value)new StepScope(view.Step(s.Ordinal))));

    public override bool TryGet(string key, [MaybeNullWhen(false)] out Value value)
    {
        value = view.Plan.Ordinals.TryGetValue(key, out var ordinal) ? new StepScope(view.Step(ordinal)) : null;
        return value is not null;
    }
}

/// <summary><c>steps.X</c>: a step's outputs under both spellings, its status, error and times.</summary>
internal sealed class StepScope(StepState step) : MapValue
{
    private static readonly string[] Names =
    [
        "status",
        "outputs",
        "output",
        "error",
        "started_at",
        "completed_at",
        "duration_seconds",
        "attempt",
    ];

    public override int Count => Names.Length;

    public override IEnumerable<KeyValuePair<string, Value>> Entries =>
        Names.Select(name => KeyValuePair.Create(name, this[name]));

    public override bool TryGet(string key, [MaybeNullWhen(false)] out Value value)
    {
        value = key switch
        {
            "status" => Of(step.Status.Word()),
            "outputs" or "output" => step.Status.IsTerminal() ? step.Outputs : Empty,
            "error" => Of(step.Error?.Message),
            "started_at" => ExecutionScope.Time(step.StartedAt),
            "completed_at" => ExecutionScope.Time(step.CompletedAt),
            "duration_seconds" => step.Duration is { } duration ? Of(duration.TotalSeconds) : Null,
            "attempt" => Of(step.Attempt),
            _ => null,
        };
        return value is not null;
    }
}
