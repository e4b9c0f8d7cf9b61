using System.Collections.Immutable;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Graph;

/// <summary>A step that a conditional branches to.</summary>
/// <param name="StepId">Its id.</param>
/// <param name="Path">Dotted path below the conditional's parameters.</param>
internal readonly record struct BranchTarget(string StepId, string Path);

/// <summary>What the parameters of the <c>conditional</c> action mean for the graph.</summary>
internal static class Branches
{
    private const string Conditional = "conditional";
    private const string Alias = "condition";
    private const string WaitUntil = "wait_until";
    private const string While = "while";

    /// <summary>True for the action that branches, by type or by the alias that a catalog without it cannot resolve.</summary>
    public static bool IsConditional(string action) => action is Conditional or Alias;

    /// <summary>True for actions whose <c>condition</c> may be an expression without braces.</summary>
    public static bool TakesCondition(string action) => IsConditional(action) || action is WaitUntil or While;

    /// <summary>Whether a text holds a template, so that what it means is known at run time only.</summary>
    public static bool IsTemplate(string text) =>
        text.Contains("{{", StringComparison.Ordinal)
        || text.Contains("{%", StringComparison.Ordinal)
        || text.Contains("${", StringComparison.Ordinal);

    /// <summary>Every target that is written out.</summary>
    public static ImmutableArray<BranchTarget> Targets(MapValue parameters)
    {
        var targets = ImmutableArray.CreateBuilder<BranchTarget>();
        Add(targets, parameters["on_true"], "on_true");
        Add(targets, parameters["on_false"], "on_false");
        foreach (var (branch, path) in Listed(parameters))
        {
            Add(targets, branch["target_step"], $"{path}.target_step");
        }

        return targets.DrainToImmutable();
    }

    /// <summary>Conditions that are expressions without braces, which template parsing takes for plain text.</summary>
    public static IEnumerable<(string Text, string Path)> BareConditions(MapValue parameters)
    {
        if (parameters["condition"] is StringValue own && IsBare(own.Content))
        {
            yield return (own.Content, "condition");
        }

        foreach (var (branch, path) in Listed(parameters))
        {
            if (branch["condition"] is StringValue text && IsBare(text.Content))
            {
                yield return (text.Content, $"{path}.condition");
            }
        }
    }

    private static bool IsBare(string text) => !string.IsNullOrWhiteSpace(text) && !IsTemplate(text);

    private static IEnumerable<(MapValue Branch, string Path)> Listed(MapValue parameters)
    {
        if (parameters["branches"] is not ListValue list)
        {
            yield break;
        }

        for (var i = 0; i < list.Items.Length; i++)
        {
            if (list.Items[i] is MapValue branch)
            {
                yield return (branch, $"branches.{i}");
            }
        }
    }

    private static void Add(ImmutableArray<BranchTarget>.Builder targets, Value target, string path)
    {
        if (target is StringValue { Content.Length: > 0 } id && !IsTemplate(id.Content))
        {
            targets.Add(new BranchTarget(id.Content, path));
        }
    }
}
