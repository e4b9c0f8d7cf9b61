using Akka.Actor;

namespace BudPipeline.Actors.Executions;

/// <summary>What stands around an execution on its node.</summary>
/// <param name="Options">Settings.</param>
/// <param name="Time">The clock.</param>
/// <param name="Plans">Where plans come from.</param>
/// <param name="Directory">The list of executions.</param>
/// <param name="Region">The way to any execution.</param>
/// <param name="Steps">Runs attempts on this node.</param>
/// <param name="WakeUps">Wakes parked executions; nobody when this node parks none.</param>
/// <param name="Reviver">Wakes crashed executions.</param>
/// <param name="Passivate">Asks the kind of region there is to send <see cref="ExecutionProtocol.Stop"/>.</param>
internal sealed record ExecutionRoom(
    EngineOptions Options,
    TimeProvider Time,
    IPlanSource Plans,
    IExecutionDirectory Directory,
    IActorRef Region,
    IActorRef Steps,
    IActorRef WakeUps,
    IActorRef Reviver,
    object Passivate
);
