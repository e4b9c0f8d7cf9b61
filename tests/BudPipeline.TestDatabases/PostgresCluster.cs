using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace BudPipeline.TestDatabases;

/// <summary>
/// A PostgreSQL server for tests: the one that <c>BUD_TEST_POSTGRES</c> names, or a throwaway one in a temporary folder
/// with its defaults for durability, which ends with this process however that ends.
/// </summary>
public sealed class PostgresCluster : IDisposable
{
    private static readonly Lazy<PostgresCluster> OfThisProcess = new(() => Start());
    private static int databases;

    private readonly string? folder;
    private readonly string server;
    private readonly string programs = "";
    private readonly int port;
    private readonly string[] settings = [];
    private Process? watcher;

    private PostgresCluster(string server) => this.server = server;

    private PostgresCluster(string programs, string folder, int port, string[] settings)
    {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
        this.settings = settings;
        server = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Include Error Detail=true";
    }

    /// <summary>The server that the tests of this process share. Skips the test where there can be none.</summary>
    public static PostgresCluster Shared
    {
        get
        {
            var can =
                Environment.GetEnvironmentVariable("BUD_TEST_POSTGRES") is { Length: > 0 } || Programs() is not null;
            var must = Environment.GetEnvironmentVariable("BUD_REQUIRE_POSTGRES") == "1";
            Skip.If(!can && !must, "there are no PostgreSQL programs here, and BUD_TEST_POSTGRES names no server");
            return OfThisProcess.Value;
        }
    }

    /// <summary>A throwaway server of the caller's own, which it may stop and start.</summary>
    public static PostgresCluster StartOwn() => StartOwnIn(Directory.CreateTempSubdirectory("bud-postgres-").FullName);

    /// <summary>
    /// The same in a folder that is there, with settings in the form <c>name=value</c>; the folder goes with the server.
    /// </summary>
    public static PostgresCluster StartOwnIn(string folder, params string[] settings)
    {
        var must = Environment.GetEnvironmentVariable("BUD_REQUIRE_POSTGRES") == "1";
        Skip.If(Programs() is null && !must, "there are no PostgreSQL programs here");
        return StartThrowaway(folder, settings);
    }

    /// <summary>Makes an empty database and answers its connection string.</summary>
    public string NewDatabase()
    {
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"bud_{Environment.ProcessId}_{Interlocked.Increment(ref databases)}"
        );
        using var connection = new NpgsqlConnection(server);
        connection.Open();
        using var command = new NpgsqlCommand($"DROP DATABASE IF EXISTS {name} WITH (FORCE)", connection);
        command.ExecuteNonQuery();
        command.CommandText = $"CREATE DATABASE {name}";
        command.ExecuteNonQuery();
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString();
    }

    /// <summary>Whether the server's main process is there; it may be on its way up or down.</summary>
    public bool IsRunning => Exit("pg_ctl", "-D", Data, "-s", "status") == 0;

    /// <summary>Ends the server as a crash would.</summary>
    public void Crash() => Control("stop", "-m", "immediate");

    /// <summary>Ends the server as an operator would, with everybody's connection.</summary>
    public void Stop() => Control("stop", "-m", "fast");

    public void StartAgain() => Launch();

    public void Dispose()
    {
        watcher?.StandardInput.Close();
        watcher?.WaitForExit();
        watcher?.Dispose();
    }

    private static PostgresCluster Start() =>
        Environment.GetEnvironmentVariable("BUD_TEST_POSTGRES") is { Length: > 0 } given
            ? new PostgresCluster(given)
            : StartThrowaway(Directory.CreateTempSubdirectory("bud-postgres-").FullName);

    private static PostgresCluster StartThrowaway(string place, params string[] settings)
    {
        var found =
            Programs()
            ?? throw new InvalidOperationException("install PostgreSQL, or set BUD_TEST_POSTGRES to a server");
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(place, (UnixFileMode)Convert.ToInt32("777", 8));
        }

        var cluster = new PostgresCluster(found, place, FreePort(), settings);
        cluster.Run("initdb", "-A", "trust", "-U", "postgres", "-D", cluster.Data);
        cluster.Launch();
        return cluster;
    }

    private string Data => Path.Combine(folder!, "data");

    /// <summary>A shell beside the server ends it when this process is gone: reading its standard input ends then.</summary>
    private void Launch()
    {
        var options = string.Create(
            CultureInfo.InvariantCulture,
            $"-c listen_addresses=127.0.0.1 -c port={port} -c max_connections=200 -k {folder}"
        );
        options += string.Concat(settings.Select(setting => $" -c {setting}"));
        Control("start", "-w", "-l", Path.Combine(folder!, "log"), "-o", options);
        var watch = $"cat >/dev/null; {Path.Combine(programs, "pg_ctl")} -D {Data} -m immediate stop; rm -rf {folder}";
        var shell = AsPostgres("/bin/sh", ["-c", watch]);
        shell.RedirectStandardInput = true;
        shell.RedirectStandardError = true;
        shell.RedirectStandardOutput = true;
        watcher ??= Process.Start(shell);
    }

    private void Control(string command, params string[] arguments) =>
        Run("pg_ctl", ["-D", Data, .. arguments, command]);

    private void Run(string program, params string[] arguments)
    {
        if (Exit(program, arguments) is not 0 and var code)
        {
            throw new InvalidOperationException($"{program} ended with {code}");
        }
    }

    private int Exit(string program, params string[] arguments)
    {
        var start = AsPostgres(Path.Combine(programs, program), arguments);
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>PostgreSQL does not run as root.</summary>
    private static ProcessStartInfo AsPostgres(string program, IEnumerable<string> arguments)
    {
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = Path.GetTempPath();
        start.UseShellExecute = false;
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>The path of one of PostgreSQL's own programs. Skips the test where there are none.</summary>
    public static string Program(string name)
    {
        var must = Environment.GetEnvironmentVariable("BUD_REQUIRE_POSTGRES") == "1";
        Skip.If(Programs() is null && !must, "there are no PostgreSQL programs here");
        return Path.Combine(Programs() ?? throw new InvalidOperationException("install PostgreSQL"), name);
    }

    private static string? Programs() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
                .Select(path => Path.Combine(path, "bin"))
                .FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")))
            : null;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
