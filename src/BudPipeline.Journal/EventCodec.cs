using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Serialization;
using Akka.Util;

namespace BudPipeline.Journal;

/// <summary>
/// Turns events into rows and back with the actor system's own serialization, and chooses identifier and manifest as
/// Akka.Persistence.Sql does, so that either reads what the other wrote.
/// </summary>
internal sealed class EventCodec(ExtendedActorSystem system)
{
    private readonly Serialization _serialization = system.Serialization;

    public JournalRow Encode(IPersistentRepresentation representation, long nowTicks)
    {
        var (payload, tags) = representation.Payload is Tagged tagged
            ? (tagged.Payload, tagged.Tags.ToImmutableArray())
            : (representation.Payload, []);
        var serializer = _serialization.FindSerializerFor(payload);
        return new JournalRow(
            representation.PersistenceId,
            representation.SequenceNr,
            representation.Timestamp == 0 ? nowTicks : representation.Timestamp,
            Serialization.WithTransport(
                system,
                (serializer, payload),
                static state => state.serializer.ToBinary(state.payload)
            ),
            serializer.Identifier,
            ManifestOf(serializer, payload),
            representation.WriterGuid ?? "",
            tags
        );
    }

    public IPersistentRepresentation Decode(JournalRow row) =>
        new Persistent(
            PayloadOf(row),
            row.SequenceNr,
            row.PersistenceId,
            row.Manifest,
            isDeleted: false,
            ActorRefs.NoSender,
            row.WriterUuid,
            row.Created
        );

    private object PayloadOf(JournalRow row)
    {
        if (row.SerializerId is { } serializerId)
        {
            return _serialization.Deserialize(row.Message, serializerId, row.Manifest);
        }

        var type = Type.GetType(row.Manifest, throwOnError: true);
        return Serialization.WithTransport(
            system,
            (serializer: _serialization.FindSerializerForType(type), row.Message, type),
            static state => state.serializer.FromBinary(state.Message, state.type)
        );
    }

    private static string ManifestOf(Serializer serializer, object payload) =>
        serializer switch
        {
            SerializerWithStringManifest named => named.Manifest(payload),
            { IncludeManifest: true } => payload.GetType().TypeQualifiedName(),
            _ => "",
        };
}
