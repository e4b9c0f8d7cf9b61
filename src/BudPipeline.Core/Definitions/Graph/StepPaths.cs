using System.Collections.Immutable;

namespace BudPipeline.Core.Definitions.Graph;

/// <summary>Where each step is written: the dotted path of its map from the definition's root.</summary>
internal static class StepPaths
{
    public static ImmutableArray<string> Of(PipelineDefinition definition)
    {
        var paths = ImmutableArray.CreateBuilder<string>(definition.Steps.Length);
        for (var phase = 0; phase < definition.Phases.Length; phase++)
        {
            Add(paths, $"phases.{phase}.tasks", definition.Phases[phase].TaskCount);
        }

        Add(paths, "steps", definition.FinallyFrom - paths.Count);
        Add(paths, "finally", definition.FinallyCount);
        return paths.DrainToImmutable();
    }

    private static void Add(ImmutableArray<string>.Builder paths, string list, int count)
    {
        for (var i = 0; i < count; i++)
        {
            paths.Add($"{list}.{i}");
        }
    }
}
