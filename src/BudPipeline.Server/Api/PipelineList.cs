using BudPipeline.Client.Pipelines;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BudPipeline.Server.Api;

/// <summary>What a list of saved pipelines may be asked for.</summary>
internal sealed record PipelineListQuery
{
    [FromQuery(Name = "name")]
    public string? Name { get; init; }

    [FromQuery(Name = "name_contains")]
    public string? NameContains { get; init; }

    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    [FromQuery(Name = "tag")]
    public string[]? Tag { get; init; }

    [FromQuery(Name = "tags")]
    public string? Tags { get; init; }

    [FromQuery(Name = "include_system")]
    public bool? IncludeSystem { get; init; }

    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "offset")]
    public int? Offset { get; init; }
}

/// <summary>
/// Lists saved pipelines. The user's own clients take the answer for an array, so where the page stands is told in headers.
/// </summary>
internal static class PipelineList
{
    /// <summary>How many match in all.</summary>
    public const string TotalHeader = "X-Total-Count";

    /// <summary>The cursor of the next page; absent at the end.</summary>
    public const string CursorHeader = "X-Next-Cursor";

    private const int LargestSize = 100;

    public static async Task<Ok<IReadOnlyList<PipelineDocument>>> ReadAsync(
        [AsParameters] PipelineListQuery query,
        HttpContext http,
        PipelinesTable table,
        Caller caller
    ) =>
        TypedResults.Ok<IReadOnlyList<PipelineDocument>>([
            .. (await RowsAsync(query, http, table, caller)).Select(PipelineDocuments.Summary),
        ]);

    /// <summary>The rows of the page; where it stands is told in the answer's headers.</summary>
    public static async Task<IReadOnlyList<PipelineRow>> RowsAsync(
        PipelineListQuery query,
        HttpContext http,
        PipelinesTable table,
        Caller caller
    )
    {
        var filter = Filter(query) with { Owner = caller.Owner };
        var rows = await table.ListAsync(filter with { Limit = filter.Limit + 1 });
        http.Response.Headers[TotalHeader] = $"{await table.CountAsync(filter)}";
        var page = rows.Take(filter.Limit).ToList();
        if (rows.Count > page.Count)
        {
            var next = new PageCursor(page[^1].CreatedAt, page[^1].Id).ToString();
            http.Response.Headers[CursorHeader] = next;
            http.Response.Headers.Link = $"<{NextPage(http.Request, next)}>; rel=\"next\"";
        }

        return page;
    }

    private static string NextPage(HttpRequest request, string cursor)
    {
        var query = request.Query.Where(pair => pair.Key is not ("cursor" or "offset")).Append(new("cursor", cursor));
        return request.Path + new QueryBuilder(query).ToString();
    }

    private static PipelineFilter Filter(PipelineListQuery query) =>
        new()
        {
            Name = query.Name,
            NameContains = query.NameContains,
            Statuses = Statuses(query.Status),
            Tags = [.. ListQueries.Words(query.Tags).Concat(query.Tag ?? []).Distinct(StringComparer.Ordinal)],
            IncludeSystem = query.IncludeSystem ?? false,
            Cursor = ListQueries.Cursor(query.Cursor),
            Limit = ListQueries.InRange(query.Limit ?? LargestSize, 1, LargestSize, "limit"),
            Offset = ListQueries.InRange(query.Offset ?? 0, 0, int.MaxValue, "offset"),
        };

    /// <summary>Archived ones are listed only when they are asked for.</summary>
    private static string[] Statuses(string? words)
    {
        string[] asked = [.. ListQueries.Words(words).Select(word => word.ToLowerInvariant())];
        return asked.Length == 0 ? [PipelineStatusWords.Draft, PipelineStatusWords.Active]
            : Array.Find(
                asked,
                word =>
                    word
                        is not (PipelineStatusWords.Draft or PipelineStatusWords.Active or PipelineStatusWords.Archived)
            )
                is { } unknown
                ? throw new ProblemException(
                    Problems.Validation($"'{unknown}' is no status", "status", "give draft, active or archived")
                )
            : asked;
    }
}
