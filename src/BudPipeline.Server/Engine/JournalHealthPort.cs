using BudPipeline.Actors.Revival;
using BudPipeline.Journal.Sqlite;

namespace BudPipeline.Server.Engine;

/// <summary>The engine's view of the journal's health.</summary>
internal sealed class JournalHealthPort(SqliteDatabase database) : IJournalHealth
{
    public bool IsHealthy => database.Health.Current.IsHealthy;

    public Task WhenHealthyAsync(CancellationToken cancellation) => database.Health.WhenHealthyAsync(cancellation);
}
