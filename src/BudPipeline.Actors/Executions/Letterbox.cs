using System.Collections.Immutable;
using Akka.Actor;

namespace BudPipeline.Actors.Executions;

/// <summary>A message that waits, and who sent it.</summary>
internal readonly record struct Letter(ExecutionProtocol.IExecutionMessage Message, IActorRef Sender)
{
    /// <summary>Answers it, when there is somebody to answer.</summary>
    public void Answer(ExecutionProtocol.IExecutionReply reply, IActorRef from) => new Answer(Sender, reply).Send(from);
}

/// <summary>An answer on its way, or one that waits for the write it stands on.</summary>
internal readonly record struct Answer(IActorRef To, ExecutionProtocol.IExecutionReply Message)
{
    /// <summary>Sends it; what an actor tells itself, or nobody sent, is answered to nobody.</summary>
    public void Send(IActorRef from)
    {
        if (!To.IsNobody() && To is not DeadLetterActorRef && !To.Equals(from))
        {
            To.Tell(Message, from);
        }
    }
}

/// <summary>Letters that wait, for a write to end or for an execution to come back. Bounded: a full one refuses.</summary>
internal sealed class Letterbox(int capacity)
{
    private readonly Queue<Letter> letters = new();

    public bool IsEmpty => letters.Count == 0;

    public bool TryAdd(Letter letter, bool always)
    {
        if (letters.Count >= capacity && !always)
        {
            return false;
        }

        letters.Enqueue(letter);
        return true;
    }

    public bool TryPeek(out Letter letter) => letters.TryPeek(out letter);

    public bool TryTake(out Letter letter) => letters.TryDequeue(out letter);

    public ImmutableArray<Letter> TakeAll()
    {
        ImmutableArray<Letter> all = [.. letters];
        letters.Clear();
        return all;
    }
}
