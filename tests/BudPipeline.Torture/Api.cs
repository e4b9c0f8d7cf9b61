using System.Net.Http.Json;
using System.Text.Json;

namespace BudPipeline.Torture;

/// <summary>A step as the API shows it.</summary>
internal sealed record StepSeen(
    string Id,
    string Status,
    int Attempt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt
);

/// <summary>An execution as the API shows it.</summary>
internal sealed record ExecutionSeen(string Id, string Status, IReadOnlyList<StepSeen> Steps)
{
    public bool IsTerminal => Status is "completed" or "failed" or "cancelled" or "timeout";
}

/// <summary>The calls of the API that the torture needs, by hand: it must not believe the product's own client.</summary>
internal static class Api
{
    public static async Task<string> StartAsync(HttpClient http, string definition)
    {
        using var answer = await http.PostAsJsonAsync(
            new Uri("/api/v1/executions/run", UriKind.Relative),
            new Dictionary<string, string>(StringComparer.Ordinal) { ["definition_text"] = definition }
        );
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? Parse(body).Id
            : throw new InvalidOperationException($"{(int)answer.StatusCode} {body}");
    }

    public static async Task<ExecutionSeen> GetAsync(HttpClient http, string id) =>
        Parse(await http.GetStringAsync(new Uri($"/api/v1/executions/{id}", UriKind.Relative)));

    private static ExecutionSeen Parse(string body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var steps = root.GetProperty("steps").EnumerateObject().Select(s => StepOf(s.Value)).ToArray();
        return new(TextOf(root, "id"), TextOf(root, "status"), steps);
    }

    private static StepSeen StepOf(JsonElement step) =>
        new(
            TextOf(step, "id"),
            TextOf(step, "status"),
            step.GetProperty("attempt").GetInt32(),
            MomentOf(step, "started_at"),
            MomentOf(step, "completed_at")
        );

    private static string TextOf(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static DateTimeOffset? MomentOf(JsonElement element, string name) =>
        element.GetProperty(name) is { ValueKind: JsonValueKind.String } moment ? moment.GetDateTimeOffset() : null;
}
