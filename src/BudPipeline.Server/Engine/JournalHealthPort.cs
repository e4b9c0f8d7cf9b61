using BudPipeline.Actors.Revival;
using BudPipeline.Journal;

namespace BudPipeline.Server.Engine;

/// <summary>The engine's view of the journal's health.</summary>
internal sealed class JournalHealthPort(JournalDatabase database) : IJournalHealth
{
    public bool IsHealthy => database.Health.Current.IsHealthy;

    public Task WhenHealthyAsync(CancellationToken cancellation) => database.Health.WhenHealthyAsync(cancellation);
}
