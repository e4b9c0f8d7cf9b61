using BudPipeline.Core.Definitions.Graph;
using BudPipeline.Core.Definitions.Reading;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Checking;

/// <summary>Reports every template and condition that does not parse.</summary>
internal static class TemplateChecks
{
    public static void Run(CheckedSource source)
    {
        foreach (var step in source.Pipeline.Steps)
        {
            foreach (var fault in step.Faults)
            {
                var where = fault.IsCondition ? "condition" : "template";
                Report(source, fault, $"Step '{step.Id}' has a {where} that does not parse");
            }
        }

        foreach (var fault in source.Pipeline.OutputFaults)
        {
            Report(source, fault, "The outputs have a template that does not parse");
        }
    }

    private static void Report(CheckedSource source, Fault fault, string subject)
    {
        var isJoined = fault.Error.Code == ExpressionErrorCodes.JoinedExpressions;
        var code =
            isJoined ? DiagnosticCodes.ConditionJoined
            : fault.IsCondition ? DiagnosticCodes.ConditionSyntax
            : DiagnosticCodes.TemplateSyntax;
        var node = source.At(fault.Path);
        source.Findings.Inside(
            Severity.Error,
            code,
            $"{subject}: {fault.Error.Message.TrimEnd('.')}.",
            fault.Path,
            node,
            fault.Error.Offset,
            (node as SourceScalar)?.Raw.Trim(),
            HintFor(fault)
        );
    }

    private static string? HintFor(Fault fault) =>
        fault.Error.Code switch
        {
            ExpressionErrorCodes.JoinedExpressions =>
                "Write one expression: {{ a and b }} instead of {{ a }} and {{ b }}.",
            ExpressionErrorCodes.Unclosed => "Every {{ needs its }}, every quote and bracket its other half.",
            ExpressionErrorCodes.Syntax when fault.IsCondition =>
                "A condition is an expression such as steps.check.outputs.ok == true.",
            _ => null,
        };
}
