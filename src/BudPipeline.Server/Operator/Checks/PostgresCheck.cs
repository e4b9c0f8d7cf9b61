using System.Globalization;
using System.Net.Sockets;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Storage;
using Dapper;
using Npgsql;

namespace BudPipeline.Server.Operator.Checks;

/// <summary>Whether the PostgreSQL database is reached, takes writes durably, and who has it.</summary>
internal static class PostgresCheck
{
    private const int OldestMajor = 13;
    private const int PatienceSeconds = 10;

    public static async Task<DatabaseSeen> LookAsync(string address, TimeProvider time, CancellationToken cancellation)
    {
        var place = PostgresAddress.Describe(address);
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(address)
            {
                Pooling = false,
                Timeout = PatienceSeconds,
                CommandTimeout = PatienceSeconds,
                ApplicationName = "bud doctor",
            };
            await using var connection = new NpgsqlConnection(settings.ToString());
            await connection.OpenAsync(cancellation);
            return await ExamineAsync(connection, place, time);
        }
        catch (Exception refused) when (refused is NpgsqlException or SocketException or TimeoutException)
        {
            var state = (refused as PostgresException)?.SqlState;
            return new DatabaseSeen(
                Finding.Fault(DatabaseSeen.Database, $"{place} cannot be used: {refused.Message}", RemedyOf(state))
            );
        }
    }

    internal static string RemedyOf(string? state) =>
        state switch
        {
            null => "check host and port in DATABASE_URL, and that the server runs",
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                "check user and password in DATABASE_URL",
            PostgresErrorCodes.InvalidCatalogName => "make the database (createdb), or name another in DATABASE_URL",
            PostgresErrorCodes.TooManyConnections => "raise max_connections of the server, or end connections",
            PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.ObjectNotInPrerequisiteState =>
                "name the primary server in DATABASE_URL: this one is read-only",
            PostgresErrorCodes.InsufficientPrivilege =>
                "let the user of DATABASE_URL create and write tables (it is best the database's owner)",
            PostgresErrorCodes.DiskFull => "make room on the server's disk",
            _ => $"see the server's log; its code is {state}",
        };

    internal static Finding JudgeServer(Version version) =>
        version.Major < OldestMajor
            ? Finding.Warning(
                DatabaseSeen.Database,
                $"PostgreSQL {version} is older than what bud is tried on",
                $"upgrade the server to PostgreSQL {OldestMajor} or newer"
            )
            : Finding.Ok(DatabaseSeen.Database, $"PostgreSQL {version}");

    /// <summary>What of the server's durability is switched off; bud acknowledges what the server calls durable.</summary>
    internal static Finding? JudgeDurability(IReadOnlyDictionary<string, string> settings)
    {
        string[] off = [.. settings.Where(setting => setting.Value == "off").Select(setting => setting.Key).Order()];
        return off.Length == 0
            ? null
            : Finding.Warning(
                DatabaseSeen.Journal,
                $"{string.Join(" and ", off)} {(off.Length == 1 ? "is" : "are")} off: a crash of the server may lose what was "
                    + "acknowledged",
                $"set {string.Join(", ", off.Select(name => $"{name} = on"))} in postgresql.conf"
            );
    }

    private static async Task<DatabaseSeen> ExamineAsync(NpgsqlConnection connection, string place, TimeProvider time)
    {
        var tables = DatabaseSeen.JudgeTables(
            place,
            await PostgresTables.VersionAsync(connection),
            MigrationScripts.Of("PostgreSql").Count,
            "name another database in DATABASE_URL"
        );
        var began = time.GetTimestamp();

        // Has a transaction of its own, and so something to commit.
        await connection.ExecuteAsync("SELECT txid_current()");
        var took = time.GetElapsedTime(began).TotalMilliseconds;
        var durability = await connection.QueryAsync<(string Name, string Value)>(
            "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')"
        );
        var probe = string.Create(
            CultureInfo.InvariantCulture,
            $"takes writes: a probe was durable after {took:0.0} ms"
        );
        var holder = await HolderAsync(connection, place);
        return new DatabaseSeen([
            JudgeServer(connection.PostgreSqlVersion),
            tables,
            .. holder.Finding is { } held ? new[] { held } : [],
            Finding.Ok(DatabaseSeen.Journal, probe),
            .. JudgeDurability(durability.ToDictionary(s => s.Name, s => s.Value)) is { } weak ? new[] { weak } : [],
        ])
        {
            ServerAhead = await AheadAsync(connection, time),
            LastEvent = DatabaseSeen.MomentOf(await LastEventAsync(connection)),
            Holder = holder.Url,
        };
    }

    private static async Task<(Finding? Finding, Uri? Url)> HolderAsync(NpgsqlConnection connection, string place)
    {
        if (!await DatabaseHold.IsHeldAsync(connection))
        {
            return default;
        }

        var url = await DatabaseHold.HolderAsync(connection);
        return url is null
            ? (
                Finding.Warning(
                    DatabaseSeen.Database,
                    $"{place} is in use by a bud that does not say where it is reached: it is starting or ending",
                    "look again in a moment; if it stays so, end that process"
                ),
                null
            )
            : (Finding.Ok(DatabaseSeen.Database, $"{place} is in use by the bud on {url}"), url);
    }

    /// <summary>Compares with our clock in the middle of the question.</summary>
    private static async Task<TimeSpan> AheadAsync(NpgsqlConnection connection, TimeProvider time)
    {
        var before = time.GetUtcNow();
        var server = await connection.ExecuteScalarAsync<DateTime>("SELECT clock_timestamp()");
        var middle = before + ((time.GetUtcNow() - before) / 2);
        return new DateTimeOffset(DateTime.SpecifyKind(server, DateTimeKind.Utc)) - middle;
    }

    private static async Task<long?> LastEventAsync(NpgsqlConnection connection) =>
        await connection.ExecuteScalarAsync<bool>("SELECT to_regclass('journal') IS NOT NULL")
            ? await connection.ExecuteScalarAsync<long?>("SELECT created FROM journal ORDER BY ordering DESC LIMIT 1")
            : null;
}
