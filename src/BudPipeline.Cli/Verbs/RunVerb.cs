using System.CommandLine;
using BudPipeline.Cli.Following;
using BudPipeline.Cli.Nodes;
using BudPipeline.Cli.Sources;
using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud run</c>: starts a definition and follows it to its end.</summary>
internal static class RunVerb
{
    public static Command Create(TimeProvider time)
    {
        var file = DefinitionArgument.Create();
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
                var request = await RunRequest.ReadAsync(
                    result.GetRequiredValue(file),
                    result.GetValue(parameter) ?? [],
                    result.GetValue(parameters),
                    cancellation
                );
                if (request is null)
                {
                    return ExitCodes.Usage;
                }

                var choice = node.Read(result);
                if (result.GetValue(detach))
                {
                    return await DetachedRun.StartAsync(request, choice, time, cancellation);
                }

                var seconds = result.GetValue(timeout);
                return await FollowedRun.RunAsync(
                    choice,
                    result.GetValue(output) == "json",
                    seconds is null ? null : TimeSpan.FromSeconds(seconds.Value),
                    time,
                    (link, token) => request.StartAsync(link.Client, token)
                );
            }
        );
        return verb;
    }
}
