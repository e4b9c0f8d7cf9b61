using Akka.Actor;
using BudPipeline.Actors.Executions;

namespace BudPipeline.Actors.Regions;

/// <summary>
/// Stands in for the shard region on a single node: an execution is created by the first message for it; while one
/// leaves, its messages wait, and bring it back once it has gone.
/// </summary>
internal sealed class EmbeddedRegionActor(Func<string, Props> execution, int bufferCapacity) : UntypedActor
{
    private readonly Dictionary<string, Entity> entities = [];
    private readonly Dictionary<IActorRef, string> ids = [];
    private bool drains;

    public static Props Props(Func<string, Props> execution, int bufferCapacity) =>
        Akka.Actor.Props.Create(() => new EmbeddedRegionActor(execution, bufferCapacity));

    // A crashed execution is not restarted in place: the reviver wakes it when that makes sense.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ExecutionProtocol.IExecutionMessage letter:
                Deliver(new Letter(letter, Sender));
                break;
            case RegionProtocol.Passivate when ids.TryGetValue(Sender, out var id):
                Passivate(entities[id]);
                break;
            case RegionProtocol.Passivate:
                break;
            case Terminated dead when ids.Remove(dead.ActorRef, out var id) && entities.Remove(id, out var entity):
                Ended(entity);
                break;
            case RegionProtocol.Drain:
                Drain();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Deliver(Letter letter)
    {
        if (drains)
        {
            Refuse(letter);
            return;
        }

        var id = letter.Message.ExecutionId;
        if (!entities.TryGetValue(id, out var entity))
        {
            entity = new Entity(
                Context.Watch(Context.ActorOf(execution(id), Uri.EscapeDataString(id))),
                bufferCapacity
            );
            entities.Add(id, entity);
            ids.Add(entity.Actor, id);
        }

        if (!entity.Leaves)
        {
            entity.Actor.Tell(letter.Message, letter.Sender);
        }
        else if (!entity.Waiting.TryAdd(letter, always: false))
        {
            Refuse(letter);
        }
    }

    private static void Passivate(Entity entity)
    {
        if (!entity.Leaves)
        {
            entity.Leaves = true;
            entity.Actor.Tell(ExecutionProtocol.Stop.Instance);
        }
    }

    private void Ended(Entity entity)
    {
        foreach (var letter in entity.Waiting.TakeAll())
        {
            Deliver(letter);
        }

        EndWhenDrained();
    }

    private void Drain()
    {
        drains = true;
        foreach (var entity in entities.Values)
        {
            Passivate(entity);
        }

        EndWhenDrained();
    }

    private void EndWhenDrained()
    {
        if (drains && entities.Count == 0)
        {
            Context.Stop(Self);
        }
    }

    private void Refuse(Letter letter) =>
        letter.Answer(new ExecutionProtocol.ExecutionBusy(letter.Message.ExecutionId), Self);

    private sealed class Entity(IActorRef actor, int bufferCapacity)
    {
        public IActorRef Actor { get; } = actor;

        public Letterbox Waiting { get; } = new(bufferCapacity);

        public bool Leaves { get; set; }
    }
}
