using BudPipeline.Journal.PostgreSql;
using Npgsql;

namespace BudPipeline.Cli.Bench.Processes;

/// <summary>Transactions as PostgreSQL counts them, without our own; those of its housekeeping are among them.</summary>
internal sealed class PostgresQueryCount(string postgres, TimeProvider time) : IQueryCount
{
    private static readonly TimeSpan SessionEnds = TimeSpan.FromMilliseconds(200);

    private readonly string address = new NpgsqlConnectionStringBuilder(PostgresAddress.Parse(postgres))
    {
        // A session hands its count over when it ends.
        Pooling = false,
    }.ToString();
    private long? costOfALook;
    private int looks;

    public IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    /// <summary>A session that has nothing to do hands its count over after ten seconds.</summary>
    public TimeSpan Lag { get; } = TimeSpan.FromSeconds(11);

    public async Task<long> ReadAsync(CancellationToken cancellation)
    {
        if (costOfALook is null)
        {
            // The first one asks for the database's types besides.
            await LookAsync(cancellation);
            var first = await LookAsync(cancellation);
            costOfALook = await LookAsync(cancellation) - first;
        }

        return await LookAsync(cancellation) - (costOfALook.Value * looks);
    }

    private async Task<long> LookAsync(CancellationToken cancellation)
    {
        looks++;
        long seen;
        await using (var connection = new NpgsqlConnection(address))
        {
            await connection.OpenAsync(cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText =
                "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";
            seen = (long)(await command.ExecuteScalarAsync(cancellation))!;
        }

        await Task.Delay(SessionEnds, time, cancellation);
        return seen;
    }
}
