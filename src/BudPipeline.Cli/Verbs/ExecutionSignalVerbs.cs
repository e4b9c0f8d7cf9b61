using System.CommandLine;
using System.Text.Json;
using BudPipeline.Client;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud executions signal|approve|reject</c>: telling an execution what it waits for.</summary>
internal static class ExecutionSignalVerbs
{
    public static Verb Signal(TimeProvider time)
    {
        var id = ExecutionsVerb.IdArgument();
        var name = new Argument<string>("name") { Description = "The signal's name: the event that a step waits for." };
        var payload = new Option<string?>("--payload")
        {
            Description = "What belongs to it: JSON, @FILE, or - for standard input.",
        };
        var key = new Option<string?>("--key") { Description = "With the same key a repeat counts once." };
        var verb = new Verb(
            "signal",
            "Sends a signal; one that comes before its step waits for it is kept.",
            "bud executions signal exec_0198f0c2 payment.received --payload '{\"order\": 7}'"
        )
        {
            id,
            name,
            payload,
            key,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var sent = await node.Client.SignalAsync(
                    result.GetRequiredValue(id),
                    result.GetRequiredValue(name),
                    await ReadAsync(result.GetValue(payload), cancellation),
                    result.GetValue(key),
                    cancellation
                );
                await ExecutionsVerb.PrintAsync(sent);
                return ExitCodes.Completed;
            }
        );
    }

    public static Verb Decide(
        TimeProvider time,
        string name,
        string description,
        Func<BudPipelineClient, string, ApprovalDecision, Task<ExecutionDocument>> send
    )
    {
        var id = ExecutionsVerb.IdArgument();
        var step = new Option<string?>("--step") { Description = "Which step; not needed while only one asks." };
        var by = new Option<string?>("--by") { Description = "Who decides; the user of this shell when not given." };
        var comment = new Option<string?>("--comment") { Description = "Why." };
        var verb = new Verb(
            name,
            description,
            $"bud executions {name} exec_0198f0c2",
            $"bud executions {name} exec_0198f0c2 --step review --comment 'looks good'"
        )
        {
            id,
            step,
            by,
            comment,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, _) =>
            {
                var decision = new ApprovalDecision(
                    result.GetValue(step),
                    result.GetValue(by) ?? Environment.UserName,
                    result.GetValue(comment)
                );
                await ExecutionsVerb.PrintAsync(await send(node.Client, result.GetRequiredValue(id), decision));
                return ExitCodes.Completed;
            }
        );
    }

    private static async Task<JsonElement?> ReadAsync(string? payload, CancellationToken cancellation)
    {
        var text = payload switch
        {
            null => null,
            "-" => await Console.In.ReadToEndAsync(cancellation),
            ['@', .. var file] when !File.Exists(file) => throw VerbFailure.Usage($"{file}: there is no such file"),
            ['@', .. var file] => await File.ReadAllTextAsync(file, cancellation),
            _ => payload,
        };
        try
        {
            return text is null ? null : JsonElement.Parse(text);
        }
        catch (JsonException exception)
        {
            throw VerbFailure.Usage($"--payload is no JSON: {exception.Message}");
        }
    }
}
