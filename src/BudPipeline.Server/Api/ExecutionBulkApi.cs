using System.Text.Json;
using BudPipeline.Actors.Executions;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Wire;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BudPipeline.Server.Api;

/// <summary>Starting, cancelling and retrying many executions at once. What is wrong with one does not keep the others back.</summary>
internal static class ExecutionBulkApi
{
    private const int LargestBatch = 1_000;
    private const int MostAtOnce = 32;

    private static readonly string[] Live = [StatusWords.Pending, StatusWords.Running];
    private static readonly string[] Broken = [StatusWords.Failed, StatusWords.Cancelled, StatusWords.Timeout];

    public static void MapExecutionBulk(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/executions").WithTags("Executions");
        group
            .MapPost("/batch", BatchAsync)
            .Audited("execution.start")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary(
                "Execute a saved pipeline once with each set of parameters; the answer tells what became of each"
            )
            .Accepts<BatchRequest>("application/json")
            .ProducesProblems(400, 413, 415);
        group
            .MapPost("/cancel", CancelAsync)
            .Audited("execution.cancel")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary(
                "Cancel what matches the list's filters and has not ended, a page at a time; dry_run=true only names it"
            )
            .TakesAtMost(ExecutionsApi.LargestCommand)
            .Accepts<BulkRequest>(isOptional: true, "application/json")
            .ProducesProblems(400, 413, 415);
        group
            .MapPost("/retry", RetryAsync)
            .Audited("execution.retry")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary(
                "Retry what matches the list's filters and did not complete, a page at a time; dry_run=true only names it"
            )
            .TakesAtMost(ExecutionsApi.LargestCommand)
            .Accepts<BulkRequest>(isOptional: true, "application/json")
            .ProducesProblems(400, 413, 415);
    }

    private static async Task<Ok<BulkReport>> BatchAsync(
        HttpContext http,
        ExecutionStarts starts,
        Caller caller,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey
    )
    {
        var request = await JsonBody.ReadAsync(http, BudJson.Wire.BatchRequest);
        if (
            request.ParamSets is not { Count: > 0 and <= LargestBatch } sets
            || sets.Any(set => set.ValueKind != JsonValueKind.Object)
        )
        {
            throw new ProblemException(
                Problems.Validation(
                    $"param_sets is no list of 1 to {LargestBatch} objects",
                    "param_sets",
                    "give one object an execution, {} for none"
                )
            );
        }

        var key = idempotencyKey ?? request.IdempotencyKey;
        var origin = ExecutionsApi.Origin(http, caller, idempotencyKey: null);
        var audit = new BulkAudit(http);
        var aborted = http.RequestAborted;
        var results = await EachAsync(
            sets.Index().ToList(),
            async numbered =>
            {
                var start = new StartPipelineRequest
                {
                    PipelineId = request.PipelineId,
                    WorkflowId = request.WorkflowId,
                    Params = Over(request.Params, numbered.Item),
                    Tags = request.Tags,
                    Priority = request.Priority,
                    Initiator = request.Initiator,
                    Callbacks = request.Callbacks,
                    UserId = request.UserId,
                };
                var itsKey = key is null ? null : $"{key}#{numbered.Index}";
                var id = await starts.StartAsync(start, origin with { IdempotencyKey = itsKey }, aborted);
                audit.Made(id);
                return new BulkResult("started", id);
            },
            _ => null,
            aborted
        );
        return TypedResults.Ok(new BulkReport(false, results.Count, results, null));
    }

    private static async Task<Ok<BulkReport>> CancelAsync(
        [AsParameters] ExecutionListQuery query,
        [FromQuery(Name = "dry_run")] bool? dryRun,
        HttpContext http,
        ExecutionsTable table,
        Caller caller,
        ExecutionAsk ask
    )
    {
        var request = await JsonBody.ReadOptionalAsync(http, BudJson.Wire.BulkRequest);
        var command = new CancelExecution(caller.Actor, request?.Reason);
        var audit = new BulkAudit(http);
        var aborted = http.RequestAborted;
        return await OfPageAsync(
            query,
            Live,
            dryRun,
            table,
            caller,
            async row =>
            {
                if (await ask.CommandAsync(row.Id, command, aborted) is ExecutionProtocol.ExecutionRejected no)
                {
                    throw new ProblemException(Problems.Conflict(no.Code, no.Message, row.Id));
                }

                audit.Changed(row.Id);
                return new BulkResult("cancelled", row.Id);
            },
            aborted
        );
    }

