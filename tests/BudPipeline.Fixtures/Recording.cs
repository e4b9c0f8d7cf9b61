using BudPipeline.Actors.Wire;
using BudPipeline.Client.Executions;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Fixtures;

/// <summary>
/// Lets a node run executions of every kind, kills it twice while some are under way, and keeps what it left on disk beside
/// what the API says of it.
/// </summary>
internal sealed class Recording(FixtureKind kind, FixtureFolder folder, TimeProvider time)
{
    private const int SoonSeconds = 1;
    private const int LaterSeconds = 40;

    /// <summary>Answers the manifests that nothing wrote.</summary>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var data = Directory.CreateTempSubdirectory("bud-fixture-");
        try
        {
            var database = kind.NewDatabase();
            await PlayAsync(data.FullName, database);
            var expected = await RecordedExecutions.ReadAsync(SettingsOf(data.FullName, database), time);
            Directory.CreateDirectory(folder.FullPath);
            kind.Keep(data.FullName, database, folder);
            await File.WriteAllTextAsync(folder.File(kind.Expected), expected.ToText());
            return [.. Manifests.All.Except(kind.Manifests(data.FullName, database), StringComparer.Ordinal)];
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>A node that wakes nothing.</summary>
    private NodeSettings SettingsOf(string data, string? database)
    {
        var commandLine = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Server:Urls"] = "http://127.0.0.1:0",
            ["Server:DataFolder"] = data,
        };
        return NodeSettings.Read(NodeKind.Run, commandLine, time) with { DatabaseConnection = database };
    }

    private async Task PlayAsync(string data, string? database)
    {
        string[] lost;
        using (var first = await NodeProcess.StartAsync(data, database, time))
        {
            await Task.WhenAll(
                EndAsync(first, Definitions.Values),
                EndAsync(first, Definitions.Failing),
                EndAsync(first, Definitions.FailFast),
                EndAsync(first, Definitions.SlowStep),
                EndAsync(first, Definitions.SlowWhole),
                CancelAsync(first),
                PauseAndResumeAsync(first),
                ProgressAsync(first)
            );
            lost =
            [
                await UntilAsync(first, Definitions.Lost, NoticeTypes.StepStarted, "work"),
                await UntilAsync(first, Definitions.LostForGood, NoticeTypes.StepStarted, "work"),
            ];
            await first.KillAsync();
        }

        using var second = await NodeProcess.StartAsync(data, database, time);
        await Task.WhenAll(lost.Select(id => WatchAsync(second, id)));

        // These are left as they are: whoever opens the journal has to go on with them.
        await UntilAsync(second, Definitions.Waiting(LaterSeconds), NoticeTypes.StepWaiting, "wait");
        await UntilAsync(second, Definitions.Retrying, NoticeTypes.StepRetrying, "flaky");
        await UntilAsync(second, Definitions.Lost, NoticeTypes.StepStarted, "work");
        var paused = await UntilAsync(second, Definitions.Waiting(LaterSeconds), NoticeTypes.StepWaiting, "wait");
        await second.Client.PauseAsync(paused);

        // Log lines are flushed within 200 ms.
        await Task.Delay(TimeSpan.FromSeconds(SoonSeconds), time);
        await second.KillAsync();
    }

    private static async Task CancelAsync(NodeProcess node)
    {
        var id = await UntilAsync(node, Definitions.Endless, NoticeTypes.StepStarted, "long");
        await node.Client.CancelAsync(id, "wrong parameters");
        await WatchAsync(node, id);
    }

    private static async Task PauseAndResumeAsync(NodeProcess node)
    {
        var id = await UntilAsync(node, Definitions.Waiting(SoonSeconds), NoticeTypes.StepWaiting, "wait");
        await node.Client.PauseAsync(id);
        await node.Client.ResumeAsync(id);
        await WatchAsync(node, id);
    }

    private static async Task ProgressAsync(NodeProcess node)
    {
        var id = await UntilAsync(node, Definitions.Progressing, NoticeTypes.StepStarted, "work");
        await node.TellProgressAsync(id, ordinal: 0, percent: 37.5);
        await WatchAsync(node, id);
    }

    private static async Task EndAsync(NodeProcess node, string definition) =>
        await WatchAsync(node, await StartAsync(node, definition));

    /// <summary>Starts an execution; answers its id once a step of it has come so far.</summary>
    private static async Task<string> UntilAsync(NodeProcess node, string definition, string type, string step)
    {
        var id = await StartAsync(node, definition);
        await foreach (var notice in node.Client.WatchAsync(id))
        {
            if (notice.Type == type && notice.Step?.Id == step)
            {
                return id;
            }
        }

        throw new InvalidOperationException($"{id} ended without {type} of {step}");
    }

    private static async Task<string> StartAsync(NodeProcess node, string definition)
    {
        var request = new StartEphemeralRequest
        {
            DefinitionText = definition,
            Tags = ["fixture", "team:data"],
            Priority = "high",
            Initiator = "cli",
        };
        return (await node.Client.RunEphemeralAsync(request)).Id;
    }

    private static async Task WatchAsync(NodeProcess node, string id)
    {
        await foreach (var notice in node.Client.WatchAsync(id))
        {
            if (NoticeTypes.IsTerminal(notice.Type))
            {
                return;
            }
        }
    }
}
