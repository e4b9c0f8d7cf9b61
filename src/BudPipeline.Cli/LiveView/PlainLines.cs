using System.Globalization;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.LiveView;

/// <summary>
/// What is printed where no terminal is: one line an event, <c>TIME STEP STATE DETAILS</c>, and log lines as
/// <c>TIME STEP | TEXT</c>. Lines about the whole execution have its pipeline's name in the step's place.
/// </summary>
internal static class PlainLines
{
    public static string? Of(ExecutionNotice notice, string pipeline)
    {
        if (notice.Log is { } line)
        {
            return Of(line);
        }

        if (notice.Step is { } step)
        {
            return $"{Moment(notice.Timestamp)} {step.Id} {StateOf(notice.Type, step)}{DetailsOf(step)}";
        }

        return notice.Type switch
        {
            NoticeTypes.WorkflowStarted => $"{Moment(notice.Timestamp)} {pipeline} started {notice.ExecutionId}",
            NoticeTypes.WorkflowPaused => $"{Moment(notice.Timestamp)} {pipeline} paused",
            NoticeTypes.WorkflowResumed => $"{Moment(notice.Timestamp)} {pipeline} resumed",
            NoticeTypes.WorkflowStopping => $"{Moment(notice.Timestamp)} {pipeline} stopping",
            _ => null,
        };
    }

    public static string Of(LogLine line) => $"{Moment(line.Timestamp)} {line.StepId} | {line.Message}";

    /// <summary>The last lines: how it ended, why, and what it gave.</summary>
    public static IEnumerable<string> OfEnd(ExecutionDocument end)
    {
        var duration = end.DurationSeconds is { } seconds ? $" {Durations.Text(seconds)}" : "";
        yield return $"{Moment(end.CompletedAt ?? end.CreatedAt)} {end.Pipeline.Name} {end.Status}{duration}"
            + (end.Error is { } error ? $": {error.Message}" : "");
        foreach (var output in OutputText.Rows(end.Outputs))
        {
            yield return $"output {output.Name} = {output.Text}";
        }
    }

    private static string StateOf(string type, StepNotice step) =>
        type switch
        {
            NoticeTypes.StepStopping => "stopping",
            NoticeTypes.CompensationStarted => "compensating",
            NoticeTypes.CompensationCompleted => "compensated",
            NoticeTypes.CompensationFailed => "not compensated",
            _ => step.Status,
        };

    private static string DetailsOf(StepNotice step)
    {
        var attempt = step.Attempt > 1 ? $" attempt {step.Attempt}" : "";
        var duration = step.DurationSeconds is { } seconds ? $" {Durations.Text(seconds)}" : "";
        var until = step.WaitsUntil is { } moment ? $" until {Moment(moment)}" : "";
        var signal = step.Awaits is { } awaits
            ? $" for {awaits.Signal}{(awaits.Message is { } text ? $": {text}" : "")}"
            : "";
        var reason = step.SkipReason is { } skipped ? $" ({skipped})" : "";
        var error = step.Error is { } failure ? $": {failure.Message.ReplaceLineEndings(" / ")}" : "";
        return attempt + duration + until + signal + reason + error;
    }

    private static string Moment(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
