using System.Collections.Immutable;
using Akka.Actor;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Executions;

/// <summary>
/// Everything an execution is told and answers. Sent through the region; only the answer to what the execution itself
/// asked for may go to it directly, and through the region when it is not heard. All of it stays on one node for now: it
/// gets its wire format with the nodes that need it.
/// </summary>
public static class ExecutionProtocol
{
    /// <summary>A message for an execution; the region finds it by its id.</summary>
    public interface IExecutionMessage : INoSerializationVerificationNeeded
    {
        /// <summary>Which.</summary>
        string ExecutionId { get; }
    }

    /// <summary>An answer of an execution.</summary>
    public interface IExecutionReply : INoSerializationVerificationNeeded
    {
        /// <summary>Whose.</summary>
        string ExecutionId { get; }
    }

    /// <summary>
    /// Decide this command. Answered, after the write, by <see cref="ExecutionAccepted"/>, <see cref="ExecutionRejected"/>,
    /// <see cref="ExecutionDuplicate"/>, <see cref="ExecutionNotFound"/> or <see cref="ExecutionBusy"/>.
    /// </summary>
    public sealed record SubmitCommand(string ExecutionId, ExecutionCommand Command) : IExecutionMessage;

    /// <summary>Asks for <see cref="ExecutionSnapshot"/> or <see cref="ExecutionNotFound"/>.</summary>
    public sealed record GetExecution(string ExecutionId) : IExecutionMessage;

    /// <summary>
    /// Asks for <see cref="ExecutionSnapshot"/> once the execution has ended, or <see cref="ExecutionNotFound"/>. Whoever
    /// still waits asks again within <see cref="Renewal"/>.
    /// </summary>
    public sealed record AwaitEnd(string ExecutionId) : IExecutionMessage
    {
        /// <summary>How long one request is worth.</summary>
        public static TimeSpan Renewal { get; } = TimeSpan.FromSeconds(30);
    }

    /// <summary>
    /// Be in memory and go on. Answered by <see cref="ExecutionAwake"/> once whatever was due has been written.
    /// </summary>
    public sealed record WakeExecution(string ExecutionId) : IExecutionMessage;

    /// <summary>
    /// Tell the watcher of every event from now on, in order. It gets <see cref="WatchStarted"/>, then
    /// <see cref="ExecutionEvents"/>; it reads what was before from the journal. It ends by stopping.
    /// </summary>
    public sealed record WatchExecution(string ExecutionId, IActorRef Watcher) : IExecutionMessage;

    /// <summary>Finish the write under way, hand what waits back to the region, and stop.</summary>
    public sealed class Stop : INoSerializationVerificationNeeded
    {
        private Stop() { }

        /// <summary>The message.</summary>
        public static Stop Instance { get; } = new();
    }

    /// <summary>It is written.</summary>
    /// <param name="ExecutionId">Whose answer this is.</param>
    /// <param name="SequenceNr">The journal's number of the last event written with it.</param>
    public sealed record ExecutionAccepted(string ExecutionId, long SequenceNr) : IExecutionReply;

    /// <summary>Refused; nothing changed because of it.</summary>
    /// <param name="ExecutionId">Whose answer this is.</param>
    /// <param name="Code">One of <see cref="RejectionCodes"/> or <see cref="DefinitionUnavailable"/>.</param>
    /// <param name="Message">Why, and what to do.</param>
    public sealed record ExecutionRejected(string ExecutionId, string Code, string Message) : IExecutionReply;

    /// <summary>It had happened before, or it came too late to matter.</summary>
    public sealed record ExecutionDuplicate(string ExecutionId) : IExecutionReply;

    /// <summary>No such execution was ever started.</summary>
    public sealed record ExecutionNotFound(string ExecutionId) : IExecutionReply;

    /// <summary>Nothing is known of what became of the message: send it again later, which is always safe.</summary>
    public sealed record ExecutionBusy(string ExecutionId) : IExecutionReply;

    /// <summary>It is in memory, and whatever was due has been written.</summary>
    public sealed record ExecutionAwake(string ExecutionId) : IExecutionReply;

    /// <summary>The state as journaled.</summary>
    public sealed record ExecutionSnapshot(ExecutionState State, long SequenceNr) : IExecutionReply
    {
        /// <inheritdoc/>
        public string ExecutionId => State.ExecutionId;
    }

    /// <summary>Events after this one will be sent as they are written.</summary>
    /// <param name="ExecutionId">Whose.</param>
    /// <param name="UpTo">The number of the last event that stands in the journal already.</param>
    /// <param name="Ended">True when nothing will follow.</param>
    public sealed record WatchStarted(string ExecutionId, long UpTo, bool Ended) : IExecutionReply;

    /// <summary>Events that have just been written, neighbours in order.</summary>
    /// <param name="ExecutionId">Whose.</param>
    /// <param name="FirstSequenceNr">The number of the first of them.</param>
    /// <param name="Events">At least one.</param>
    public sealed record ExecutionEvents(
        string ExecutionId,
        long FirstSequenceNr,
        ImmutableArray<ExecutionEvent> Events
    ) : IExecutionReply;

    /// <summary>The code of a start whose definition could not be loaded.</summary>
    public const string DefinitionUnavailable = "DEFINITION_UNAVAILABLE";
}
