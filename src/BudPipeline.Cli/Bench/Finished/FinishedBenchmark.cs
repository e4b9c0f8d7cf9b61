using BudPipeline.Client;
using BudPipeline.Client.Executions;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Server.Hosting;
using Npgsql;

namespace BudPipeline.Cli.Bench.Finished;

/// <summary>Fills the tables with executions that have ended, and looks what lists and starts take then.</summary>
internal sealed class FinishedBenchmark(TimeProvider time) : IBenchmark
{
    private const int DefaultCount = 1_000_000;
    private const int InFlight = 2000;
    private const int StartsInARound = 4000;
    private const int Rounds = 3;
    private const int Tag = 7;
    private static readonly TimeSpan Past = TimeSpan.FromDays(90);

    public string Name => "finished";

    public async Task<IBenchReport> RunAsync(BenchOrder order, BenchPlace place, CancellationToken cancellation)
    {
        var count = order.Count ?? DefaultCount;
        await using var node = await place.StartNodeAsync(maxSteps: 1, time, cancellation);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = node.Url };
        if (await TotalAsync(http, cancellation) is var there and > 0)
        {
            throw new VerbFailure(
                ExitCodes.Failed,
                $"{there} executions are there already; this starts with an empty database"
            );
        }

        var startsBefore = await StartsPerSecondAsync(order, node, place, cancellation);
        var began = time.GetTimestamp();
        var tally = await FillAsync(node, count, cancellation);
        var filled = time.GetElapsedTime(began);
        await KeepHouseAsync(place, cancellation);
        var lists = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var list in await ListsAsync(http, tally, cancellation))
        {
            lists.Add(list.Name, await list.MedianAsync(http, time, cancellation));
        }

        var startsAfter = await StartsPerSecondAsync(order, node, place, cancellation);
        return new FinishedReport
        {
            Database = place.Database,
            Count = count,
            FillS = Math.Round(filled.TotalSeconds, 1),
            ListP50Ms = lists,
            StartsEmptyPerS = startsBefore,
            StartsFullPerS = startsAfter,
            StartsRatio = Math.Round(startsAfter / startsBefore, 3),
        };
    }

    /// <summary>The median of a few rounds.</summary>
    private async Task<double> StartsPerSecondAsync(
        BenchOrder order,
        BudNode node,
        BenchPlace place,
        CancellationToken cancellation
    )
    {
        var start = Workload.All.Single(workload => workload.OnlyStart);
        var load = new Load(start, StartsInARound, order.Concurrency ?? start.Concurrency, order.ViaHttp);
        List<double> rounds = [];
        for (var round = 0; round < Rounds; round++)
        {
            var report = await new ClosedLoopRun(load, node, place.Database, time).RunAsync(cancellation);
            rounds.Add(report.ExecutionsPerS);
        }

        return rounds.Order().ElementAt(Rounds / 2);
    }

    private async Task<FinishedTally> FillAsync(BudNode node, int count, CancellationToken cancellation)
    {
        List<ExecutionPlan> plans = [];
        for (var pipeline = 0; pipeline < FinishedExecution.Pipelines; pipeline++)
        {
            plans.Add(await node.Histories.DefineAsync(FinishedExecution.DefinitionOf(pipeline)));
        }

        var first = time.GetUtcNow() - Past - Past;
        var tally = new FinishedTally();
        var next = -1;
        await ClosedLoop.RunAsync(
            count,
            InFlight,
            async () =>
            {
                cancellation.ThrowIfCancellationRequested();
                var number = Interlocked.Increment(ref next);
                var execution = new FinishedExecution(number, first + (Past * ((double)number / count)));
                await node.Histories.WriteAsync(execution.Id, execution.Events(plans[execution.Pipeline]));
                tally.Count(execution);
            },
            time
        );
        return tally;
    }

    /// <summary>
    /// What autovacuum does within a minute or two of so many rows, and would have done all along had they come one by one:
    /// until then PostgreSQL looks up every row that a page skips.
    /// </summary>
    private static async Task KeepHouseAsync(BenchPlace place, CancellationToken cancellation)
    {
        if (place.Postgres is { } postgres)
        {
            await using var source = NpgsqlDataSource.Create(PostgresAddress.Parse(postgres));
            await using var vacuum = source.CreateCommand("VACUUM (ANALYZE) executions, execution_tags, journal");
            vacuum.CommandTimeout = 0;
            await vacuum.ExecuteNonQueryAsync(cancellation);
        }
    }

    private static async Task<IReadOnlyList<TimedList>> ListsAsync(
        HttpClient http,
        FinishedTally tally,
        CancellationToken cancellation
    )
    {
        var failed = $"status={ExecutionStatus.Failed.Word()}";
        var pipeline = $"pipeline={FinishedExecution.NameOf(Tag)}";
        var tag = $"tag={FinishedExecution.TagOf(Tag)}";
        var all = await TotalAsync(http, cancellation);
        var (first, far) = (TimedList.PageOf(1), TimedList.PageOf(TimedList.FarPage));
        List<TimedList> lists =
        [
            new("all", first, all),
            new("all_page1000", far, all),
            new("status", $"{failed}&{first}", tally.Of(ExecutionStatus.Failed)),
            new("status_page1000", $"{failed}&{far}", tally.Of(ExecutionStatus.Failed)),
            new("pipeline", $"{pipeline}&{first}", tally.OfPipeline(Tag)),
            new("pipeline_page1000", $"{pipeline}&{far}", tally.OfPipeline(Tag)),
            new("tag", $"{tag}&{first}", tally.OfTag(Tag)),
            new("tag_page1000", $"{tag}&{far}", tally.OfTag(Tag)),
        ];
        var before = TimedList.PageOf(TimedList.FarPage - 1);
        if (await TimedList.CursorAfterAsync(http, before, cancellation) is { } cursor)
        {
            lists.Add(new("all_page1000_by_cursor", $"page_size={TimedList.PageSize}&cursor={cursor}", all));
        }

        return lists;
    }

    private static async Task<long> TotalAsync(HttpClient http, CancellationToken cancellation) =>
        await TimedList.TotalAsync(http, TimedList.PageOf(1), cancellation);
}
