using System.CommandLine;
using BudPipeline.Cli.Sources;
using BudPipeline.Cli.Terminal;
using BudPipeline.Client.Pipelines;
using BudPipeline.Client.Wire;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud pipelines …</c>: saved pipelines, found by their id or name.</summary>
internal static class PipelinesVerb
{
    private const string Text = "text";
    private const string Json = "json";

    public static Command Create(TimeProvider time) =>
        new Verb(
            "pipelines",
            "Saves definitions under a name, lists and changes them.",
            "bud pipelines create report.yaml",
            "bud run report"
        )
        {
            List(time),
            Get(time),
            Create(time, "create", "Saves a definition as a pipeline and prints its id.", SaveNewAsync),
            Create(time, "update", "Gives the pipeline of this name another definition.", ReplaceAsync),
            Delete(time),
            PipelineHistoryVerbs.Versions(time),
            PipelineHistoryVerbs.Diff(time),
            PipelineHistoryVerbs.Export(time),
        };

    public static Argument<string> PipelineArgument() =>
        new("pipeline") { Description = "Its id, pipe_…, or its name." };

    private static Verb List(TimeProvider time)
    {
        var contains = new Option<string?>("--name") { Description = "Only those with this text in their name." };
        var status = new Option<string?>("--status") { Description = "Only these, separated by commas." };
        var limit = new Option<int?>("--limit") { Description = "At most so many, 1 to 100." };
        var output = OutputOption.Create(Text, Json);
        var verb = new Verb(
            "list",
            "Lists saved pipelines, the newest first.",
            "bud pipelines list",
            "bud pipelines list --status archived -o json | jq -r '.pipelines[].id'"
        )
        {
            contains,
            status,
            limit,
            output,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var query = new PipelineQuery
                {
                    NameContains = result.GetValue(contains),
                    Status = result.GetValue(status),
                    Limit = result.GetValue(limit),
                    IncludeSystem = true,
                };
                var page = await node.Client.ListPipelinesAsync(query, cancellation);
                if (result.GetValue(output) == Json)
                {
                    JsonOutput.Print(page, BudJson.Wire.PipelinePage);
                }
                else
                {
                    PipelineTable.Print(Console.Out, page);
                }

                return ExitCodes.Completed;
            }
        );
    }

    private static Verb Get(TimeProvider time)
    {
        var pipeline = PipelineArgument();
        var verb = new Verb(
            "get",
            "Prints one pipeline with its definition, as JSON.",
            "bud pipelines get report",
            "bud pipelines get report | jq .definition"
        )
        {
            pipeline,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var found = await SavedPipeline.FindAsync(node.Client, result.GetRequiredValue(pipeline), cancellation);
                JsonOutput.Print(found, BudJson.Wire.PipelineDocument);
                return ExitCodes.Completed;
            }
        );
    }

    private static Verb Create(
        TimeProvider time,
        string name,
        string description,
        Func<PipelineSaving, CancellationToken, Task<PipelineDocument>> save
    )
    {
        var file = DefinitionArgument.Create();
        var called = new Option<string?>("--name")
        {
            Description = "The pipeline's name; the definition's own when not given.",
        };
        var verb = new Verb(name, description, $"bud pipelines {name} report.yaml") { file, called };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var source = await DefinitionSource.ReadAsync(result.GetRequiredValue(file), cancellation);
                var saving = new PipelineSaving(node.Client, source, result.GetValue(called));
                var saved = await save(saving, cancellation);
                await Console.Out.WriteLineAsync(saved.Id);
                return ExitCodes.Completed;
            }
        );
    }

    private static Task<PipelineDocument> SaveNewAsync(PipelineSaving saving, CancellationToken cancellation) =>
        saving.CreateAsync(cancellation);

    private static Task<PipelineDocument> ReplaceAsync(PipelineSaving saving, CancellationToken cancellation) =>
        saving.UpdateAsync(cancellation);

    private static Verb Delete(TimeProvider time)
    {
        var pipeline = PipelineArgument();
        var verb = new Verb("delete", "Deletes a pipeline; its executions stay.", "bud pipelines delete report")
        {
            pipeline,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var found = await SavedPipeline.FindAsync(node.Client, result.GetRequiredValue(pipeline), cancellation);
                await node.Client.DeletePipelineAsync(found.Id, found.Revision, cancellation);
                await Console.Out.WriteLineAsync($"{found.Id} {found.Name} deleted");
                return ExitCodes.Completed;
            }
        );
    }
}
