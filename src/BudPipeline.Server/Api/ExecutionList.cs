using BudPipeline.Actors.Executions;
using BudPipeline.Client.Executions;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BudPipeline.Server.Api;

/// <summary>What a list of executions may be asked for. Names of the user's own clients are taken beside ours.</summary>
internal sealed record ExecutionListQuery
{
    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    [FromQuery(Name = "pipeline")]
    public string? Pipeline { get; init; }

    [FromQuery(Name = "pipeline_id")]
    public string? PipelineId { get; init; }

    [FromQuery(Name = "workflow_id")]
    public string? WorkflowId { get; init; }

    [FromQuery(Name = "initiator")]
    public string? Initiator { get; init; }

    [FromQuery(Name = "tag")]
    public string[]? Tag { get; init; }

    [FromQuery(Name = "tags")]
    public string? Tags { get; init; }

    [FromQuery(Name = "created_after")]
    public string? CreatedAfter { get; init; }

    [FromQuery(Name = "created_before")]
    public string? CreatedBefore { get; init; }

    [FromQuery(Name = "start_date")]
    public string? StartDate { get; init; }

    [FromQuery(Name = "end_date")]
    public string? EndDate { get; init; }

    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "offset")]
    public int? Offset { get; init; }

    [FromQuery(Name = "page")]
    public int? Page { get; init; }

    [FromQuery(Name = "page_size")]
    public int? PageSize { get; init; }
}

/// <summary>Lists executions from their rows.</summary>
internal static class ExecutionList
{
    private const int DefaultSize = 20;
    private const int LargestSize = 100;

    public static async Task<Ok<ExecutionPage>> ReadAsync(
        [AsParameters] ExecutionListQuery query,
        ExecutionsTable table,
        IPlanSource plans,
        Caller caller,
        CancellationToken cancellation
    )
    {
        var filter = Filter(query) with { Owner = caller.Owner };
        var rows = await table.ListAsync(filter with { Limit = filter.Limit + 1 });
        var total = await table.CountAsync(filter);
        var page = rows.Take(filter.Limit).ToList();
        List<ExecutionDocument> documents = [];
        foreach (var row in page)
        {
            var plan = await plans.LoadAsync(row.DefinitionHash, row.PlanVersion, cancellation);
            documents.Add(ExecutionDocuments.Of(row, plan));
        }

        var next = rows.Count > page.Count ? new PageCursor(page[^1].CreatedAt, page[^1].Id).ToString() : null;
        var pages = (total + filter.Limit - 1) / filter.Limit;
        var number = query.Cursor is null ? (filter.Offset / filter.Limit) + 1 : (int?)null;
        return TypedResults.Ok(new ExecutionPage(documents, new Pagination(number, filter.Limit, total, pages, next)));
    }

    /// <summary>What a query asks for.</summary>
    public static ExecutionFilter Filter(ExecutionListQuery query)
    {
        var size = ListQueries.InRange(
            query.Limit ?? query.PageSize ?? DefaultSize,
            1,
            LargestSize,
            query.Limit is null ? "page_size" : "limit"
        );
        var page = ListQueries.InRange(query.Page ?? 1, 1, int.MaxValue / LargestSize, "page");
        return new ExecutionFilter
        {
            Statuses = Statuses(query.Status),
            Pipeline = query.Pipeline,
            PipelineId = query.PipelineId ?? query.WorkflowId,
            Initiator = query.Initiator,
            Tags = [.. ListQueries.Words(query.Tags).Concat(query.Tag ?? []).Distinct(StringComparer.Ordinal)],
            CreatedAfter = Moment(query.CreatedAfter ?? query.StartDate, "created_after"),
            CreatedBefore = Moment(query.CreatedBefore ?? query.EndDate, "created_before"),
            Cursor = ListQueries.Cursor(query.Cursor),
            Limit = size,
            Offset = ListQueries.InRange(query.Offset ?? (page - 1) * size, 0, int.MaxValue, "offset"),
        };
    }

    private static string[] Statuses(string? words) =>
        [
            .. ListQueries
                .Words(words)
                .Select(word =>
                    word.ToLowerInvariant() switch
                    {
                        "succeeded" => "completed",
                        "interrupted" => "cancelled",
                        "pending" or "running" or "completed" or "failed" or "cancelled" or "timeout" =>
                            word.ToLowerInvariant(),
                        _ => throw new ProblemException(
                            Problems.Validation(
                                $"'{word}' is no status",
                                "status",
                                "give pending, running, completed, failed, cancelled or timeout"
                            )
                        ),
                    }
                ),
        ];

    private static DateTimeOffset? Moment(string? text, string name) =>
        text is null ? null
        : WireMoments.TryParse(text, out var moment) ? moment
        : throw new ProblemException(
            Problems.Validation($"'{text}' is no moment", name, "give ISO 8601 such as 2026-01-31T12:00:00Z")
        );
}
