using Akka.Actor;

namespace BudPipeline.Actors.WakeUps;

/// <summary>What the actor that wakes parked executions is told.</summary>
public static class WakeUpProtocol
{
    /// <summary>An execution has parked and wants to be woken at this moment.</summary>
    public sealed record ParkedUntil(DateTimeOffset Due) : INoSerializationVerificationNeeded;
}
