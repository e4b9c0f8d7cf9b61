using BudPipeline.Journal;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Operator;

namespace BudPipeline.Server.Tests.Operator;

public abstract class DoctorSpecs(DatabaseDialect dialect) : IDisposable
{
    private protected NodePlace Place { get; } = new(dialect);

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Place.Dispose();

    [SkippableFact]
    public async Task A_place_that_no_node_has_used_yet_is_fine()
    {
        var findings = await ExamineAsync();
        Assert.DoesNotContain(findings, finding => finding.Level == FindingLevel.Fault);
        Assert.Superset(
            new HashSet<string>(["versions", "folder", "disk", "database", "clock", "ports"]),
            findings.Select(finding => finding.Check).ToHashSet()
        );
    }

    [SkippableFact]
    public async Task A_node_that_runs_is_no_fault_and_its_address_is_told()
    {
        await using var node = await Place.NodeAsync();
        await node.RunAsync(Pipelines.Hello);

        var findings = await ExamineAsync();

        Assert.DoesNotContain(findings, finding => finding.Level == FindingLevel.Fault);
        Assert.Contains(findings, finding => finding.Message.Contains($"{node.Url}", StringComparison.Ordinal));
        Assert.Contains(findings, finding => finding is { Check: "journal", Level: FindingLevel.Ok });
        Assert.Equal("completed", (await node.RunAsync(Pipelines.Hello)).Status);
    }

    [SkippableFact]
    public async Task A_clock_that_was_set_back_is_told()
    {
        await using (var node = await Place.NodeAsync())
        {
            await node.RunAsync(Pipelines.Hello);
        }

        await Place.RunAsync("UPDATE journal SET created = created + 36000000000");

        var clock = Assert.Single(await ExamineAsync(), finding => finding.Check == "clock");
        Assert.Equal(FindingLevel.Warning, clock.Level);
    }

    private protected Task<IReadOnlyList<Finding>> ExamineAsync() =>
        Doctor.ExamineAsync(Place.Settings(), TimeProvider.System, CancellationToken.None);
}

public sealed class DoctorOnSqliteSpecs() : DoctorSpecs(DatabaseDialect.Sqlite)
{
    [Fact]
    public async Task A_file_of_a_newer_bud_is_a_fault()
    {
        await using (await Place.NodeAsync())
        {
            // Makes the tables.
        }

        await Place.RunAsync("PRAGMA user_version = 99");

        var fault = Assert.Single(await ExamineAsync(), finding => finding.Level == FindingLevel.Fault);
        Assert.Contains("99", fault.Message, StringComparison.Ordinal);
    }
}

public sealed class DoctorOnPostgresSpecs() : DoctorSpecs(DatabaseDialect.PostgreSql)
{
    [SkippableFact]
    public async Task A_database_that_is_not_there_is_a_fault_that_says_how_to_make_it()
    {
        var gone = Place.Postgres!.Replace("Database=bud_", "Database=no_", StringComparison.Ordinal);
        var settings = TestNode.Settings(Place.Folder.Path, NodeKind.Serve, port: 0, gone);
        var findings = await Doctor.ExamineAsync(settings, TimeProvider.System, CancellationToken.None);
        var fault = Assert.Single(findings, finding => finding.Level == FindingLevel.Fault);
        Assert.Contains("createdb", fault.Remedy, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_server_that_does_not_answer_is_a_fault()
    {
        _ = Place.Postgres;
        var settings = TestNode.Settings(Place.Folder.Path, NodeKind.Serve, port: 0, "Host=127.0.0.1;Port=1");
        var findings = await Doctor.ExamineAsync(settings, TimeProvider.System, CancellationToken.None);
        var fault = Assert.Single(findings, finding => finding.Level == FindingLevel.Fault);
        Assert.Contains("DATABASE_URL", fault.Remedy, StringComparison.Ordinal);
    }
}
