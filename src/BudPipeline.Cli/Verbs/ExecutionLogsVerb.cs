using System.CommandLine;
using BudPipeline.Cli.LiveView;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud executions logs</c>: the lines of an execution, as far as they are there or as they come.</summary>
internal static class ExecutionLogsVerb
{
    public static Command Create(TimeProvider time)
    {
        var id = ExecutionsVerb.IdArgument();
        var step = new Option<string?>("--step") { Description = "Only of this step." };
        var level = new Option<string?>("--level") { Description = "Only of this level and those above it." };
        level.AcceptOnlyFromAmong("debug", "info", "warning", "error");
        var since = new Option<string?>("--since") { Description = "Only from then on: 5m, 2h, or a moment." };
        var tail = new Option<int?>("--tail") { Description = "Only the last so many." };
        var follow = new Option<bool>("--follow", "-f") { Description = "Goes on with lines as they come." };
        var verb = new Verb(
            "logs",
            "Prints the log of an execution.",
            "bud executions logs exec_0198f0c2 --step check",
            "bud executions logs exec_0198f0c2 -f"
        )
        {
            id,
            step,
            level,
            since,
            tail,
            follow,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var execution = result.GetRequiredValue(id);
                var query = new LogQuery
                {
                    Step = result.GetValue(step),
                    Level = result.GetValue(level),
                    Since = result.GetValue(since),
                    Tail = result.GetValue(tail),
                };
                var page = await node.Client.GetLogsAsync(execution, query, cancellation);
                var last = Print(page.Logs);
                if (result.GetValue(follow))
                {
                    await foreach (var notice in node.Client.WatchAsync(execution, null, cancellation))
                    {
                        if (notice.Log is { } line && line.Sequence > last && IsWanted(line, query))
                        {
                            last = Print([line]);
                        }
                    }
                }

                return ExitCodes.Completed;
            }
        );
    }

    private static long Print(IReadOnlyList<LogLine> lines)
    {
        foreach (var line in lines)
        {
            Console.Out.WriteLine(PlainLines.Of(line));
        }

        return lines.Count == 0 ? 0 : lines[^1].Sequence;
    }

    private static bool IsWanted(LogLine line, LogQuery query) =>
        (query.Step is null || query.Step == line.StepId)
        && (query.Level is null || Array.IndexOf(Levels, line.Level) >= Array.IndexOf(Levels, query.Level));

    private static readonly string[] Levels = ["debug", "info", "warning", "error"];
}
