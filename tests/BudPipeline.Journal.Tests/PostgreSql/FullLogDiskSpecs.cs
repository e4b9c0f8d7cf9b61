using System.Data;
using Npgsql;
using Xunit.Abstractions;

namespace BudPipeline.Journal.Tests.PostgreSql;

/// <summary>A server that finds no room for its write-ahead log gives up, and often cannot come back by itself.</summary>
public sealed class FullLogDiskSpecs(ITestOutputHelper output)
{
    private const int DefaultRounds = 1;
    private const int BatchesOfARound = 500;

    [SkippableFact]
    public async Task A_server_that_gave_up_loses_nothing_that_was_acknowledged()
    {
        var rounds = Rounds.Of(DefaultRounds);
        using var place = new DatabaseOnSmallDisk(DatabaseDialect.PostgreSql, rounds);
        await using var load = await JournalLoad.StartAsync(await place.OpenAsync());
        for (var round = 0; round < rounds; round++)
        {
            await load.ProgressAsync(BatchesOfARound);
            place.Disk.Fill();
            await FillLogAsync(place.Address);
            await load.UnhealthyAsync();

            await place.HealAsync(load);
        }

        await load.ProgressAsync(BatchesOfARound);
        var events = await load.StopAndCheckAsync(place.OpenAsync);
        output.WriteLine($"{rounds} full logs, {load.Acknowledged} acknowledged batches, {events} events");
    }

    /// <summary>Until the server ends the connection, or takes none, because it has given up.</summary>
    private static async Task FillLogAsync(string address)
    {
        await using var connection = new NpgsqlConnection(address);
        try
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "SELECT pg_logical_emit_message(false, 'filler', repeat('x', 1000000))",
                connection
            );
            while (true)
            {
                await command.ExecuteNonQueryAsync();
            }
        }
        catch (NpgsqlException) when (connection.State != ConnectionState.Open) { }
    }
}
