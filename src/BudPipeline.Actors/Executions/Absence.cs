using System.Collections.Immutable;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Executions;

/// <summary>What an execution missed while it was not in memory. Pure.</summary>
internal static class Absence
{
    /// <summary>
    /// The commands that catch up with it: runners that are gone, since only this node incarnation is alive, and moments
    /// that have passed.
    /// </summary>
    public static ImmutableArray<ExecutionCommand> Commands(ExecutionState recovered, string runner, DateTimeOffset now)
    {
        if (recovered.Status.IsTerminal())
        {
            return [];
        }

        var missed = ImmutableArray.CreateBuilder<ExecutionCommand>();
        ImmutableArray<string> gone = [.. recovered.Runners.Where(other => other != runner)];
        if (!gone.IsEmpty)
        {
            missed.Add(new RunnersLost(gone));
        }

        if (recovered.NextDue <= now)
        {
            missed.Add(new TimerFired());
        }

        return missed.DrainToImmutable();
    }
}
