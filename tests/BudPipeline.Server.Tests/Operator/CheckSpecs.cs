using System.Net;
using System.Net.Sockets;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Operator;
using BudPipeline.Server.Operator.Checks;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Server.Tests.Operator;

/// <summary>What single checks make of what they see.</summary>
public sealed class CheckSpecs : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(50L, FindingLevel.Fault)]
    [InlineData(500L, FindingLevel.Warning)]
    [InlineData(5000L, FindingLevel.Ok)]
    public void A_disk_needs_room(long mebibytes, FindingLevel level)
    {
        var finding = DiskCheck.Judge("/data", mebibytes << 20);
        Assert.Equal(level, finding.Level);
        Assert.Equal(level == FindingLevel.Ok, finding.Remedy is null);
    }

    [Theory]
    [InlineData(null, null, FindingLevel.Ok)]
    [InlineData(-5.0, 0.01, FindingLevel.Ok)]
    [InlineData(60.0, null, FindingLevel.Warning)]
    [InlineData(null, 5.0, FindingLevel.Warning)]
    [InlineData(null, -5.0, FindingLevel.Warning)]
    [InlineData(null, 90.0, FindingLevel.Fault)]
    public void A_clock_is_held_against_the_journal_and_the_server(
        double? lastEventAhead,
        double? serverAhead,
        FindingLevel level
    )
    {
        DateTimeOffset? last = lastEventAhead is { } seconds ? Now.AddSeconds(seconds) : null;
        TimeSpan? ahead = serverAhead is { } some ? TimeSpan.FromSeconds(some) : null;
        Assert.Equal(level, ClockCheck.Judge(Now, last, ahead).Level);
    }

    [Fact]
    public void A_clock_before_this_bud_was_made_is_wrong() =>
        Assert.Equal(FindingLevel.Fault, ClockCheck.Judge(DateTimeOffset.UnixEpoch, null, null).Level);

    [Theory]
    [InlineData(1, FindingLevel.Ok)]
    [InlineData(7, FindingLevel.Ok)]
    [InlineData(8, FindingLevel.Fault)]
    public void Tables_of_a_newer_version_are_a_fault(long version, FindingLevel level) =>
        Assert.Equal(level, DatabaseSeen.JudgeTables("here", version, known: 7, "another").Level);

    [Theory]
    [InlineData(11, FindingLevel.Warning)]
    [InlineData(15, FindingLevel.Ok)]
    public void An_old_server_is_a_warning(int major, FindingLevel level) =>
        Assert.Equal(level, PostgresCheck.JudgeServer(new Version(major, 2)).Level);

    [Fact]
    public void A_server_that_only_says_that_it_is_durable_is_a_warning()
    {
        Dictionary<string, string> settings = new() { ["fsync"] = "off", ["synchronous_commit"] = "on" };
        var finding = PostgresCheck.JudgeDurability(settings);
        Assert.Equal((FindingLevel.Warning, "set fsync = on in postgresql.conf"), (finding!.Level, finding.Remedy));

        settings["fsync"] = "on";
        Assert.Null(PostgresCheck.JudgeDurability(settings));
    }

    [Fact]
    public void A_folder_that_is_a_file_is_a_fault_with_a_remedy()
    {
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");
        var finding = Assert.Single(FolderCheck.Look(Path.Combine(file, "data")).Findings);
        Assert.Equal(FindingLevel.Fault, finding.Level);
        Assert.Contains("--data", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_yet_is_not_made()
    {
        var path = Path.Combine(folder.Path, "new", "data");
        Assert.Equal(FindingLevel.Ok, Assert.Single(FolderCheck.Look(path).Findings).Level);
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void Who_holds_a_folder_without_saying_where_is_a_warning()
    {
        using var held = NodeFolder.TryTake(folder.Path);
        Assert.Equal(FindingLevel.Warning, Assert.Single(FolderCheck.Look(folder.Path).Findings).Level);
    }

    [Fact]
    public void A_damaged_file_is_a_fault()
    {
        var file = Path.Combine(folder.Path, "bud.db");
        File.WriteAllText(file, new string('x', 8192));
        var finding = Assert.Single(SqliteCheck.Look(file, TimeProvider.System).Findings);
        Assert.Equal(FindingLevel.Fault, finding.Level);
        Assert.Contains("damaged", finding.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_another_process_keeps_locked_is_a_fault()
    {
        var file = Path.Combine(folder.Path, "bud.db");
        using var other = new SqliteConnection($"Data Source={file};Pooling=false");
        other.Open();
        using var begin = new SqliteCommand("CREATE TABLE t (x); BEGIN IMMEDIATE", other);
        begin.ExecuteNonQuery();
        var finding = Assert.Single(SqliteCheck.Look(file, TimeProvider.System).Findings);
        Assert.Equal(FindingLevel.Fault, finding.Level);
        Assert.Contains("locked", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_of_another_program_is_a_fault_that_names_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        var taken = Assert.Single(PortCheck.Look(url.ToString(), []));
        Assert.Equal(FindingLevel.Fault, taken.Level);
        Assert.Contains("--urls", taken.Remedy, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"(process {Environment.ProcessId})", taken.Message, StringComparison.Ordinal);
        }

        Assert.Equal(FindingLevel.Ok, Assert.Single(PortCheck.Look(url.ToString(), [null, url])).Level);
        listener.Stop();
        Assert.Equal(FindingLevel.Ok, Assert.Single(PortCheck.Look(url.ToString(), [])).Level);
    }

    [Fact]
    public void The_line_of_a_listening_socket_is_read()
    {
        const string line =
            "   0: 0100007F:237A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0";
        Assert.Equal("socket:[4711]", PortHolder.SocketOf(line, 9082));
        Assert.Null(PortHolder.SocketOf(line, 9083));
        Assert.Null(PortHolder.SocketOf(line.Replace(" 0A ", " 01 ", StringComparison.Ordinal), 9082));
    }
}