    private static async Task<Ok<BulkReport>> RetryAsync(
        [AsParameters] ExecutionListQuery query,
        [FromQuery(Name = "dry_run")] bool? dryRun,
        HttpContext http,
        ExecutionsTable table,
        ExecutionReader reader,
        ExecutionStarts starts,
        Caller caller
    )
    {
        var request = await JsonBody.ReadOptionalAsync(http, BudJson.Wire.BulkRequest);
        var retry = new RetryRequest { Mode = request?.Mode };
        var origin = ExecutionsApi.Origin(http, caller, idempotencyKey: null);
        var audit = new BulkAudit(http);
        var aborted = http.RequestAborted;
        return await OfPageAsync(
            query,
            Broken,
            dryRun,
            table,
            caller,
            async row =>
            {
                var ended =
                    await reader.FindAsync(row.Id, caller, aborted)
                    ?? throw new ProblemException(Problems.ExecutionNotFound(row.Id));
                var id = await starts.RetryAsync(ended, retry, origin, aborted);
                audit.Made(id);
                return new BulkResult("retried", row.Id, id);
            },
            aborted
        );
    }

    /// <summary>Does something to a page of what matches and is in one of these statuses.</summary>
    private static async Task<Ok<BulkReport>> OfPageAsync(
        ExecutionListQuery query,
        string[] statuses,
        bool? dryRun,
        ExecutionsTable table,
        Caller caller,
        Func<ExecutionRow, Task<BulkResult>> work,
        CancellationToken cancellation
    )
    {
        var asked = ExecutionList.Filter(query) with { Owner = caller.Owner };
        DemandNarrow(asked);
        var wanted = asked.Statuses.Count == 0 ? statuses : [.. asked.Statuses.Intersect(statuses)];
        if (wanted.Length == 0)
        {
            return TypedResults.Ok(new BulkReport(dryRun ?? false, 0, [], null));
        }

        var filter = asked with { Statuses = wanted };
        var rows = await table.ListAsync(filter with { Limit = filter.Limit + 1 });
        var page = rows.Take(filter.Limit).ToList();
        var total = await table.CountAsync(filter);
        var results =
            dryRun == true
                ? page.ConvertAll(row => new BulkResult("matched", row.Id))
                : await EachAsync(page, work, row => row.Id, cancellation);
        var next = rows.Count > page.Count ? new PageCursor(page[^1].CreatedAt, page[^1].Id).ToString() : null;
        return TypedResults.Ok(new BulkReport(dryRun ?? false, total, results, next));
    }

    /// <summary>Without a filter it would be everything: that has to be said.</summary>
    private static void DemandNarrow(ExecutionFilter filter)
    {
        if (
            filter.Statuses.Count == 0
            && filter.Tags.Count == 0
            && (filter.Pipeline, filter.PipelineId, filter.Initiator) == (null, null, null)
            && (filter.CreatedAfter, filter.CreatedBefore) == (null, null)
        )
        {
            throw new ProblemException(
                Problems.Validation(
                    "there is no filter",
                    "status",
                    "name what is meant: status, pipeline, pipeline_id, initiator, tags, created_after or created_before"
                )
            );
        }
    }

    private static async Task<List<BulkResult>> EachAsync<T>(
        List<T> items,
        Func<T, Task<BulkResult>> work,
        Func<T, string?> idOf,
        CancellationToken cancellation
    )
    {
        var results = new BulkResult[items.Count];
        var pace = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellation };
        await Parallel.ForAsync(
            0,
            items.Count,
            pace,
            async (number, _) =>
            {
                try
                {
                    results[number] = await work(items[number]);
                }
                catch (ProblemException refused)
                {
                    results[number] = new BulkResult("failed", idOf(items[number]), Problem: refused.Problem);
                }
            }
        );
        return [.. results];
    }

    private static JsonElement Over(JsonElement? common, JsonElement own) =>
        common is { ValueKind: JsonValueKind.Object } some
            ? JsonElement.Parse(
                ValueJson.ToUtf8(
                    ((MapValue)ValueJson.Parse(some.GetRawText())).With((MapValue)ValueJson.Parse(own.GetRawText()))
                )
            )
            : own;
}
