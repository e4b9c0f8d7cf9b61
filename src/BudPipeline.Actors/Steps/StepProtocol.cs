using Akka.Actor;
using BudPipeline.Core.Actions;

namespace BudPipeline.Actors.Steps;

/// <summary>
/// What a node's step supervisor is told. Outcomes go to the execution that asked, and then to it through the region, until
/// acknowledged.
/// </summary>
public static class StepProtocol
{
    /// <summary>Run this attempt; asking again for one that is known here is nothing.</summary>
    /// <param name="Assignment">The attempt.</param>
    /// <param name="ReportTo">The region.</param>
    public sealed record RunStep(StepAssignment Assignment, IActorRef ReportTo) : INoSerializationVerificationNeeded;

    /// <summary>Stop this attempt; one that is not known here is reported as stopped, since nothing of it runs.</summary>
    /// <param name="Attempt">The attempt.</param>
    /// <param name="ReportTo">The region.</param>
    public sealed record StopStep(AttemptKey Attempt, IActorRef ReportTo) : INoSerializationVerificationNeeded;

    /// <summary>Stop every attempt, take no new one, and end once nothing runs any more.</summary>
    public sealed class Drain : INoSerializationVerificationNeeded
    {
        private Drain() { }

        /// <summary>The message.</summary>
        public static Drain Instance { get; } = new();
    }

    /// <summary>The code of an attempt that did not stop when it was asked to.</summary>
    public const string RunnerStuck = "RUNNER_STUCK";

    /// <summary>The code of an attempt whose runner threw.</summary>
    public const string RunnerFault = "RUNNER_FAULT";
}
