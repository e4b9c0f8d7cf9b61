using System.CommandLine;
using BudPipeline.Cli.Following;
using BudPipeline.Cli.Nodes;
using BudPipeline.Cli.Sources;
using BudPipeline.Client;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud run</c>: starts a definition or a saved pipeline and follows it to its end.</summary>
internal static class RunVerb
{
    public static Command Create(TimeProvider time)
    {
        var file = DefinitionArgument.Create(
            "A YAML or JSON definition, - for standard input, or the name or id of a saved pipeline."
        );
        var parameter = new Option<string[]>("--param", "-p")
        {
            Description = "A parameter; may be given again.",
            HelpName = "name=value",
        };
        var parameters = new Option<string?>("--params")
        {
            Description = "A YAML or JSON file with parameters; -p wins over it.",
            HelpName = "FILE",
        };
        var output = OutputOption.Create("tree", "json");
        var timeout = new Option<double?>("--timeout")
        {
            Description = "Cancels the execution when it has not ended after so many seconds; exit code 4.",
            HelpName = "SECONDS",
        };
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is <= 0 or > 86_400_000 or double.NaN)
            {
                result.AddError("--timeout takes a number of seconds above 0");
            }
        });
        var detach = new Option<bool>("--detach")
        {
            Description = "Leaves it to a server, starting one on the data folder if there is none, and prints its id.",
        };
        var node = new NodeOptions();
        var verb = new Verb(
            "run",
            "Runs a pipeline and follows it to its end.",
            "bud run hello.yaml",
            "bud run nightly-report --server http://127.0.0.1:9082",
            "bud run report.yaml -p region=north -p 'limits={\"rows\": 10}'",
            "bud run report.yaml --params report-params.yaml -o json | jq .outputs",
            "bud run long.yaml --detach",
            "cat hello.yaml | bud run -"
        )
        {
            file,
            parameter,
            parameters,
            output,
            timeout,
            detach,
        };
        node.AddTo(verb);
        verb.SetAction(
            async (result, cancellation) =>
            {
                var begin = await BeginAsync(
                    result.GetRequiredValue(file),
                    result.GetValue(parameter) ?? [],
                    result.GetValue(parameters),
                    cancellation
                );
                if (begin is null)
                {
                    return ExitCodes.Usage;
                }

                var choice = node.Read(result);
                if (result.GetValue(detach))
                {
                    return await DetachedRun.StartAsync(choice, time, begin, cancellation);
                }

                var seconds = result.GetValue(timeout);
                return await FollowedRun.RunAsync(
                    choice,
                    result.GetValue(output) == "json",
                    seconds is null ? null : TimeSpan.FromSeconds(seconds.Value),
                    time,
                    (link, token) => begin(link.Client, token)
                );
            }
        );
        return verb;
    }

    /// <summary>How to start what was named; null after what is wrong with a file was printed.</summary>
    private static async Task<Func<BudPipelineClient, CancellationToken, Task<ExecutionDocument>>?> BeginAsync(
        string named,
        IReadOnlyList<string> parameters,
        string? parameterFile,
        CancellationToken cancellation
    )
    {
        if (SavedRun.MayName(named))
        {
            return new SavedRun(named, parameters, parameterFile).StartAsync;
        }

        var request = await RunRequest.ReadAsync(named, parameters, parameterFile, cancellation);
        return request is null ? null : request.StartAsync;
    }
}
