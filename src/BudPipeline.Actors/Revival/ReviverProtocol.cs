using Akka.Actor;

namespace BudPipeline.Actors.Revival;

/// <summary>What the reviver is told.</summary>
public static class ReviverProtocol
{
    /// <summary>An execution stopped out of order: a write or its recovery failed, or it threw.</summary>
    public sealed record ExecutionCrashed(string ExecutionId, string Reason) : INoSerializationVerificationNeeded;

    /// <summary>An operator takes an execution out of quarantine.</summary>
    public sealed record ReleaseExecution(string ExecutionId) : INoSerializationVerificationNeeded;
}
