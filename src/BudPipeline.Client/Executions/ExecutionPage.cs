using System.Text.Json.Serialization;

namespace BudPipeline.Client.Executions;

/// <summary>A page of executions, the newest first.</summary>
/// <param name="Executions">Without their steps.</param>
/// <param name="Pagination">Where this page stands.</param>
public sealed record ExecutionPage(IReadOnlyList<ExecutionDocument> Executions, Pagination Pagination);

/// <summary>Where a page stands in its list.</summary>
/// <param name="Page">From 1; null when the list was read by cursor.</param>
/// <param name="PageSize">How many a page holds at most.</param>
/// <param name="TotalCount">How many match in all.</param>
/// <param name="TotalPages">How many pages that makes; 0 when nothing matches.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> for the next page; null at the end.</param>
public sealed record Pagination(int? Page, int PageSize, long TotalCount, long TotalPages, string? NextCursor);

/// <summary>Which executions to list. Null means any.</summary>
public sealed record ExecutionQuery
{
    /// <summary>Several words, separated by commas, mean any of them.</summary>
    public string? Status { get; init; }

    /// <summary>The pipeline's name.</summary>
    public string? Pipeline { get; init; }

    /// <summary>The saved pipeline, by its id.</summary>
    public string? PipelineId { get; init; }

    /// <summary>All must be there.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Created at this moment or later.</summary>
    public DateTimeOffset? CreatedAfter { get; init; }

    /// <summary>Created before this moment.</summary>
    public DateTimeOffset? CreatedBefore { get; init; }

    /// <summary>At most so many, 1 to 100; the server's 20 when null.</summary>
    public int? Limit { get; init; }

    /// <summary>The next page, as <see cref="Pagination.NextCursor"/> gave it.</summary>
    public string? Cursor { get; init; }
}
