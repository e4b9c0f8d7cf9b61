using System.Collections.Immutable;
using Akka.Actor;

namespace BudPipeline.Actors.Executions;

/// <summary>Parked executions whose moment has come, and the next moment of the others.</summary>
/// <param name="Ids">Earliest first; as many as were asked for at most.</param>
/// <param name="Next">The earliest moment after the one asked about; null when no parked execution waits for one.</param>
public sealed record DueExecutions(ImmutableArray<string> Ids, DateTimeOffset? Next)
    : INoSerializationVerificationNeeded;

/// <summary>
/// The list of executions as the journal's projection keeps it. A parked execution is one that left memory because
/// nothing of it runs; whatever event it writes next clears the mark, in the same transaction. A quarantined one is in
/// none of the answers.
/// </summary>
public interface IExecutionDirectory
{
    /// <summary>Ids after <paramref name="after"/>, ascending, of executions that are neither terminal nor parked.</summary>
    ValueTask<ImmutableArray<string>> UnfinishedAsync(string? after, int limit, CancellationToken cancellation);

    /// <summary>Parked executions whose earliest timer or deadline is not after <paramref name="until"/>.</summary>
    ValueTask<DueExecutions> DueAsync(DateTimeOffset until, int limit, CancellationToken cancellation);

    /// <summary>Marks an execution as parked.</summary>
    ValueTask ParkAsync(string executionId, CancellationToken cancellation);

    /// <summary>Marks an execution as quarantined.</summary>
    ValueTask QuarantineAsync(string executionId, string reason, CancellationToken cancellation);

    /// <summary>Takes that mark away.</summary>
    ValueTask ReleaseAsync(string executionId, CancellationToken cancellation);
}
