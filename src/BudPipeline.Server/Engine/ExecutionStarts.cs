using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BudPipeline.Actors.Executions;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Pipelines;
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
    SavedPipelines pipelines,
    PlanSource plans,
    IdempotencyKeysTable keys,
    IExecutionIds ids,
    ExecutionAsk ask,
    JournalDatabase database,
    ServerOptions options
)
{
    /// <summary>Starts a definition, and gives the id of the execution that the request named first.</summary>
    public Task<string> StartAsync(StartEphemeralRequest request, StartOrigin origin, CancellationToken cancellation)
    {
        DemandRoom();
        var plan = Plan(request);
        var start = new StartExecution(Header(request, plan, null, origin));
        return StartAsync(start, plan, request.IdempotencyKey, origin, cancellation);
    }

    /// <summary>Starts a saved pipeline, and gives the id of the execution that the request named first.</summary>
    public async Task<string> StartAsync(
        StartPipelineRequest request,
        StartOrigin origin,
        CancellationToken cancellation
    )
    {
        DemandRoom();
        var pipeline = await pipelines.FindAsync(PipelineId(request), origin.Owner);
        if (pipeline is not { Status: PipelineStatusWords.Active, DefinitionHash: { } hash })
        {
            throw new ProblemException(Problems.NotActive(pipeline.Id, pipeline.Status));
        }

        var plan = await plans.LoadAsync(hash, pipeline.PlanVersion, cancellation);
        var start = new StartExecution(Header(request, plan, pipeline, origin));
        return await StartAsync(start, plan, request.IdempotencyKey, origin, cancellation);
    }

    /// <summary>Starts an execution that has ended once more, and gives the id that the request named first.</summary>
    public Task<string> RetryAsync(
        ExecutionState ended,
        RetryRequest request,
        StartOrigin origin,
        CancellationToken cancellation
    )
    {
        DemandRoom();
        var old = ended.Header ?? throw new ArgumentException("the execution has not started", nameof(ended));
        var header = old with
        {
            Owner = old.Owner ?? origin.Owner,
            Params = Params(request.Params, ended.Plan, old.Params),
            Tags = request.Tags is null ? old.Tags : [.. Tags.Checked(request.Tags)],
            Priority = request.Priority is null ? old.Priority : Priority(request.Priority),
            Trigger = request.Initiator ?? "api",
            Parent = null,
            Callbacks = request.Callbacks is null ? old.Callbacks : CallbackAddresses.Checked(request.Callbacks),
            RetryOf = ended.ExecutionId,
            RequestFingerprint = null,
            Traceparent = origin.Traceparent,
        };
        var start = new StartExecution(header, Retries.Reused(ended, request));
        return StartAsync(start, ended.Plan, request.IdempotencyKey, origin, cancellation);
    }

    private async Task<string> StartAsync(
        StartExecution start,
        ExecutionPlan plan,
        string? keyInBody,
        StartOrigin origin,
        CancellationToken cancellation
    )
    {
        if ((origin.IdempotencyKey ?? keyInBody) is { } key)
        {
            var fingerprint = Fingerprint(start);
            start = start with { Header = start.Header with { RequestFingerprint = fingerprint } };
            return await StartAsync(
                await keys.IdOfAsync(key, origin.Owner, fingerprint, ids.Next()),
                start,
                plan,
                cancellation
            );
        }

        var id = ids.Next();
        using var announced = database.NewIds.Announce(ExecutionPersistenceId.Of(id));
        return await StartAsync(id, start, plan, cancellation);
    }

    private void DemandRoom()
    {
        if (database.WaitingWrites is var waiting && waiting > options.MaxWaitingWrites)
        {
            throw new ProblemException(Problems.TooManyWaiting(waiting));
        }
    }

    private static string PipelineId(StartPipelineRequest request) =>
        (request.PipelineId, request.WorkflowId) switch
        {
            (null, null) => throw new ProblemException(
                Problems.Validation(
                    "the request names no pipeline",
                    "pipeline_id",
                    "give pipeline_id, or POST /executions/run a definition"
                )
            ),
            ({ } id, { } other) when id != other => throw new ProblemException(
                Problems.Validation("pipeline_id and workflow_id name two pipelines", "pipeline_id", "give one of them")
            ),
            var (id, other) => id ?? other!,
        };

    private async Task<string> StartAsync(
        string id,
        StartExecution start,
        ExecutionPlan plan,
        CancellationToken cancellation
    )
    {
        await plans.StoreAsync(plan);
        var reply = await ask.CommandAsync(id, start, cancellation);
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

    private static ExecutionHeader Header(
        StartOptions request,
        ExecutionPlan plan,
        PipelineRow? pipeline,
        StartOrigin origin
    )
    {
        return new ExecutionHeader(
            plan.Hash,
            plan.PlanVersion,
            pipeline?.Id,
            pipeline?.Name ?? plan.Definition.Name,
            plan.Definition.Version,
            origin.Owner ?? request.UserId,
            Params(request.Params, plan, MapValue.Empty),
            [.. Tags.Checked(request.Tags)],
            Priority(request.Priority),
            request.Initiator ?? "api",
            Parent: null,
            RetryOf: null,
            CallbackAddresses.Checked(request.Callbacks),
            RequestFingerprint: null,
            origin.Traceparent
        );
    }

    /// <summary>The parameters that a request gives, over those there were before.</summary>
    private static MapValue Params(JsonElement? request, ExecutionPlan plan, MapValue before)
    {
        var given = request switch
        {
            null or { ValueKind: JsonValueKind.Null } => MapValue.Empty,
            { ValueKind: JsonValueKind.Object } some => (MapValue)ValueJson.Parse(some.GetRawText()),
            _ => throw new ProblemException(
                Problems.Validation("params is no object", "params", "give an object such as {\"name\": \"value\"}")
            ),
        };
        var (bound, problems) = Parameters.Bind(plan.Definition.Parameters, before.With(given));
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
    private static string Fingerprint(StartExecution start)
    {
        var header = start.Header;
        var asked = MapValue.Of(
            ("definition", Value.Of(header.PipelineId ?? header.DefinitionHash)),
            ("params", header.Params),
            ("tags", Value.Of(header.Tags.Select(tag => Value.Of(tag)))),
            ("priority", Value.Of(header.Priority.Word())),
            ("initiator", Value.Of(header.Trigger))
        );
        if (header.Callbacks is { } urls)
        {
            var told = Value.Of([Value.Of(urls.OnComplete), Value.Of(urls.OnFailure)]);
            asked = asked.With(MapValue.Of(("callbacks", told)));
        }

        if (header.Owner is { } owner)
        {
            asked = asked.With(MapValue.Of(("owner", Value.Of(owner))));
        }

        if (header.RetryOf is { } old)
        {
            var reused = start.Reused?.Finished.Select(step => Value.Of((long)step.Ordinal)) ?? [];
            asked = asked.With(MapValue.Of(("retry_of", Value.Of(old)), ("reused", Value.Of(reused))));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ValueJson.ToText(asked))));
    }
}

/// <summary>Where a start comes from.</summary>
/// <param name="Owner">The user who asks; null when nobody is known.</param>
/// <param name="IdempotencyKey">The request's header, which wins over its body.</param>
/// <param name="Traceparent">W3C trace context of the request.</param>
internal sealed record StartOrigin(string? Owner, string? IdempotencyKey, string? Traceparent)
{
    /// <summary>A program that embeds this node.</summary>
    public static StartOrigin Embedder { get; } = new(null, null, null);
}
