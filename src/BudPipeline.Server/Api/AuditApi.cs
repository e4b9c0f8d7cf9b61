using BudPipeline.Client.Security;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BudPipeline.Server.Api;

/// <summary>Who asked for which mutation, and what came of it.</summary>
internal static class AuditApi
{
    private const int DefaultSize = 100;
    private const int LargestSize = 1_000;

    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/audit", ReadAsync)
            .MayBeCalledBy(CallerRole.Admin)
            .WithTags("Audit")
            .WithSummary("Every mutation that was asked for, the newest first")
            .ProducesProblems(400);

    private static async Task<Ok<AuditPage>> ReadAsync(
        HttpContext http,
        Audit audit,
        AuditTable table,
        TimeProvider time,
        [FromQuery(Name = "actor")] string? actor,
        [FromQuery(Name = "action")] string? action,
        [FromQuery(Name = "target")] string? target,
        [FromQuery(Name = "outcome")] string? outcome,
        [FromQuery(Name = "since")] string? since,
        [FromQuery(Name = "until")] string? until,
        [FromQuery(Name = "limit")] int? limit,
        [FromQuery(Name = "cursor")] long? cursor
    )
    {
        var size = limit ?? DefaultSize;
        if (size is < 1 or > LargestSize)
        {
            throw new ProblemException(Problems.Validation($"limit is {size}", "limit", $"give 1 to {LargestSize}"));
        }

        if (outcome is not (null or "done" or "refused" or "failed"))
        {
            throw new ProblemException(
                Problems.Validation($"'{outcome}' is no outcome", "outcome", "give done, refused or failed")
            );
        }

        await audit.FlushAsync(http.RequestAborted);
        var rows = await table.ReadAsync(
            new AuditFilter
            {
                Actor = actor,
                Action = action,
                Target = target,
                Outcome = outcome,
                Since = Moment(since, "since", time),
                Until = Moment(until, "until", time),
                Before = cursor,
                Limit = size + 1,
            }
        );
        var page = rows.Take(size).Select(Entry).ToList();
        return TypedResults.Ok(new AuditPage(page, rows.Count > size ? page[^1].Id : null));
    }

    private static AuditEntry Entry(AuditRow row) =>
        new()
        {
            Id = row.Id,
            At = Moments.FromColumn(row.At),
            Actor = row.Actor,
            Owner = row.Owner,
            Action = row.Action,
            Target = row.Target,
            Outcome = row.Outcome,
            Status = (int)row.Status,
            Code = row.Code,
            CorrelationId = row.CorrelationId,
            Address = row.Address,
        };

    private static long? Moment(string? text, string name, TimeProvider time) =>
        text is null ? null
        : WireMoments.TryParse(text, time.GetUtcNow(), out var moment) ? moment.ToColumn()
        : throw new ProblemException(
            Problems.Validation($"'{text}' is no moment", name, "give 90s, 5m, 2h, 1d or a moment in ISO 8601")
        );
}
