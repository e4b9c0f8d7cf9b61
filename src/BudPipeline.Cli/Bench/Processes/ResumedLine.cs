using System.Text.Json;

namespace BudPipeline.Cli.Bench.Processes;

/// <summary>The line in which a node says that what a stop had interrupted is under way again.</summary>
internal static class ResumedLine
{
    /// <summary>How many executions it speaks of.</summary>
    public static bool TryRead(string line, out int count)
    {
        count = 0;
        if (!line.StartsWith('{') || !line.Contains("are under way again", StringComparison.Ordinal))
        {
            return false;
        }

        using var entry = JsonDocument.Parse(line);
        return entry.RootElement.TryGetProperty("Resumed", out var resumed) && resumed.TryGetInt32(out count);
    }
}
