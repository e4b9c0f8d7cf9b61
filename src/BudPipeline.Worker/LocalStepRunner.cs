using System.Collections.Frozen;
using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Worker;

/// <summary>Runs attempts in this process. Timeouts are the core's: it fires the token.</summary>
public sealed class LocalStepRunner : IStepRunner
{
    private readonly FrozenDictionary<string, IAction> actions;
    private readonly ImmutableArray<string> names;
    private readonly IStepLogs logs;
    private readonly ISecrets secrets;

    /// <summary>A runner of these actions.</summary>
    public LocalStepRunner(IEnumerable<IAction> actions, IStepLogs logs, ISecrets secrets)
    {
        this.logs = logs;
        this.secrets = secrets;
        this.actions = actions
            .SelectMany(a => a.Descriptor.Aliases.Prepend(a.Descriptor.Type).Select(n => KeyValuePair.Create(n, a)))
            .ToFrozenDictionary(StringComparer.Ordinal);
        names = [.. this.actions.Keys.Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public async Task<ActionOutcome> RunAsync(StepAssignment assignment, CancellationToken cancellation)
    {
        if (!actions.TryGetValue(assignment.ActionType, out var action))
        {
            return Failed("ACTION_NOT_FOUND", StepError.Business, NotFound(assignment.ActionType));
        }

        var parameters = ActionParameterRules.WithDefaults(action.Descriptor, assignment.Params);
        if (ActionParameterRules.Broken(action.Descriptor, parameters) is { Count: > 0 } broken)
        {
            return Failed("INVALID_PARAMS", StepError.Business, string.Join("; ", broken));
        }

        var context = new ActionContext(
            assignment.Attempt,
            assignment.StepId,
            assignment.Pipeline,
            parameters,
            logs.Open(assignment.Attempt, assignment.StepId),
            assignment.Timeout,
            assignment.Traceparent
        )
        {
            Secrets = secrets,
        };
        return WithinLimit(await RunAsync(action, context, cancellation));
    }

    private static async Task<ActionOutcome> RunAsync(
        IAction action,
        ActionContext context,
        CancellationToken cancellation
    )
    {
        try
        {
            // An action that blocks before its first await must not hold up who called.
            return action.OnlyComputes
                ? await action.RunAsync(context, cancellation)
                : await Task.Run(() => action.RunAsync(context, cancellation), CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ActionOutcome.Stopped();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            context.Log.Write(StepLogLevel.Error, $"action '{action.Descriptor.Type}' has a fault: {e}");
            return Failed("ACTION_FAULT", StepError.Application, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private static ActionOutcome WithinLimit(ActionOutcome outcome)
    {
        var size = ValueJson.Utf8Length(outcome.Outputs);
        if (size <= ActionOutcome.MaxOutputBytes)
        {
            return outcome;
        }

        var message =
            $"the step's outputs take {size} bytes as JSON, the limit is {ActionOutcome.MaxOutputBytes} (1 MiB): "
            + "write large results to a file or a store and give its name as an output";
        return ActionOutcome.Failed(
            new StepError("OUTPUT_TOO_LARGE", StepError.Business, message),
            usage: outcome.Usage
        );
    }

    private string NotFound(string type) =>
        NearestName.Of(type, names) is { } near
            ? $"there is no action '{type}'; did you mean '{near}'?"
            : $"there is no action '{type}'; there are: {string.Join(", ", names)}";

    private static ActionOutcome Failed(string code, string type, string message) =>
        ActionOutcome.Failed(new StepError(code, type, message));
}
