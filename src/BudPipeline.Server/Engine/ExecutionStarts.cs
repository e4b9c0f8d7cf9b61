using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BudPipeline.Actors.Executions;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;
using BudPipeline.Journal;
using BudPipeline.Server.Api;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Engine;

/// <summary>
/// The start of an execution: definition and parameters are checked, the definition is stored, a key is claimed, then the
/// start is sent. Whatever breaks off on the way leaves nothing that runs, and the same request may come again.
/// </summary>
internal sealed class ExecutionStarts(
    DefinitionIntake definitions,
    PlanSource plans,
    IdempotencyKeysTable keys,
    IExecutionIds ids,
    ExecutionAsk ask,
    JournalDatabase database,
    ServerOptions options
)
{
    /// <summary>Starts it, and gives the id of the execution that the request named first.</summary>
    public async Task<string> StartAsync(
        StartEphemeralRequest request,
        string? idempotencyKey,
        string? traceparent,
        CancellationToken cancellation
    )
    {
        if (database.WaitingWrites is var waiting && waiting > options.MaxWaitingWrites)
        {
            throw new ProblemException(Problems.TooManyWaiting(waiting));
        }

        var plan = Plan(request);
        var header = Header(request, plan, traceparent);
        if ((idempotencyKey ?? request.IdempotencyKey) is { } key)
        {
            header = header with { RequestFingerprint = Fingerprint(header) };
            return await StartAsync(
                await keys.IdOfAsync(key, header.RequestFingerprint, ids.Next()),
                header,
                plan,
                cancellation
            );
        }

        var id = ids.Next();
        using var announced = database.NewIds.Announce(ExecutionPersistenceId.Of(id));
        return await StartAsync(id, header, plan, cancellation);
    }

    private async Task<string> StartAsync(
        string id,
        ExecutionHeader header,
        ExecutionPlan plan,
        CancellationToken cancellation
    )
    {
        await plans.StoreAsync(plan);
        var reply = await ask.CommandAsync(id, new StartExecution(header), cancellation);
        return reply switch
        {
            ExecutionProtocol.ExecutionAccepted or ExecutionProtocol.ExecutionDuplicate => id,
            ExecutionProtocol.ExecutionRejected no => throw new ProblemException(Refused(no)),
            _ => throw new InvalidOperationException($"a start was answered by {reply.GetType().Name}"),
        };
    }

    private static Problem Refused(ExecutionProtocol.ExecutionRejected no) =>
        no.Code == ExecutionProtocol.DefinitionUnavailable
            ? Problems.Unavailable(no.Message, no.ExecutionId)
            : Problems.Conflict(no.Code, no.Message, no.ExecutionId);

    private ExecutionPlan Plan(StartEphemeralRequest request)
    {
        var compiled = definitions.Compile(request);
        return compiled.Plan
            ?? throw new ProblemException(Problems.InvalidDefinition([.. compiled.Errors.Select(Problems.Item)]));
    }

    private static ExecutionHeader Header(StartEphemeralRequest request, ExecutionPlan plan, string? traceparent)
    {
        if (request.Callbacks is not null)
        {
            throw new ProblemException(
                Problems.Validation("callbacks are not sent yet", "callbacks", "watch the execution's events instead")
            );
        }

        return new ExecutionHeader(
            plan.Hash,
            plan.PlanVersion,
            PipelineId: null,
            plan.Definition.Name,
            plan.Definition.Version,
            Owner: null,
            Params(request, plan),
            [.. Tags.Checked(request.Tags)],
            Priority(request.Priority),
            request.Initiator ?? "api",
            Parent: null,
            RetryOf: null,
            Callbacks: null,
            RequestFingerprint: null,
            traceparent
        );
    }

    private static MapValue Params(StartEphemeralRequest request, ExecutionPlan plan)
    {
        var given = request.Params switch
        {
            null or { ValueKind: JsonValueKind.Null } => MapValue.Empty,
            { ValueKind: JsonValueKind.Object } some => (MapValue)ValueJson.Parse(some.GetRawText()),
            _ => throw new ProblemException(
                Problems.Validation("params is no object", "params", "give an object such as {\"name\": \"value\"}")
            ),
        };
        var (bound, problems) = Parameters.Bind(plan.Definition.Parameters, given);
        return problems.IsEmpty
            ? bound
            : throw new ProblemException(Problems.InvalidParams([.. problems.Select(Problems.Item)]));
    }

    private static ExecutionPriority Priority(string? word) =>
        word?.ToLowerInvariant() switch
        {
            null or "normal" => ExecutionPriority.Normal,
            "high" => ExecutionPriority.High,
            "low" => ExecutionPriority.Low,
            _ => throw new ProblemException(
                Problems.Validation($"'{word}' is no priority", "priority", "give high, normal or low")
            ),
        };

    /// <summary>Names what a request asks for, so that a repeat is told from another request under the same key.</summary>
    private static string Fingerprint(ExecutionHeader header)
    {
        var asked = MapValue.Of(
            ("definition", Value.Of(header.DefinitionHash)),
            ("params", header.Params),
            ("tags", Value.Of(header.Tags.Select(tag => Value.Of(tag)))),
            ("priority", Value.Of(header.Priority.Word())),
            ("initiator", Value.Of(header.Trigger))
        );
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ValueJson.ToText(asked))));
    }
}
