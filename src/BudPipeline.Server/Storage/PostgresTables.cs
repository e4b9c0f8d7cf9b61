using BudPipeline.Journal.PostgreSql;
using Dapper;
using DbUp;
using Npgsql;

namespace BudPipeline.Server.Storage;

/// <summary>
/// Brings a PostgreSQL database up to date: the journal's tables, then numbered scripts, each run once, in order. Nodes
/// that start together wait for each other; the usual start asks one question and runs nothing.
/// </summary>
internal static class PostgresTables
{
    public static async Task UpgradeAsync(string address, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(address);
        await connection.OpenAsync(cancellation);
        await connection.ExecuteAsync("SELECT pg_advisory_lock(hashtextextended('budpipeline migrations', 0))");
        await PostgresSchema.CreateAsync(connection, cancellation);
        var scripts = MigrationScripts.Of("PostgreSql");
        var version = await VersionAsync(connection);
        if (version > scripts.Count)
        {
            throw new InvalidOperationException(
                $"{PostgresAddress.Describe(address)} was written by a newer bud (its tables have version {version}, this "
                    + $"bud knows {scripts.Count}): use that one, or another database."
            );
        }

        if (version < scripts.Count)
        {
            var result = DeployChanges
                .To.PostgresqlDatabase(address)
                .WithScripts(scripts)
                .WithTransactionPerScript()
                .LogToNowhere()
                .Build()
                .PerformUpgrade();
            if (!result.Successful)
            {
                throw new InvalidOperationException(
                    $"The tables of {PostgresAddress.Describe(address)} cannot be brought up to date by "
                        + $"{result.ErrorScript?.Name}.",
                    result.Error
                );
            }
        }

        // A pooled connection would keep the lock.
        await connection.ExecuteAsync("SELECT pg_advisory_unlock(hashtextextended('budpipeline migrations', 0))");
    }

    /// <summary>How many scripts have run, by DbUp's own table.</summary>
    internal static async Task<long> VersionAsync(NpgsqlConnection connection) =>
        await connection.ExecuteScalarAsync<bool>("SELECT to_regclass('schemaversions') IS NOT NULL")
            ? await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM schemaversions")
            : 0;
}
