using Akka.Actor;
using Akka.Persistence;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.TestDatabases;
using Npgsql;
using Xunit.Abstractions;

namespace BudPipeline.Journal.Tests.PostgreSql;

/// <summary>What goes wrong with a server, and what of the journal is there afterwards.</summary>
public sealed class PostgresFaultSpecs(ITestOutputHelper output)
{
    private const int DefaultStorms = 5;
    private const int DefaultOutages = 2;

    private static readonly TimeSpan DefaultOutage = TimeSpan.FromSeconds(1);

    [SkippableFact]
    public async Task Connections_that_are_ended_under_load_lose_nothing_that_was_acknowledged()
    {
        var address = PostgresCluster.Shared.NewDatabase();
        var rounds = Rounds.Of(DefaultStorms);
        await using var load = await JournalLoad.StartAsync(await OpenAsync(address));
        for (var round = 0; round < rounds; round++)
        {
            await load.ProgressAsync(200);
            await ExecuteAsync(
                address,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    + "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            );
        }

        await load.ProgressAsync(200);
        var events = await load.StopAndCheckAsync(() => OpenAsync(address));
        output.WriteLine($"{rounds} storms, {load.Acknowledged} acknowledged batches, {events} events");
    }

    [SkippableFact]
    public async Task A_server_that_is_away_for_a_while_under_load_is_waited_for_and_loses_nothing()
    {
        var rounds = Rounds.Of(DefaultOutages);
        var outage = Rounds.Outage(DefaultOutage);
        using var server = PostgresCluster.StartOwn();
        var address = server.NewDatabase();
        await using var load = await JournalLoad.StartAsync(await OpenAsync(address));
        for (var round = 1; round <= rounds; round++)
        {
            await load.ProgressAsync(200);
            EndServer(server, asACrash: round % 2 == 1);
            await load.UnhealthyAsync();
            var since = load.Health.Current.Since;
            var acknowledged = load.Acknowledged;
            await Task.Delay(outage, TimeProvider.System);
            Assert.False(load.Health.Current.IsHealthy);
            Assert.Equal(since, load.Health.Current.Since);
            Assert.Equal(acknowledged, load.Acknowledged);

            server.StartAgain();
            var isBack = TimeProvider.System.GetTimestamp();
            await load.ProgressAsync(1);
            var waited = TimeProvider.System.GetElapsedTime(isBack);
            await load.HealthyAsync();
            output.WriteLine(
                $"away for {outage.TotalSeconds} s: written again {waited.TotalSeconds:0.00} s after its return"
            );
        }

        await load.ProgressAsync(200);
        var events = await load.StopAndCheckAsync(() => OpenAsync(address));
        output.WriteLine($"{rounds} outages, {load.Acknowledged} acknowledged batches, {events} events");
    }

    [SkippableFact]
    public async Task A_fenced_node_writes_nothing_more_and_says_so()
    {
        await using var house = JournalHouse.Open(DatabaseDialect.PostgreSql);
        var probe = house.Probe();
        house.Journal.Tell(Writes.Of(probe, Writes.Atomic("a", "w", 1, "one")));
        await probe.FishForMessageAsync(message => message is WriteMessageSuccess);

        await ExecuteAsync(((PostgresDatabase)house.Database).ConnectionString, "SELECT journal_fence('held')");
        house.Journal.Tell(Writes.Of(probe, Writes.Atomic("a", "w", 2, "two")));
        var failed = (WriteMessagesFailed)await probe.FishForMessageAsync(message => message is WriteMessagesFailed);
        Assert.Contains("has been fenced", failed.Cause.Message, StringComparison.Ordinal);
        Assert.Equal(1, await house.ScalarAsync("SELECT count(*) FROM journal"));
        await house.WaitUntilAsync(() => !house.Database.Health.Current.IsHealthy);
    }

    [SkippableFact]
    public async Task Whoever_fences_waits_for_the_group_under_way()
    {
        await using var house = JournalHouse.Open(DatabaseDialect.PostgreSql);
        var address = ((PostgresDatabase)house.Database).ConnectionString;
        await using var group = new NpgsqlConnection(address);
        await group.OpenAsync();
        await using var transaction = await group.BeginTransactionAsync();
        await using var check = new NpgsqlCommand("SELECT journal_check_fence('held', 1)", group);
        await check.ExecuteNonQueryAsync();

        var fencing = ExecuteAsync(address, "SELECT journal_fence('held')");
        await house.WaitUntilAsync(() => IsSomebodyWaiting(address));
        Assert.False(fencing.IsCompleted);
        await transaction.CommitAsync();
        await fencing;
    }

    private static void EndServer(PostgresCluster server, bool asACrash)
    {
        if (asACrash)
        {
            server.Crash();
        }
        else
        {
            server.Stop();
        }
    }

    private static bool IsSomebodyWaiting(string address)
    {
        using var connection = new NpgsqlConnection(address);
        connection.Open();
        using var command = new NpgsqlCommand(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)",
            connection
        );
        return (bool)command.ExecuteScalar()!;
    }

    private static async Task ExecuteAsync(string address, string sql)
    {
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<JournalDatabase> OpenAsync(string address) =>
        await PostgresDatabase.OpenAsync(new PostgresDatabaseOptions { ConnectionString = address });
}
