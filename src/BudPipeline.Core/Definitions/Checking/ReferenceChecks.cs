using BudPipeline.Core.Definitions.Graph;

namespace BudPipeline.Core.Definitions.Checking;

/// <summary>Names in templates: parameters, steps, and whatever else an expression may begin with.</summary>
internal static class ReferenceChecks
{
    // Parameters that a trigger brings along, whether declared or not.
    private static readonly string[] InjectedParameters = ["_trigger", "event", "user_id"];
    private const string InjectedPrefix = "header_";

    // What an expression may begin with: contract §b.1, and what actions lend to their own conditions.
    private static readonly string[] Names =
    [
        "params",
        "inputs",
        "steps",
        "secrets",
        "env",
        "event",
        "trigger",
        "now",
        "today",
        "pipeline",
        "workflow",
        "execution",
        "pipeline_id",
        "execution_id",
        "artifacts",
        "item",
        "index",
        "result",
        "iteration",
        "loop",
    ];

    public static void Run(CheckedSource source, StepGraph graph)
    {
        foreach (var step in source.Pipeline.Steps)
        {
            foreach (var mention in step.ConditionMentions.Concat(step.ParamMentions))
            {
                CheckStep(source, mention, $"Step '{step.Id}' refers to", step);
                CheckParameter(source, mention);
                // A conditional's own parameters are names in its conditions.
                if (step.Targets.IsEmpty && !Branches.TakesCondition(step.Action?.Type ?? step.Definition.Action))
                {
                    CheckName(source, mention);
                }
            }
        }

        foreach (var step in source.Pipeline.Steps)
        {
            foreach (var mention in step.Compensation?.Mentions ?? [])
            {
                CheckStep(source, mention, $"The compensation of step '{step.Id}' refers to", null);
                CheckParameter(source, mention);
                CheckName(source, mention);
            }
        }

        foreach (var mention in source.Pipeline.OutputMentions)
        {
            CheckStep(source, mention, "The outputs refer to", null);
            CheckParameter(source, mention);
            CheckName(source, mention);
        }

        ReportImplied(source, graph);
    }

    private static void CheckStep(CheckedSource source, Mention mention, string subject, ParsedStep? step)
    {
        if (mention.StepId is not { } id)
        {
            return;
        }

        if (id == step?.Id)
        {
            var message = $"{subject} itself: it has no outputs before it has run.";
            source.Report(
                Severity.Error,
                DiagnosticCodes.SelfReference,
                message,
                mention,
                "Refer to a step before it, or move this into a step after it."
            );
        }
        else if (source.Pipeline.Ordinals.TryGetValue(id, out var ordinal))
        {
            if (step is { IsFinal: false } && source.Pipeline.Steps[ordinal].IsFinal)
            {
                var message = $"{subject} step '{id}', which stands under finally and runs after all other steps.";
                const string hint = "Move this under finally too, or that step out of it.";
                source.Report(Severity.Error, DiagnosticCodes.ReferenceCycle, message, mention, hint);
            }
        }
        else
        {
            var message = $"{subject} step '{id}', which does not exist.";
            source.Report(Severity.Error, DiagnosticCodes.UnknownStep, message, mention, StepHint(source, id));
        }
    }

    /// <summary>An id with a dash reads as a subtraction unless it stands in brackets.</summary>
    private static string? StepHint(CheckedSource source, string id)
    {
        if (source.Findings.IsFull)
        {
            return null;
        }

        var ids = source.Pipeline.Ordinals.Keys;
        var cut = ids.Where(known =>
                known.StartsWith(id, StringComparison.Ordinal) && !IsNameCharacter(known[id.Length..].FirstOrDefault())
            )
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        return cut is null
            ? source.Findings.DidYouMean(id, source.Pipeline.Definition.Steps.Select(s => s.Id))
            : $"did you mean steps['{cut}']? An id that is no plain word needs brackets";
    }

    private static bool IsNameCharacter(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static void CheckParameter(CheckedSource source, Mention mention)
    {
        var declared = source.Pipeline.Definition.Parameters;
        if (
            mention.Parameter is not { } name
            || InjectedParameters.Contains(name, StringComparer.Ordinal)
            || name.StartsWith(InjectedPrefix, StringComparison.Ordinal)
            || source.Pipeline.Parameters.Contains(name)
        )
        {
            return;
        }

        // Without declarations every start brings its own; with them a name that is missing is a slip.
        var isSlip = !declared.IsEmpty && !mention.Reference.HasDefault;
        source.Report(
            isSlip ? Severity.Error : Severity.Warning,
            DiagnosticCodes.UndeclaredParameter,
            $"The parameter '{name}' is not declared.",
            mention,
            source.Findings.DidYouMean(
                name,
                declared.Select(p => p.Name),
                $"Declare it: parameters: [{{name: {name}}}]."
            )
        );
    }

    private static void CheckName(CheckedSource source, Mention mention)
    {
        var name = mention.Reference.Path.Count == 0 ? "" : mention.Reference.Path[0];
        if (name.Length == 0 || mention.Reference.HasDefault || Names.Contains(name, StringComparer.Ordinal))
        {
            return;
        }

        var hint =
            source.Pipeline.Parameters.Contains(name) ? $"did you mean 'params.{name}'?"
            : source.Pipeline.Ordinals.ContainsKey(name) ? $"did you mean 'steps.{name}'?"
            : source.Findings.DidYouMean(name, Names, "A template knows params, steps, secrets, env, event and now.");
        var message = $"The name '{name}' is not known here and gives nothing.";
        source.Report(Severity.Warning, DiagnosticCodes.UnknownName, message, mention, hint);
    }

    private static void ReportImplied(CheckedSource source, StepGraph graph)
    {
        foreach (var implied in graph.Implied)
        {
            var dependency = source.Pipeline.Steps[implied.Dependency].Id;
            source.Report(
                Severity.Warning,
                DiagnosticCodes.ImplicitDependency,
                $"{source.Name(implied.Step)} refers to step '{dependency}' without depending on it; it will wait for it.",
                implied.Mention,
                $"Add '{dependency}' to its depends_on."
            );
        }

        foreach (var (implied, path) in graph.Refused)
        {
            var dependency = source.Pipeline.Steps[implied.Dependency].Id;
            source.Report(
                Severity.Error,
                DiagnosticCodes.ReferenceCycle,
                $"{source.Name(implied.Step)} refers to step '{dependency}', which waits for it: {source.Circle(path)}.",
                implied.Mention,
                "Remove the reference, or the dependency of the other step."
            );
        }
    }
}
