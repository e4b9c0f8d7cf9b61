using Akka.Actor;
using Akka.Persistence;

namespace BudPipeline.Journal;

/// <summary>
/// Answers one <see cref="WriteMessages"/>: the batch first, then each message in its order. Events of a failed write
/// fail, they are never rejected: a rejection would leave the actor alive with a gap in its numbers.
/// </summary>
internal sealed class WriteReply(WriteMessages request, IActorRef journal)
{
    public void Send(Exception? failure)
    {
        var actor = request.PersistentActor;
        actor.Tell(
            failure is null
                ? WriteMessagesSuccessful.Instance
                : new WriteMessagesFailed(failure, request.Messages.Count(message => message is AtomicWrite)),
            journal
        );
        foreach (var message in request.Messages)
        {
            if (message is not AtomicWrite write)
            {
                actor.Tell(new LoopMessageSuccess(message.Payload, request.ActorInstanceId), message.Sender);
                continue;
            }

            foreach (var representation in (IEnumerable<IPersistentRepresentation>)write.Payload)
            {
                actor.Tell(
                    failure is null
                        ? new WriteMessageSuccess(representation, request.ActorInstanceId)
                        : new WriteMessageFailure(representation, failure, request.ActorInstanceId),
                    representation.Sender
                );
            }
        }
    }
}
