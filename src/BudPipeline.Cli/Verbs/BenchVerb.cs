using System.CommandLine;
using BudPipeline.Cli.Bench;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Server.Hosting;
using Microsoft.Extensions.Configuration;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud bench</c>: how fast this machine runs pipelines, with every promise kept.</summary>
internal static class BenchVerb
{
    public static Command Create(TimeProvider time)
    {
        var workload = new Option<string>("--workload", "-w")
        {
            Description = string.Join(", ", Workload.All.Select(w => w.Name)) + ".",
            HelpName = "NAME",
            DefaultValueFactory = _ => Workload.All[0].Name,
        }.AcceptOnlyFromAmong([.. Workload.All.Select(w => w.Name)]);
        var count = new Option<int?>("--count", "-n")
        {
            Description = "How many executions are measured; 6000, of huge ones fewer, when not given.",
        };
        var concurrency = new Option<int?>("--concurrency", "-c")
        {
            Description = "How many are in flight at once; 256, of huge ones 1, when not given.",
        };
        var via = new Option<string>("--via")
        {
            Description = "region calls the engine in process, http over a socket.",
            HelpName = "region|http",
            DefaultValueFactory = _ => "region",
        }.AcceptOnlyFromAmong("region", "http");
        var postgres = new Option<string?>("--postgres")
        {
            Description = "Address of a PostgreSQL database, as in DATABASE_URL.",
            HelpName = "CONN",
        };
        var data = new Option<string?>("--data", "-d")
        {
            Description = "Data folder; a temporary one when not given.",
            HelpName = "DIR",
        };
        var json = new Option<bool>("--json") { Description = "Prints one line of JSON." };
        var verb = new Verb(
            "bench",
            "Measures how fast pipelines run here, with every promise kept.",
            "bud bench",
            "bud bench --workload fanout100 --count 500 --concurrency 8 --via http",
            "bud bench --postgres postgres://postgres@127.0.0.1:5432/bench --json"
        )
        {
            workload,
            count,
            concurrency,
            via,
            postgres,
            data,
            json,
        };
        verb.SetAction(
            async (result, cancellation) =>
            {
                var chosen = Workload.All.Single(w => w.Name == result.GetRequiredValue(workload));
                var order = new BenchOrder(
                    chosen,
                    AtLeastOne(result.GetValue(count) ?? chosen.Count, "--count"),
                    chosen.OneAtATime
                        ? 1
                        : AtLeastOne(result.GetValue(concurrency) ?? chosen.Concurrency, "--concurrency"),
                    result.GetValue(via) == "http",
                    chosen.WarmUp
                );
                using var place = new BenchFolder(result.GetValue(data));
                var report = await MeasureAsync(order, place.Path, result.GetValue(postgres), time, cancellation);
                await Console.Out.WriteLineAsync(result.GetValue(json) ? report.ToJson() : report.ToText());
                return ExitCodes.Completed;
            }
        );
        return verb;
    }

    private static async Task<BenchReport> MeasureAsync(
        BenchOrder order,
        string folder,
        string? postgres,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var commandLine = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [$"{ServerOptions.Section}:{nameof(ServerOptions.Urls)}"] = "http://127.0.0.1:0",
            [$"{ServerOptions.Section}:{nameof(ServerOptions.DataFolder)}"] = folder,
        };
        var read = NodeSettings.Read(NodeKind.Run, commandLine, time);
        var settings = read with
        {
            Server = read.Server with { MaxSteps = Math.Max(read.Server.MaxSteps, order.Workload.Steps) },
            DatabaseConnection = postgres is null ? null : PostgresAddress.Parse(postgres),
        };
        var claim = await NodeFolder.ClaimAsync(folder, time, cancellation);
        if (claim is not NodeFolderClaim.Taken { Folder: var taken })
        {
            throw new VerbFailure(
                ExitCodes.Failed,
                $"{folder} is in use by another bud: name another folder with --data"
            );
        }

        await using var node = await BudNode.StartAsync(settings, taken, cancellation);
        return await new BenchRun(order, node, postgres is null ? "sqlite" : "postgres", time).RunAsync(cancellation);
    }

    private static int AtLeastOne(int number, string option) =>
        number >= 1 ? number : throw VerbFailure.Usage($"{option} {number}: give 1 or more");
}
