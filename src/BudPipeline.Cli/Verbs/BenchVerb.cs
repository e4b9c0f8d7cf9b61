using System.CommandLine;
using BudPipeline.Cli.Bench;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud bench</c>: how fast this machine runs pipelines, with every promise kept.</summary>
internal static class BenchVerb
{
    private const int DefaultSeconds = 30;

    public static Command Create(TimeProvider time)
    {
        var benchmarks = Benchmarks.All(time);
        var workload = new Option<string>("--workload", "-w")
        {
            Description = string.Join(", ", benchmarks.Select(b => b.Name)) + ".",
            HelpName = "NAME",
            DefaultValueFactory = _ => benchmarks[0].Name,
        }.AcceptOnlyFromAmong([.. benchmarks.Select(b => b.Name)]);
        var count = new Option<int?>("--count", "-n")
        {
            Description = "How many executions are measured; 6000, of huge ones fewer, when not given.",
        };
        var concurrency = new Option<int?>("--concurrency", "-c")
        {
            Description = "How many are in flight at once; 256, of huge ones 1, when not given.",
        };
        var seconds = new Option<int?>("--seconds")
        {
            Description = $"How long idle looks; {DefaultSeconds} when not given.",
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
            "bud bench --workload recover --count 10000",
            "bud bench --postgres postgres://postgres@127.0.0.1:5432/bench --json"
        )
        {
            workload,
            count,
            concurrency,
            seconds,
            via,
            postgres,
            data,
            json,
        };
        verb.SetAction(
            async (result, cancellation) =>
            {
                var order = new BenchOrder(
                    AtLeastOne(result.GetValue(count), "--count"),
                    AtLeastOne(result.GetValue(concurrency), "--concurrency"),
                    result.GetValue(via) == "http",
                    TimeSpan.FromSeconds(AtLeastOne(result.GetValue(seconds), "--seconds") ?? DefaultSeconds)
                );
                using var folder = new BenchFolder(result.GetValue(data));
                var place = new BenchPlace(folder.Path, result.GetValue(postgres));
                var report = await benchmarks
                    .Single(benchmark => benchmark.Name == result.GetRequiredValue(workload))
                    .RunAsync(order, place, cancellation);
                await Console.Out.WriteLineAsync(result.GetValue(json) ? report.ToJson() : report.ToText());
                return ExitCodes.Completed;
            }
        );
        return verb;
    }

    private static int? AtLeastOne(int? number, string option) =>
        number is null or >= 1 ? number : throw VerbFailure.Usage($"{option} {number}: give 1 or more");
}
