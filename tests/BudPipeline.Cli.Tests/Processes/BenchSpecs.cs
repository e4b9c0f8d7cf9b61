using System.Text.Json;
using BudPipeline.TestDatabases;

namespace BudPipeline.Cli.Tests.Processes;

/// <summary>The workloads of <c>bud bench</c>, small: each one looks itself whether all that it started is there.</summary>
public sealed class BenchSpecs : IDisposable
{
    private readonly TestFolder folder = new();

    public static TheoryData<string> ClosedLoops => ["chain3", "chain3-sequential", "fanout100", "chain40", "start"];

    [Theory]
    [MemberData(nameof(ClosedLoops))]
    public async Task A_closed_loop_says_how_fast_it_was(string workload)
    {
        var figures = await MeasureAsync("--workload", workload, "--count", "3", "--concurrency", "2");

        Assert.Equal(workload, figures.GetProperty("workload").GetString());
        Assert.Equal("sqlite", figures.GetProperty("database").GetString());
        Assert.Equal(3, figures.GetProperty("count").GetInt32());
        Assert.True(figures.GetProperty("executions_per_s").GetDouble() > 0);
    }

    [Fact]
    public async Task Ten_thousand_steps_of_one_execution_complete()
    {
        var figures = await MeasureAsync("--workload", "layers100", "--count", "1");

        Assert.Equal(1, figures.GetProperty("concurrency").GetInt32());
        Assert.True(figures.GetProperty("us_per_step").GetDouble() > 0);
    }

    [Fact]
    public async Task A_node_that_was_killed_brings_back_what_waited()
    {
        var figures = await MeasureAsync("--workload", "recover", "--count", "11");

        Assert.Equal(11, figures.GetProperty("count").GetInt32());
        Assert.True(figures.GetProperty("ready_s").GetDouble() > 0);
        Assert.True(figures.GetProperty("late_max_ms").GetDouble() < 5000);
    }

    [SkippableFact]
    public async Task A_node_that_was_killed_brings_back_what_waited_on_PostgreSQL()
    {
        var database = PostgresCluster.Shared.NewDatabase();

        var figures = await MeasureAsync("--workload", "recover", "--count", "11", "--postgres", database);

        Assert.Equal("postgres", figures.GetProperty("database").GetString());
    }

    [Fact]
    public async Task A_node_with_nothing_to_do_asks_next_to_nothing()
    {
        var figures = await MeasureAsync("--workload", "idle", "--seconds", "1");

        Assert.InRange(figures.GetProperty("queries").GetInt32(), 0, 2);
        Assert.InRange(figures.GetProperty("memory_mb").GetDouble(), 10, 300);
    }

    [SkippableFact]
    public async Task A_node_with_nothing_to_do_asks_next_to_nothing_of_PostgreSQL()
    {
        var database = PostgresCluster.Shared.NewDatabase();

        var figures = await MeasureAsync("--workload", "idle", "--seconds", "1", "--postgres", database);

        Assert.InRange(figures.GetProperty("queries").GetInt32(), 0, 10);
    }

    [Fact]
    public async Task Lists_and_starts_are_measured_beside_many_that_have_ended()
    {
        var figures = await MeasureAsync("--workload", "finished", "--count", "500");

        Assert.Equal(500, figures.GetProperty("count").GetInt32());
        Assert.True(figures.GetProperty("list_p50_ms").GetProperty("tag_page1000").GetDouble() > 0);
        Assert.True(figures.GetProperty("starts_ratio").GetDouble() > 0);
    }

    [SkippableFact]
    public async Task Lists_and_starts_are_measured_beside_many_that_have_ended_on_PostgreSQL()
    {
        var database = PostgresCluster.Shared.NewDatabase();

        var figures = await MeasureAsync("--workload", "finished", "--count", "500", "--postgres", database);

        Assert.Equal("postgres", figures.GetProperty("database").GetString());
    }

    [SkippableFact]
    public async Task A_closed_loop_runs_on_PostgreSQL()
    {
        var figures = await MeasureAsync("--count", "3", "--postgres", PostgresCluster.Shared.NewDatabase());

        Assert.Equal("postgres", figures.GetProperty("database").GetString());
    }

    public void Dispose() => folder.Dispose();

    private async Task<JsonElement> MeasureAsync(params string[] arguments)
    {
        await using var bud = await BudProcess.RunAsync(folder, ["bench", .. arguments, "--json"]);

        Assert.True(await bud.ExitCodeAsync() == 0, bud.Error);
        return bud.Json();
    }
}
