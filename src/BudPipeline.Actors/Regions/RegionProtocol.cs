using Akka.Actor;

namespace BudPipeline.Actors.Regions;

/// <summary>What the embedded region understands beside messages for executions.</summary>
public static class RegionProtocol
{
    /// <summary>From an execution: send me <c>Stop</c>, and keep what comes for me until I have ended.</summary>
    public sealed class Passivate : INoSerializationVerificationNeeded
    {
        private Passivate() { }

        /// <summary>The message.</summary>
        public static Passivate Instance { get; } = new();
    }

    /// <summary>Stop every execution in order, refuse what comes, and end.</summary>
    public sealed class Drain : INoSerializationVerificationNeeded
    {
        private Drain() { }

        /// <summary>The message.</summary>
        public static Drain Instance { get; } = new();
    }
}
