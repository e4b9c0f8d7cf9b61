using System.Collections.Frozen;
using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Graph;

/// <summary>A definition whose templates are parsed: what checking and compiling both work on.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Steps">By ordinal.</param>
/// <param name="Ordinals">Step id to ordinal; of two steps with one id the first counts.</param>
/// <param name="Parameters">Names of the declared parameters.</param>
/// <param name="Outputs">The declared outputs; null when none are declared.</param>
/// <param name="OutputMentions">Names in the outputs.</param>
/// <param name="OutputFaults">What does not parse in the outputs.</param>
internal sealed record ParsedPipeline(
    PipelineDefinition Definition,
    ImmutableArray<ParsedStep> Steps,
    FrozenDictionary<string, int> Ordinals,
    FrozenSet<string> Parameters,
    ValueTemplate? Outputs,
    ImmutableArray<Mention> OutputMentions,
    ImmutableArray<Fault> OutputFaults
)
{
    public static ParsedPipeline Parse(PipelineDefinition definition, ActionCatalog catalog)
    {
        var ordinals = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < definition.Steps.Length; i++)
        {
            if (definition.Steps[i].Id.Length > 0)
            {
                ordinals.TryAdd(definition.Steps[i].Id, i);
            }
        }

        var paths = StepPaths.Of(definition);
        var problems = ImmutableArray<TemplateProblem>.Empty;
        var outputs = definition.Outputs is null ? null : ValueTemplate.Parse(definition.Outputs, out problems);
        return new ParsedPipeline(
            definition,
            [
                .. definition.Steps.Select(
                    (step, i) => ParsedStep.Parse(step, i, paths[i], i >= definition.FinallyFrom, catalog)
                ),
            ],
            ordinals.ToFrozenDictionary(StringComparer.Ordinal),
            definition.Parameters.Select(p => p.Name).ToFrozenSet(StringComparer.Ordinal),
            outputs,
            outputs is null
                ? []
                : [.. outputs.References.Select(r => new Mention(ParsedStep.Under("outputs", r.Path), r.Reference))],
            [.. problems.Select(p => new Fault(ParsedStep.Under("outputs", p.Path), p.Error, false))]
        );
    }
}
