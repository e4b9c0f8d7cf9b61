using BudPipeline.Journal;

namespace BudPipeline.Server.Storage;

/// <summary>The tables that follow from the journal.</summary>
internal static class Projections
{
    /// <summary>In the order in which they write.</summary>
    /// <param name="outbox">Raised when rows of the outbox come.</param>
    public static IJournalProjection[] All(OutboxSignal outbox) =>
        [new ExecutionsProjection(), new TimersProjection(), new OutboxProjection(outbox)];
}
