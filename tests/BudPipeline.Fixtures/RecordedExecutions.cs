using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Fixtures;

/// <summary>What the API of a node says of all its executions.</summary>
internal sealed class RecordedExecutions(JsonObject content)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>When it was read.</summary>
    public DateTimeOffset RecordedAt => content["recorded_at"]!.GetValue<DateTimeOffset>();

    /// <summary>Each one's document, by id.</summary>
    public JsonObject Documents => content["documents"]!.AsObject();

    /// <summary>Everything but the moment of reading.</summary>
    public JsonObject Answers =>
        new(
            content
                .Where(entry => entry.Key != "recorded_at")
                .Select(e => KeyValuePair.Create(e.Key, e.Value?.DeepClone()))
        );

    /// <summary>The ids of those that have not ended.</summary>
    public IReadOnlyList<string> Unfinished =>
        [.. Documents.Where(entry => entry.Value!["completed_at"] is null).Select(entry => entry.Key)];

    public static RecordedExecutions Of(FixtureFolder folder, FixtureKind kind) =>
        new(JsonNode.Parse(File.ReadAllText(folder.File(kind.Expected)))!.AsObject());

    /// <summary>Reads from a node that starts for this alone.</summary>
    public static async Task<RecordedExecutions> ReadAsync(NodeSettings settings, TimeProvider time)
    {
        var data = settings.Server.DataFolder;
        var taken = NodeFolder.TryTake(data) ?? throw new InvalidOperationException($"{data} is taken");
        await using var node = await BudNode.StartAsync(settings, taken, CancellationToken.None);
        return await ReadAsync(node.Url, time);
    }

    /// <summary>Reads from a node that runs.</summary>
    public static async Task<RecordedExecutions> ReadAsync(Uri node, TimeProvider time)
    {
        using var http = new HttpClient { BaseAddress = node };
        var list = (await GetAsync(http, "executions?limit=100"))["executions"]!.AsArray();
        var (documents, logs) = (new JsonObject(), new JsonObject());
        foreach (var id in list.Select(row => row!["id"]!.GetValue<string>()))
        {
            documents[id] = await GetAsync(http, $"executions/{id}");
            logs[id] = (await GetAsync(http, $"executions/{id}/logs"))["logs"]!.DeepClone();
        }

        return new RecordedExecutions(
            new JsonObject
            {
                ["recorded_at"] = time.GetUtcNow(),
                ["list"] = list.DeepClone(),
                ["documents"] = documents,
                ["logs"] = logs,
            }
        );
    }

    public string ToText() => content.ToJsonString(Readable) + "\n";

    private static async Task<JsonObject> GetAsync(HttpClient http, string path) =>
        JsonNode.Parse(await http.GetStringAsync(new Uri($"api/v1/{path}", UriKind.Relative)))!.AsObject();
}
