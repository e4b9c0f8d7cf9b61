using System.Text.Json;

namespace BudPipeline.Cli.LiveView;

/// <summary>Outputs as rows: texts as they are, everything else as JSON.</summary>
internal static class OutputText
{
    public static IEnumerable<(string Name, string Text)> Rows(JsonElement? outputs) =>
        outputs is { ValueKind: JsonValueKind.Object } map
            ? map.EnumerateObject().Select(output => (output.Name, TextOf(output.Value)))
            : [];

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : value.GetRawText();
}
