using System.Text.Json;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Worker.Shell;

/// <summary>Reads the file in which a command leaves its outputs.</summary>
internal static class CommandOutputs
{
    /// <summary>Its outputs; empty when it left none, null and why when the file cannot be used.</summary>
    public static MapValue? Read(string path, out string? problem)
    {
        problem = null;
        var file = new FileInfo(path);
        if (!file.Exists || file.Length == 0)
        {
            return MapValue.Empty;
        }

        if (file.Length > ActionOutcome.MaxOutputBytes)
        {
            problem =
                $"the file named in BUD_OUTPUT has {file.Length} bytes, the limit is {ActionOutcome.MaxOutputBytes}: "
                + "write large results to a file of your own and give its name as an output";
            return null;
        }

        try
        {
            var content = ValueJson.Parse(File.ReadAllBytes(path));
            problem = content is MapValue ? null : "the file named in BUD_OUTPUT must hold one JSON object";
            return content as MapValue;
        }
        catch (JsonException e)
        {
            problem = $"the file named in BUD_OUTPUT is no JSON: {e.Message}";
            return null;
        }
    }
}
