using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Graph;

/// <summary>A compensation whose templates are parsed. What it mentions makes nothing wait: it runs after all steps.</summary>
/// <param name="Action">Its action's descriptor; null when no such action is registered.</param>
/// <param name="Params">Its parameters.</param>
/// <param name="Mentions">Names in its parameters.</param>
internal sealed record ParsedCompensation(
    ActionDescriptor? Action,
    ValueTemplate Params,
    ImmutableArray<Mention> Mentions
)
{
    public static ParsedCompensation? Parse(
        StepDefinition step,
        string path,
        ActionCatalog catalog,
        ImmutableArray<Fault>.Builder faults
    )
    {
        if (step.Compensate is not { } compensation)
        {
            return null;
        }

        var root = $"{path}.compensate.params";
        catalog.TryGet(compensation.Action, out var action);
        var template = ValueTemplate.Parse(compensation.Params, out var problems);
        faults.AddRange(problems.Select(p => new Fault(ParsedStep.Under(root, p.Path), p.Error, false)));
        return new ParsedCompensation(
            action,
            template,
            [.. template.References.Select(r => new Mention(ParsedStep.Under(root, r.Path), r.Reference))]
        );
    }
}
