using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace BudPipeline.Journal;

/// <summary>Reads histories without an actor.</summary>
public sealed class JournalEvents
{
    private readonly IJournalStore _store;
    private readonly EventCodec _codec;
    private readonly EventAdapters _adapters;

    /// <summary>The actor system must have a <see cref="JournalSetup"/>; its serializers and adapters decode.</summary>
    public JournalEvents(ActorSystem system)
    {
        var setup = system.Settings.Setup.Get<JournalSetup>();
        _store = setup.HasValue
            ? setup.Value.Store
            : throw new ArgumentException(
                $"The actor system {system.Name} has no {nameof(JournalSetup)}.",
                nameof(system)
            );
        _codec = new EventCodec((ExtendedActorSystem)system);
        _adapters = Persistence.Instance.Apply(system).AdaptersFor(BudJournal.PluginId);
    }

    /// <summary>
    /// The events of an id in order, at most <paramref name="max"/> of them, bounds inclusive; none for an unknown id.
    /// </summary>
    public async Task<IReadOnlyList<JournalEntry>> ReadAsync(
        string persistenceId,
        long fromSequenceNr = 1,
        long toSequenceNr = long.MaxValue,
        long max = long.MaxValue
    )
    {
        var entries = new List<JournalEntry>();
        await _store.ReplayAsync(
            new ReplayRange(persistenceId, fromSequenceNr, toSequenceNr, max),
            row =>
            {
                var representation = _codec.Decode(row);
                var payload = representation.Payload;
                var timestamp = new DateTimeOffset(row.Created, TimeSpan.Zero);
                entries.AddRange(
                    _adapters
                        .Get(payload.GetType())
                        .FromJournal(payload, representation.Manifest)
                        .Events.Select(e => new JournalEntry(persistenceId, row.SequenceNr, e, timestamp))
                );
            }
        );
        return entries;
    }
}
