using BudPipeline.Client.Executions;
using BudPipeline.Fixtures;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Operator;
using BudPipeline.Worker.Supervision;
using Microsoft.Extensions.DependencyInjection;

namespace BudPipeline.Server.Tests.Fixtures;

/// <summary>
/// What earlier versions wrote is read for ever. See tests/Fixtures/README.md for how a version is recorded; a recorded one
/// is never changed to make these pass.
/// </summary>
public sealed class FixtureSpecs : IDisposable
{
    // Later than everything that the recorded executions wait for, and before they time out.
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(1);

    private readonly TestFolder place = new();

    /// <summary>Every version on either database.</summary>
    public static TheoryData<string, string> Recordings
    {
        get
        {
            var recordings = new TheoryData<string, string>();
            foreach (var folder in FixtureFolder.All)
            {
                foreach (var kind in FixtureKind.All)
                {
                    recordings.Add(folder.Version, kind.Name);
                }
            }

            return recordings;
        }
    }

    public void Dispose() => place.Dispose();

    [Fact]
    public void There_is_a_recording_since_0_1_0() =>
        Assert.Contains(FixtureFolder.All, folder => folder.Version == "0.1.0");

    [SkippableTheory]
    [MemberData(nameof(Recordings))]
    public async Task Every_execution_is_listed_and_read_as_it_was(string version, string kind)
    {
        var (settings, expected) = Open(version, kind, NodeKind.Run);

        var now = await RecordedExecutions.ReadAsync(settings, TimeProvider.System);

        Assert.Empty(Recorded.Differences(expected.Answers, now.Answers));
        Assert.NotEmpty(expected.Documents);
    }

    [SkippableTheory]
    [MemberData(nameof(Recordings))]
    public async Task What_was_left_unfinished_goes_on_and_completes(string version, string kind)
    {
        var (settings, expected) = Open(version, kind, NodeKind.Serve);
        var time = new ShiftedTime(expected.RecordedAt + Later);

        await using var node = await TestNode.OnAsync(settings, s => s.AddSingleton<TimeProvider>(time));
        foreach (var id in expected.Unfinished)
        {
            if (expected.Documents[id]!["paused"]!.GetValue<bool>())
            {
                await node.Client.ResumeAsync(id);
            }

            var notices = await node.Client.WatchAsync(id).AllAsync();
            var end = notices[^1];
            Assert.True(end.Type == NoticeTypes.WorkflowCompleted, $"{id} {end.Type}: {end.Error?.Message}");
        }

        Assert.True(expected.Unfinished.Count >= 4);
        var now = await RecordedExecutions.ReadAsync(node.Url, time);
        foreach (var (id, before) in expected.Documents)
        {
            // What had ended, an execution or a step, is what it was.
            var after = now.Documents[id];
            Assert.Empty(
                before!["completed_at"] is null
                    ? before["steps"]!
                        .AsObject()
                        .Where(step => step.Value!["completed_at"] is not null)
                        .SelectMany(step => Recorded.Differences(step.Value, after!["steps"]![step.Key], step.Key))
                    : Recorded.Differences(before, after)
            );
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Recordings))]
    public async Task Its_tables_are_filled_from_its_journal_as_they_were(string version, string kind)
    {
        var (settings, expected) = Open(version, kind, NodeKind.Run);
        using (var folder = NodeFolder.TryTake(place.Path)!)
        {
            var events = await TableRebuild.RunAsync(
                settings,
                folder,
                new Progress<RebuildProgress>(),
                CancellationToken.None
            );
            Assert.True(events > 0);
        }

        var next = SettingsOf(NodeKind.Run, settings.DatabaseConnection);
        var now = await RecordedExecutions.ReadAsync(next, TimeProvider.System);

        Assert.Empty(Recorded.Differences(expected.Answers, now.Answers));
    }

    [SkippableTheory]
    [MemberData(nameof(Recordings))]
    public void It_holds_an_event_of_every_manifest_of_its_version(string version, string kind)
    {
        var (settings, _) = Open(version, kind, NodeKind.Run);
        var held = FixtureKind.All.Single(k => k.Name == kind).Manifests(place.Path, settings.DatabaseConnection);

        Assert.Empty(WireHashes.Manifests(FixtureFolder.Of(version)).Except(held, StringComparer.Ordinal));
    }

    /// <summary>A copy of a recording, and a node's settings for it.</summary>
    private (NodeSettings Settings, RecordedExecutions Expected) Open(string version, string kind, NodeKind node)
    {
        var (folder, chosen) = (FixtureFolder.Of(version), FixtureKind.All.Single(k => k.Name == kind));
        var database = chosen.Restore(folder, place.Path);
        return (SettingsOf(node, database), RecordedExecutions.Of(folder, chosen));
    }

    /// <summary>The program of the tests cannot be its own supervisor of commands; the one that records can.</summary>
    private NodeSettings SettingsOf(NodeKind node, string? database)
    {
        var settings = TestNode.Settings(place.Path, node, port: 0, database);
        var program = new CommandSupervisorLaunch(Environment.ProcessPath!, [typeof(FixtureKind).Assembly.Location]);
        return settings with { Worker = settings.Worker with { Supervisor = program } };
    }
}
