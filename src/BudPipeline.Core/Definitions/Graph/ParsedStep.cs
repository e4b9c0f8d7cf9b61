using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Graph;

/// <summary>A step whose templates are parsed.</summary>
/// <param name="Ordinal">Its place.</param>
/// <param name="Path">Dotted path of the step from the definition's root.</param>
/// <param name="IsFinal">Whether it stands under <c>finally</c>.</param>
/// <param name="Definition">What its author wrote.</param>
/// <param name="Action">Its action's descriptor; null when no such action is registered.</param>
/// <param name="Params">Its parameters.</param>
/// <param name="Condition">Its condition; null when it has none or it does not parse.</param>
/// <param name="ConditionMentions">Names in its condition.</param>
/// <param name="ParamMentions">Names in its parameters, those in the bare conditions of branches included.</param>
/// <param name="Targets">Steps that it branches to.</param>
/// <param name="Body">What it does with each item; null when it is no loop.</param>
/// <param name="Compensation">What undoes it; null when nothing does.</param>
/// <param name="Faults">What does not parse.</param>
internal sealed record ParsedStep(
    int Ordinal,
    string Path,
    bool IsFinal,
    StepDefinition Definition,
    ActionDescriptor? Action,
    ValueTemplate Params,
    Condition? Condition,
    ImmutableArray<Mention> ConditionMentions,
    ImmutableArray<Mention> ParamMentions,
    ImmutableArray<BranchTarget> Targets,
    LoopBody? Body,
    ParsedCompensation? Compensation,
    ImmutableArray<Fault> Faults
)
{
    public string Id => Definition.Id;

    /// <summary>
    /// Whatever stands under <c>finally</c> runs after a failure too. Of the other steps only a condition or <c>run_when</c> makes a failure handler; a status in the parameters is only read. Who writes
    /// <c>run_when: on_success</c> beside such a condition wants no handler.
    /// </summary>
    public bool IsFailureHandler =>
        IsFinal
        || Definition.RunWhen switch
        {
            RunWhen.OnSuccess => false,
            RunWhen.OnFailure or RunWhen.Always => true,
            _ => ConditionMentions.Any(m => m.IsOutcome),
        };

    public static ParsedStep Parse(StepDefinition step, int ordinal, string path, bool isFinal, ActionCatalog catalog)
    {
        var faults = ImmutableArray.CreateBuilder<Fault>();
        var mentions = ImmutableArray.CreateBuilder<Mention>();

        var parameters = ValueTemplate.Parse(step.Params, out var problems);
        faults.AddRange(problems.Select(p => new Fault(Under($"{path}.params", p.Path), p.Error, false)));
        mentions.AddRange(parameters.References.Select(r => new Mention(Under($"{path}.params", r.Path), r.Reference)));

        var conditionMentions = ParseCondition(step.Condition, $"{path}.condition", faults, out var condition);
        catalog.TryGet(step.Action, out var action);
        var isConditional = Branches.IsConditional(action?.Type ?? step.Action);
        if (Branches.TakesCondition(action?.Type ?? step.Action))
        {
            foreach (var (text, place) in Branches.BareConditions(step.Params))
            {
                mentions.AddRange(ParseCondition(text, $"{path}.params.{place}", faults, out _));
            }
        }

        return new ParsedStep(
            ordinal,
            path,
            isFinal,
            step,
            action,
            parameters,
            condition,
            conditionMentions,
            mentions.DrainToImmutable(),
            isConditional ? Branches.Targets(step.Params) : [],
            LoopBody.Of(step, action, catalog),
            ParsedCompensation.Parse(step, path, catalog, faults),
            faults.DrainToImmutable()
        );
    }

    private static ImmutableArray<Mention> ParseCondition(
        string? text,
        string path,
        ImmutableArray<Fault>.Builder faults,
        out Condition? condition
    )
    {
        condition = null;
        if (text is null)
        {
            return [];
        }

        condition = Condition.Parse(text, out var error);
        if (error is not null)
        {
            faults.Add(new Fault(path, error, true));
        }

        return condition is null ? [] : [.. condition.References.Select(r => new Mention(path, r))];
    }

    internal static string Under(string root, string path) => path.Length == 0 ? root : $"{root}.{path}";
}
