using System.Text.Json;
using BudPipeline.Cli.LiveView;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Tests.LiveView;

/// <summary>Documents and notices as a server would send them.</summary>
internal static class Followed
{
    private const string Id = "exec_1";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    public static RunView With(params string[] steps) => new(Document("running", steps));

    public static ExecutionDocument Document(string status, params string[] steps) =>
        new()
        {
            Id = Id,
            Pipeline = new("example", "1.0", "00"),
            Status = status,
            Params = Nothing,
            Outputs = Nothing,
            CreatedAt = Start,
            TotalSteps = steps.Length,
            Steps = new OrderedDictionary<string, StepDocument>(
                steps.Select(id =>
                    KeyValuePair.Create(
                        id,
                        new StepDocument
                        {
                            Id = id,
                            Name = id,
                            Action = "log",
                            Status = "pending",
                            Outputs = Nothing,
                        }
                    )
                )
            ),
        };

    public static ExecutionNotice Step(
        string id,
        string status,
        DateTimeOffset at,
        double? duration = null,
        string? error = null,
        double? progress = null,
        long? eta = null,
        int attempt = 1
    ) =>
        new()
        {
            Id = "1.0",
            ExecutionId = Id,
            Type = $"step_{status}",
            Timestamp = at,
            Status = "running",
            Progress = progress,
            EtaSeconds = eta,
            Step = new StepNotice
            {
                Id = id,
                Name = id,
                Status = status,
                Attempt = attempt,
                DurationSeconds = duration,
                Error = error is null ? null : new ErrorDocument("COMMAND_FAILED", "application", error, id, attempt),
            },
        };

    public static ExecutionNotice Line(string step, long sequence, string message) =>
        new()
        {
            ExecutionId = Id,
            Type = NoticeTypes.Log,
            Timestamp = Start,
            Log = new LogLine(sequence, Start, "info", step, 1, message),
        };
}
