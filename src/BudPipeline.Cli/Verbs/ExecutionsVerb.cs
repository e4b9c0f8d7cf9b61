using System.CommandLine;
using BudPipeline.Cli.Nodes;
using BudPipeline.Cli.Terminal;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Wire;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud executions …</c>: what there is, and what to do with it.</summary>
internal static class ExecutionsVerb
{
    private const string Text = "text";
    private const string Json = "json";

    public static Command Create(TimeProvider time) =>
        new Verb(
            "executions",
            "Lists executions, shows one, and steers it.",
            "bud executions list --status running",
            "bud executions watch exec_0198f0c2"
        )
        {
            List(time),
            Get(time),
            Watch(time),
            ExecutionLogsVerb.Create(time),
            Cancel(time),
            ExecutionSignalVerbs.Signal(time),
            ExecutionSignalVerbs.Decide(
                time,
                "approve",
                "Approves a step that asks for it.",
                (n, id, d) => n.ApproveAsync(id, d)
            ),
            ExecutionSignalVerbs.Decide(
                time,
                "reject",
                "Rejects what a step asks for.",
                (n, id, d) => n.RejectAsync(id, d)
            ),
            Retry(time),
            Steer(time, "pause", "Lets no further step begin.", (node, id) => node.Client.PauseAsync(id)),
            Steer(
                time,
                "resume",
                "Lets the steps of a paused one begin again.",
                (node, id) => node.Client.ResumeAsync(id)
            ),
            Delete(time),
        };

    public static Argument<string> IdArgument() => new("id") { Description = "The execution, exec_…" };

    private static Verb List(TimeProvider time)
    {
        var status = new Option<string?>("--status") { Description = "Only these, separated by commas." };
        var pipeline = new Option<string?>("--pipeline") { Description = "Only of the pipeline of this name." };
        var limit = new Option<int?>("--limit") { Description = "At most so many, 1 to 100." };
        var output = OutputOption.Create(Text, Json);
        var verb = new Verb(
            "list",
            "Lists executions, the newest first.",
            "bud executions list",
            "bud executions list --status pending,running -o json | jq -r '.executions[].id'"
        )
        {
            status,
            pipeline,
            limit,
            output,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var query = new ExecutionQuery
                {
                    Status = result.GetValue(status),
                    Pipeline = result.GetValue(pipeline),
                    Limit = result.GetValue(limit),
                };
                var page = await node.Client.ListExecutionsAsync(query, cancellation);
                if (result.GetValue(output) == Json)
                {
                    JsonOutput.Print(page, BudJson.Wire.ExecutionPage);
                }
                else
                {
                    ExecutionTable.Print(Console.Out, page);
                }

                return ExitCodes.Completed;
            }
        );
    }

    private static Verb Get(TimeProvider time)
    {
        var id = IdArgument();
        var output = OutputOption.Create(Text, Json);
        var verb = new Verb(
            "get",
            "Shows one execution with its steps.",
            "bud executions get exec_0198f0c2",
            "bud executions get exec_0198f0c2 -o json"
        )
        {
            id,
            output,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var execution = await node.Client.GetExecutionAsync(result.GetRequiredValue(id), cancellation);
                if (result.GetValue(output) == Json)
                {
                    JsonOutput.Print(execution);
                }
                else
                {
                    ExecutionTable.Print(Console.Out, execution);
                }

                return ExitCodes.Completed;
            }
        );
    }

    private static Verb Watch(TimeProvider time)
    {
        var id = IdArgument();
        var output = OutputOption.Create("tree", Json);
        var node = new NodeOptions();
        var verb = new Verb(
            "watch",
            "Follows an execution to its end, resuming it if no node runs it; exit code as of `bud run`.",
            "bud executions watch exec_0198f0c2"
        )
        {
            id,
            output,
        };
        node.AddTo(verb);
        verb.SetAction(result =>
            FollowedRun.RunAsync(
                node.Read(result),
                result.GetValue(output) == Json,
                null,
                time,
                (link, token) => link.Client.GetExecutionAsync(result.GetRequiredValue(id), token)
            )
        );
        return verb;
    }

    private static Verb Cancel(TimeProvider time)
    {
        var id = IdArgument();
        var reason = new Option<string?>("--reason") { Description = "Why; it is shown with the execution." };
        var force = new Option<bool>("--force") { Description = "Give up what stands under finally too." };
        var verb = new Verb(
            "cancel",
            "Asks an execution to cancel; what stands under finally still runs.",
            "bud executions cancel exec_0198f0c2",
            "bud executions cancel exec_0198f0c2 --force"
        )
        {
            id,
            reason,
            force,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var which = result.GetRequiredValue(id);
                var why = result.GetValue(reason);
                await PrintAsync(
                    result.GetValue(force)
                        ? await node.Client.ForceCancelAsync(which, why, cancellation)
                        : await node.Client.CancelAsync(which, why, cancellation)
                );
                return ExitCodes.Completed;
            }
        );
    }

    private static Verb Retry(TimeProvider time)
    {
        var id = IdArgument();
        var restart = new Option<bool>("--restart") { Description = "Runs all steps again, whatever had completed." };
        var from = new Option<string?>("--from")
        {
            Description = "Runs this step and all that depend on it again.",
            HelpName = "STEP",
        };
        var verb = new Verb(
            "retry",
            "Starts an execution that has ended once more, from what failed, and prints the new one's id.",
            "bud executions retry exec_0198f0c2",
            "bud executions retry exec_0198f0c2 --from deploy"
        )
        {
            id,
            restart,
            from,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var request = new RetryRequest
                {
                    Mode = result.GetValue(restart) ? "restart" : null,
                    FromStep = result.GetValue(from),
                    Initiator = "cli",
                };
                var retry = await node.Client.RetryAsync(result.GetRequiredValue(id), request, cancellation);
                await Console.Out.WriteLineAsync(retry.Id);
                return ExitCodes.Completed;
            }
        );
    }

    public static Task PrintAsync(ExecutionDocument execution)
    {
        var paused = execution.Paused ? " paused" : "";
        return Console.Out.WriteLineAsync($"{execution.Id} {execution.Status}{paused}");
    }

    private static Verb Delete(TimeProvider time)
    {
        var id = IdArgument();
        var verb = new Verb(
            "delete",
            "Deletes an execution that has ended, with its history.",
            "bud executions delete exec_0198f0c2"
        )
        {
            id,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var named = result.GetRequiredValue(id);
                await node.Client.DeleteExecutionAsync(named, cancellation);
                await Console.Out.WriteLineAsync($"{named} deleted");
                return ExitCodes.Completed;
            }
        );
    }

    private static Verb Steer(
        TimeProvider time,
        string name,
        string description,
        Func<NodeLink, string, Task<ExecutionDocument>> command
    )
    {
        var id = IdArgument();
        var verb = new Verb(name, description, $"bud executions {name} exec_0198f0c2") { id };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, _) =>
            {
                await PrintAsync(await command(node, result.GetRequiredValue(id)));
                return ExitCodes.Completed;
            }
        );
    }
}
