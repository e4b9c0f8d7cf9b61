using System.CommandLine;
using System.Globalization;
using BudPipeline.Cli.Sources;
using BudPipeline.Cli.Terminal;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud pipelines versions|diff|export</c>: the definitions that a pipeline has had.</summary>
internal static class PipelineHistoryVerbs
{
    public static Verb Versions(TimeProvider time)
    {
        var pipeline = PipelinesVerb.PipelineArgument();
        var verb = new Verb(
            "versions",
            "Lists the definitions that a pipeline has had, the latest first.",
            "bud pipelines versions report"
        )
        {
            pipeline,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var named = result.GetRequiredValue(pipeline);
                var found = await SavedPipeline.FindAsync(node.Client, named, cancellation);
                var versions = await node.Client.ListPipelineVersionsAsync(found.Id, cancellation);
                Columns.Print(
                    Console.Out,
                    ["NUMBER", "VERSION", "STEPS", "HASH", "CREATED"],
                    versions.Select(v =>
                        new[]
                        {
                            v.Number.ToString(CultureInfo.InvariantCulture),
                            v.Version,
                            v.StepCount.ToString(CultureInfo.InvariantCulture),
                            v.Hash[..12],
                            PipelineTable.Moment(v.CreatedAt),
                        }
                    )
                );
                return ExitCodes.Completed;
            }
        );
    }

    public static Verb Diff(TimeProvider time)
    {
        var pipeline = PipelinesVerb.PipelineArgument();
        var from = new Option<string?>("--from")
        {
            Description = "A version's number or hash; the one before the latest.",
        };
        var to = new Option<string?>("--to") { Description = "A version's number or hash; the latest." };
        var verb = new Verb(
            "diff",
            "Shows what changed between two versions of a pipeline.",
            "bud pipelines diff report",
            "bud pipelines diff report --from 1 --to 4"
        )
        {
            pipeline,
            from,
            to,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var named = result.GetRequiredValue(pipeline);
                var found = await SavedPipeline.FindAsync(node.Client, named, cancellation);
                var diff = await node.Client.DiffPipelineAsync(
                    found.Id,
                    result.GetValue(from),
                    result.GetValue(to),
                    cancellation
                );
                foreach (var change in diff.Changes)
                {
                    if (change.Before is { } before)
                    {
                        await Console.Out.WriteLineAsync($"- {change.Path}: {before.GetRawText()}");
                    }

                    if (change.After is { } after)
                    {
                        await Console.Out.WriteLineAsync($"+ {change.Path}: {after.GetRawText()}");
                    }
                }

                return ExitCodes.Completed;
            }
        );
    }

    public static Verb Export(TimeProvider time)
    {
        var pipeline = PipelinesVerb.PipelineArgument();
        var version = new Option<string?>("--version") { Description = "A version's number or hash; the latest." };
        var verb = new Verb(
            "export",
            "Prints a pipeline's definition as its author wrote it.",
            "bud pipelines export report > report.yaml",
            "bud pipelines export report --version 2"
        )
        {
            pipeline,
            version,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var named = result.GetRequiredValue(pipeline);
                var found = await SavedPipeline.FindAsync(node.Client, named, cancellation);
                var (text, definition) = (found.DefinitionText, found.Definition);
                if (result.GetValue(version) is { } wanted)
                {
                    var then = await node.Client.GetPipelineVersionAsync(found.Id, wanted, cancellation);
                    (text, definition) = (then.DefinitionText, then.Definition);
                }

                await Console.Out.WriteAsync(text ?? definition?.GetRawText() + "\n");
                return ExitCodes.Completed;
            }
        );
    }
}
