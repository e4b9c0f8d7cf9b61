using Akka.Actor;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Executions;

/// <summary>Gets a plan that is not in memory and tells the actor.</summary>
internal static class PlanLoading
{
    public static void Begin(IPlanSource plans, ExecutionHeader header, IActorRef execution, CancellationToken end)
    {
        _ = LoadAsync(plans, header, end)
            .PipeTo(execution, execution, success: plan => new Loaded(plan), failure: cause => new Failed(cause));
    }

    private static async Task<ExecutionPlan> LoadAsync(
        IPlanSource plans,
        ExecutionHeader header,
        CancellationToken end
    ) => await plans.LoadAsync(header.DefinitionHash, header.PlanVersion, end);

    internal sealed record Loaded(ExecutionPlan Plan) : INoSerializationVerificationNeeded;

    internal sealed record Failed(Exception Cause) : INoSerializationVerificationNeeded;
}
