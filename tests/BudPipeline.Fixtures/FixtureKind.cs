using System.Diagnostics;
using BudPipeline.TestDatabases;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace BudPipeline.Fixtures;

/// <summary>How a database is kept in a fixture folder, and brought back into a place of its own.</summary>
internal abstract class FixtureKind
{
    public static IReadOnlyList<FixtureKind> All { get; } = [new SqliteFixture(), new PostgresFixture()];

    public abstract string Name { get; }

    /// <summary>The recorded answers of the API.</summary>
    public string Expected => $"{Name}.json";

    /// <summary>The address of an empty database; null for the file of the data folder.</summary>
    public abstract string? NewDatabase();

    /// <summary>Copies what a node left, after it has ended.</summary>
    public abstract void Keep(string dataFolder, string? database, FixtureFolder folder);

    /// <summary>Brings a copy back; answers its address, null for the file of the data folder.</summary>
    public abstract string? Restore(FixtureFolder folder, string dataFolder);

    /// <summary>Every manifest in the journal.</summary>
    public abstract IReadOnlyList<string> Manifests(string dataFolder, string? database);

    public override string ToString() => Name;

    protected const string DistinctManifests = "SELECT DISTINCT manifest FROM journal ORDER BY manifest";

    /// <summary>Copies a file of SQLite, with what its write-ahead log holds.</summary>
    private static void KeepFile(string file, string copy)
    {
        using (var connection = OpenFile(file))
        {
            foreach (
                var sql in (string[])["PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"]
            )
            {
                using var command = new SqliteCommand(sql, connection);
                command.ExecuteNonQuery();
            }
        }

        File.Copy(file, copy, overwrite: true);
    }

    private static SqliteConnection OpenFile(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        return connection;
    }

    private sealed class SqliteFixture : FixtureKind
    {
        private static readonly string[] Files = ["bud.db", "logs.db"];

        public override string Name => "sqlite";

        public override string? NewDatabase() => null;

        public override void Keep(string dataFolder, string? database, FixtureFolder folder)
        {
            foreach (var name in Files)
            {
                KeepFile(Path.Combine(dataFolder, name), folder.File(name));
            }
        }

        public override string? Restore(FixtureFolder folder, string dataFolder)
        {
            foreach (var name in Files)
            {
                File.Copy(folder.File(name), Path.Combine(dataFolder, name));
            }

            return null;
        }

        public override IReadOnlyList<string> Manifests(string dataFolder, string? database)
        {
            using var connection = OpenFile(Path.Combine(dataFolder, "bud.db"));
            using var command = new SqliteCommand(DistinctManifests, connection);
            using var reader = command.ExecuteReader();
            List<string> manifests = [];
            while (reader.Read())
            {
                manifests.Add(reader.GetString(0));
            }

            return manifests;
        }
    }

    private sealed class PostgresFixture : FixtureKind
    {
        private const string Dump = "postgres.sql";

        // Log lines stay in the data folder, whatever the database.
        private const string Logs = "postgres-logs.db";

        public override string Name => "postgres";

        public override string NewDatabase() => PostgresCluster.Shared.NewDatabase();

        public override void Keep(string dataFolder, string? database, FixtureFolder folder)
        {
            var dump = Run("pg_dump", database!, "--inserts", "--encoding=UTF8", "--no-owner", "--no-privileges");

            // Commands of newer clients that older ones do not know; the dump is our own.
            var lines = dump.Split('\n').Where(line => !line.StartsWith('\\'));
            File.WriteAllText(folder.File(Dump), string.Join('\n', lines));
            KeepFile(Path.Combine(dataFolder, "logs.db"), folder.File(Logs));
        }

        public override string Restore(FixtureFolder folder, string dataFolder)
        {
            var database = NewDatabase();
            Run("psql", database, "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-f", folder.File(Dump));
            File.Copy(folder.File(Logs), Path.Combine(dataFolder, "logs.db"));
            return database;
        }

        public override IReadOnlyList<string> Manifests(string dataFolder, string? database)
        {
            using var connection = new NpgsqlConnection($"{database};Pooling=false");
            connection.Open();
            using var command = new NpgsqlCommand(DistinctManifests, connection);
            using var reader = command.ExecuteReader();
            List<string> manifests = [];
            while (reader.Read())
            {
                manifests.Add(reader.GetString(0));
            }

            return manifests;
        }

        /// <summary>Runs one of PostgreSQL's own programs on a database; answers what it printed.</summary>
        private static string Run(string program, string database, params string[] arguments)
        {
            var address = new NpgsqlConnectionStringBuilder(database);
            var start = new ProcessStartInfo(PostgresCluster.Program(program), arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["PGHOST"] = address.Host;
            start.Environment["PGPORT"] = $"{address.Port}";
            start.Environment["PGUSER"] = address.Username;
            start.Environment["PGPASSWORD"] = address.Password;
            start.Environment["PGDATABASE"] = address.Database;
            using var process = Process.Start(start)!;
            var error = "";
            process.ErrorDataReceived += (_, line) => error += line.Data;
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? output
                : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error}");
        }
    }
}
