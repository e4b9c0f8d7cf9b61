using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using BudPipeline.Actors.Wire;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Observing;

/// <summary>What the engine of this process says about itself to System.Diagnostics.Metrics. An event counts once it is written.</summary>
public static class EngineMeters
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "BudPipeline.Engine";

    /// <summary>The names of events without the versions of their shapes.</summary>
    private static readonly FrozenDictionary<Type, string> EventTypes = Manifests.All.ToFrozenDictionary(
        name => Manifests.TypeOf(name)!,
        name => name[..name.IndexOf('/', StringComparison.Ordinal)]
    );

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Created = Meter.CreateCounter<long>(
        "budpipeline.execution.created",
        "{execution}",
        "Executions that were started"
    );

    private static readonly Counter<long> Completed = Meter.CreateCounter<long>(
        "budpipeline.execution.completed",
        "{execution}",
        "Executions that ended, however"
    );

    private static readonly Histogram<double> ExecutionTime = Meter.CreateHistogram<double>(
        "budpipeline.execution.duration",
        "s",
        "From the first step to the end"
    );

    private static readonly Histogram<double> StepTime = Meter.CreateHistogram<double>(
        "budpipeline.step.duration",
        "s",
        "From a step's first attempt to its end"
    );

    private static readonly UpDownCounter<long> Active = Meter.CreateUpDownCounter<long>(
        "budpipeline.active_executions",
        "{execution}",
        "Executions that have not ended"
    );

    private static readonly Counter<long> Published = Meter.CreateCounter<long>(
        "budpipeline.events_published",
        "{event}",
        "Events that were written and told to whoever watches"
    );

    /// <summary>Executions that had not ended when the node started.</summary>
    public static void Found(long unfinished) => Active.Add(unfinished);

    internal static void Count(ExecutionState after, ImmutableArray<ExecutionEvent> written)
    {
        if (!Published.Enabled)
        {
            return;
        }

        foreach (var e in written)
        {
            Published.Add(1, new KeyValuePair<string, object?>("event_type", TypeOf(e)));
            switch (e)
            {
                case ExecutionStarted started:
                    Created.Add(1, new KeyValuePair<string, object?>("initiator", started.Header.Trigger));
                    Active.Add(1);
                    break;
                case StepsFinished finished:
                    Count(after, finished);
                    break;
                case ExecutionFinished finished:
                    Count(after, finished);
                    break;
            }
        }
    }

    private static void Count(ExecutionState after, StepsFinished finished)
    {
        foreach (var step in finished.Steps)
        {
            var tags = new TagList { { "step_name", after.PlanOf(step.Ordinal).Id }, { "status", step.Status.Word() } };
            StepTime.Record((after.Steps[step.Ordinal].Duration ?? TimeSpan.Zero).TotalSeconds, tags);
        }
    }

    private static void Count(ExecutionState after, ExecutionFinished finished)
    {
        var status = new KeyValuePair<string, object?>("status", finished.Status.Word());
        Completed.Add(1, status);
        Active.Add(-1);
        ExecutionTime.Record((finished.At - (after.StartedAt ?? after.CreatedAt)).TotalSeconds, status);
    }

    private static string TypeOf(ExecutionEvent e) => EventTypes.GetValueOrDefault(e.GetType()) ?? e.GetType().Name;
}
