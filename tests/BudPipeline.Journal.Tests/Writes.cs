using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;

namespace BudPipeline.Journal.Tests;

/// <summary>Journal requests as a persistent actor sends them.</summary>
internal static class Writes
{
    public const int Instance = 7;

    public static WriteMessages Of(IActorRef replyTo, params IPersistentEnvelope[] messages) =>
        new(messages, replyTo, Instance);

    public static AtomicWrite Atomic(string id, string writer, long from, params object[] payloads) =>
        new(
            payloads
                .Select((payload, index) => (IPersistentRepresentation)Event(id, writer, from + index, payload))
                .ToImmutableList()
        );

    private static Persistent Event(string id, string writer, long sequenceNr, object payload) =>
        new(payload, sequenceNr, id, manifest: "", isDeleted: false, ActorRefs.NoSender, writer, timestamp: 0);
}

/// <summary>What a persistent actor sends along to have it back in order.</summary>
internal sealed record Deferred(object Payload) : IPersistentEnvelope
{
    public IActorRef Sender => ActorRefs.Nobody;

    public int Size => 1;
}
