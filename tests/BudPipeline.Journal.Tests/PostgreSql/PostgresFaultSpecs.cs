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
    private const int DefaultRounds = 5;

    [SkippableFact]
    public async Task Connections_that_are_ended_under_load_lose_nothing_that_was_acknowledged()
    {
        var address = PostgresCluster.Shared.NewDatabase();
        var rounds = Rounds.Of(DefaultRounds);
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
    public async Task A_server_that_crashes_and_comes_back_under_load_loses_nothing_that_was_acknowledged()
    {
        using var server = PostgresCluster.StartOwn();
        var address = server.NewDatabase();
        await using var load = await JournalLoad.StartAsync(await OpenAsync(address));
        for (var round = 0; round < 3; round++)
        {
            await load.ProgressAsync(200);
            server.Crash();
            await load.UnhealthyAsync();
            server.StartAgain();
            await load.HealthyAsync();
        }

        await load.ProgressAsync(200);
        await load.StopAndCheckAsync(() => OpenAsync(address));
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
