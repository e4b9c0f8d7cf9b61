using System.Globalization;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Actions;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;
using BudPipeline.Server.Streaming;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BudPipeline.Server.Api;

/// <summary>What happened and happens in an execution: its notices, as a list or a stream, and its log lines.</summary>
internal static class ExecutionEventsApi
{
    private const int DefaultLines = 1_000;
    private const int MostLines = 10_000;

    public static void MapExecutionEvents(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/executions/{id}").WithTags("Executions").MayBeCalledBy(CallerRole.Viewer);
        group
            .MapGet("/events", EventsAsync)
            .WithSummary("Everything that happens, as server-sent events (Accept: text/event-stream) or as a list")
            .Produces<NoticePage>()
            .Produces<ExecutionNotice>(200, "text/event-stream")
            .ProducesProblems(400, 404);
        group.MapGet("/logs", LogsAsync).WithSummary("Log lines, the oldest first").ProducesProblems(400, 404);
    }

    private static async Task<IResult> EventsAsync(
        string id,
        HttpContext http,
        Caller caller,
        ExecutionReader reader,
        ExecutionStreams streams,
        TimeProvider time,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        [FromQuery(Name = "last_event_id")] string? lastEventIdInQuery,
        [FromQuery(Name = "logs")] bool? logs,
        [FromQuery(Name = "logs_after")] long? logsAfter,
        [FromQuery(Name = "event_type")] string? eventType,
        [FromQuery(Name = "limit")] int? limit,
        [FromQuery(Name = "offset")] int? offset
    )
    {
        if (await reader.RowAsync(id, caller) is not { } row)
        {
            return Problems.ExecutionNotFound(id).ToResult(http);
        }

        var after = Position(lastEventId ?? lastEventIdInQuery);
        if (WantsStream(http.Request))
        {
            // A fresh reader gets all lines; one that resumes says which it has, or gets those from now on.
            var lines = logsAfter ?? (after == NoticePosition.Start ? 0 : null);
            var start = new StreamStart(after, logs ?? true, lines);
            return new SseAnswer(streams.OpenAsync(row, start, http.RequestAborted), time);
        }

        var past = await streams.PastAsync(row, http.RequestAborted);
        var matching = past.Where(notice =>
                (eventType is null || notice.Type == eventType)
                && (after == NoticePosition.Start || Position(notice.Id) > after)
            )
            .Reverse()
            .ToList();
        var (size, skipped) = (Math.Clamp(limit ?? 100, 1, 1_000), Math.Max(offset ?? 0, 0));
        return TypedResults.Ok(new NoticePage([.. matching.Skip(skipped).Take(size)], matching.Count, size, skipped));
    }

    private static async Task<Results<Ok<LogPage>, JsonHttpResult<Problem>>> LogsAsync(
        string id,
        HttpContext http,
        Caller caller,
        ExecutionReader reader,
        LogStore logs,
        TimeProvider time,
        [FromQuery(Name = "level")] string? level,
        [FromQuery(Name = "step_id")] string? stepId,
        [FromQuery(Name = "step")] string? step,
        [FromQuery(Name = "since")] string? since,
        [FromQuery(Name = "tail")] int? tail,
        [FromQuery(Name = "limit")] int? limit,
        [FromQuery(Name = "after")] long? after
    )
    {
        if (await reader.RowAsync(id, caller) is null)
        {
            return Problems.ExecutionNotFound(id).ToResult(http);
        }

        var filter = new LogFilter(id)
        {
            Level = Level(level),
            StepId = stepId ?? step,
            Since = Since(since, time.GetUtcNow()),
            After = after ?? 0,
            Limit = Math.Clamp(tail ?? limit ?? DefaultLines, 1, MostLines),
            FromStart = tail is null,
        };
        return TypedResults.Ok(new LogPage(await logs.ReadAsync(filter, http.RequestAborted)));
    }

    private static bool WantsStream(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accept => accept.MediaType == "text/event-stream");

    private static NoticePosition Position(string? text) =>
        text is null or "" ? NoticePosition.Start
        : NoticePosition.TryParse(text, out var position) ? position
        : throw new ProblemException(
            Problems.Validation(
                $"'{text}' is no id of an event",
                "Last-Event-ID",
                "give the id of the last event you saw, such as 12.0"
            )
        );

    private static StepLogLevel? Level(string? word) =>
        word is null
            ? null
            : LogLevels.TryParse(word)
                ?? throw new ProblemException(
                    Problems.Validation($"'{word}' is no level", "level", "give debug, info, warning or error")
                );

    private static DateTimeOffset? Since(string? text, DateTimeOffset now) =>
        text is null ? null
        : WireMoments.TryParse(text, now, out var moment) ? moment
        : throw new ProblemException(
            Problems.Validation($"'{text}' is no moment", "since", "give 90s, 5m, 2h, 1d or a moment in ISO 8601")
        );
}
