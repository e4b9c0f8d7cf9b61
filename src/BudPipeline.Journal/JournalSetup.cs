using System.Collections.Immutable;
using Akka.Actor.Setup;

namespace BudPipeline.Journal;

/// <summary>
/// Gives the journal of an actor system the database that it shares with others in the process.
/// Whoever opened the database closes it, after the actor system has terminated.
/// </summary>
public sealed class JournalSetup : Setup
{
    public JournalSetup(JournalDatabase database, params IEnumerable<IJournalProjection> projections)
    {
        Store = database.StoreWith([.. projections]);
    }

    internal IJournalStore Store { get; }
}
