using System.Collections.Immutable;
using Akka.Actor;
using BudPipeline.Actors.Executions;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;

namespace BudPipeline.Server.Engine;

/// <summary>
/// Puts whole histories into the journal of a node in this process, past its engine: of executions that have ended, and
/// that the node has never heard of. The journal writes them, with the tables that follow from it, as it writes all others.
/// </summary>
public sealed class NodeHistories
{
    private readonly DefinitionIntake definitions;
    private readonly PlanSource plans;
    private readonly IActorRef writer;

    internal NodeHistories(ActorSystem system, DefinitionIntake definitions, PlanSource plans)
    {
        this.definitions = definitions;
        this.plans = plans;
        writer = system.ActorOf(HistoryWriterActor.Props(system), "histories");
    }

    /// <summary>Stores the definition that histories pin. It must be a valid one.</summary>
    public async Task<ExecutionPlan> DefineAsync(string text)
    {
        var compiled = definitions.Compile(new StartEphemeralRequest { DefinitionText = text });
        var plan =
            compiled.Plan
            ?? throw new ArgumentException(string.Join(Environment.NewLine, compiled.Errors), nameof(text));
        await plans.StoreAsync(plan);
        return plan;
    }

    /// <summary>Completes when all of it is durable; faults when nothing of it is.</summary>
    /// <param name="executionId">An id that nobody has.</param>
    /// <param name="events">From the start to the end.</param>
    public Task WriteAsync(string executionId, ImmutableArray<ExecutionEvent> events)
    {
        var history = new HistoryWriterActor.History(ExecutionPersistenceId.Of(executionId), events);
        writer.Tell(history);
        return history.Written;
    }
}
