using Akka.Actor;

namespace BudPipeline.Actors;

/// <summary>
/// Makes actors by a plain call. <c>Props.Create</c> takes an expression apart and goes through reflection, which is too
/// slow for actors that are made by the thousand.
/// </summary>
internal sealed class Produced<TActor>(Func<TActor> produce) : IIndirectActorProducer
    where TActor : ActorBase
{
    public Type ActorType => typeof(TActor);

    public static Props By(Func<TActor> produce) => Props.CreateBy(new Produced<TActor>(produce));

    public ActorBase Produce() => produce();

    public void Release(ActorBase actor)
    {
        // Actors clean up after themselves in PostStop.
    }
}
