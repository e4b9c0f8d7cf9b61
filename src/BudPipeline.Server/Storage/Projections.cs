using BudPipeline.Journal;

namespace BudPipeline.Server.Storage;

/// <summary>The tables that follow from the journal.</summary>
internal static class Projections
{
    /// <summary>In the order in which they write.</summary>
    public static IJournalProjection[] All =>
        [new ExecutionsProjection(), new TimersProjection(), new OutboxProjection()];
}
