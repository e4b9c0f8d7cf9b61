using Akka.Actor;
using Akka.Hosting;
using BudPipeline.Actors;
using BudPipeline.Core.Executions;
using BudPipeline.Server.Api;
using static BudPipeline.Actors.Executions.ExecutionProtocol;

namespace BudPipeline.Server.Engine;

/// <summary>The only place that asks an execution and waits for its answer.</summary>
internal sealed class ExecutionAsk(IRequiredActor<ExecutionRegion> region, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(50);

    public Task<IExecutionReply> CommandAsync(
        string executionId,
        ExecutionCommand command,
        CancellationToken cancellation
    ) => AskAsync(new SubmitCommand(executionId, command), cancellation);

    public Task<IExecutionReply> StateAsync(string executionId, CancellationToken cancellation) =>
        AskAsync(new GetExecution(executionId), cancellation);

    /// <summary>Waits for the end of an execution; answers its state, or that there is none.</summary>
    public async Task<IExecutionReply> EndAsync(string executionId, CancellationToken cancellation)
    {
        var actor = await region.GetAsync(cancellation);
        while (true)
        {
            try
            {
                var request = new AwaitEnd(executionId);
                var reply = await actor.Ask<IExecutionReply>(request, AwaitEnd.Renewal, cancellation);
                if (reply is not ExecutionBusy)
                {
                    return reply;
                }

                await Task.Delay(AskAgainAfter, time, cancellation);
            }
            catch (AskTimeoutException)
            {
                // It has not ended yet, or the answer was lost: asked again.
            }
        }
    }

    /// <summary>Asks until the execution has time; repeating is safe for every message.</summary>
    private async Task<IExecutionReply> AskAsync(IExecutionMessage message, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var actor = await region.GetAsync(cancellation);
        while (true)
        {
            var reply = await AskOnceAsync(actor, message, cancellation);
            if (reply is not ExecutionBusy)
            {
                return reply;
            }

            if (time.GetElapsedTime(began) > Patience)
            {
                throw NoAnswer(message);
            }

            await Task.Delay(AskAgainAfter, time, cancellation);
        }
    }

    private static async Task<IExecutionReply> AskOnceAsync(
        IActorRef actor,
        IExecutionMessage message,
        CancellationToken cancellation
    )
    {
        try
        {
            return await actor.Ask<IExecutionReply>(message, Patience, cancellation);
        }
        catch (AskTimeoutException)
        {
            throw NoAnswer(message);
        }
    }

    private static ProblemException NoAnswer(IExecutionMessage message) =>
        new(
            Problems.Unavailable(
                "the execution does not answer: it is overloaded or its journal cannot write",
                message.ExecutionId
            )
        );
}
