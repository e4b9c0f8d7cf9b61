using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Wire;

/// <summary>Writes and reads the events of executions: UTF-8 JSON under the names of <see cref="Manifests"/>.</summary>
public sealed class ExecutionEventSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Stands beside every event in the journal; never changes.</summary>
    public const int Id = 7201;

    /// <summary>Binds the events to this serializer, and lets nothing through that has none.</summary>
    public const string Hocon = """
        akka.actor {
          serializers.bud-execution-event = "BudPipeline.Actors.Wire.ExecutionEventSerializer, BudPipeline.Actors"
          serialization-identifiers."BudPipeline.Actors.Wire.ExecutionEventSerializer, BudPipeline.Actors" = 7201
          serialization-bindings."BudPipeline.Core.Executions.ExecutionEvent, BudPipeline.Core" = bud-execution-event
          serialization-settings.allow-unregistered-types = false
        }
        """;

    /// <inheritdoc/>
    public override int Identifier => Id;

    /// <inheritdoc/>
    public override string Manifest(object o) =>
        Manifests.Of(o.GetType())
        ?? throw new SerializationException($"{o.GetType()} has no manifest: it cannot be written to the journal");

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) =>
        obj is ExecutionEvent && Manifests.Of(obj.GetType()) is not null
            ? JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType(), EventJson.Wire)
            : throw new SerializationException($"{obj.GetType()} is not an event of an execution");

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest)
    {
        var type =
            Manifests.TypeOf(manifest)
            ?? throw new SerializationException(
                $"unknown manifest '{manifest}': it was written by a newer version of BudPipeline, or not by BudPipeline"
            );
        try
        {
            return JsonSerializer.Deserialize(bytes, type, EventJson.Wire)
                ?? throw new SerializationException($"an event '{manifest}' is null");
        }
        catch (JsonException broken)
        {
            throw new SerializationException($"an event '{manifest}' is damaged: {broken.Message}", broken);
        }
    }
}
