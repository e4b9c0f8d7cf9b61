using System.Collections.Immutable;
using BudPipeline.Core.Definitions.Schema;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>Reads one step.</summary>
internal static class StepReader
{
    private const int LongestId = 100;
    private const int LongestName = 255;
    private const double HeaviestWeight = 1e6;

    private static readonly IReadOnlyList<(string, OnFailure)> FailureWords =
    [
        ("fail", OnFailure.Fail),
        ("continue", OnFailure.Continue),
        ("retry", OnFailure.Retry),
        ("stop", OnFailure.Fail),
    ];

    private static readonly IReadOnlyList<(string, RunWhen)> RunWhenWords =
    [
        ("on_success", RunWhen.OnSuccess),
        ("on_failure", RunWhen.OnFailure),
        ("always", RunWhen.Always),
    ];

    public static StepDefinition Read(SourceNode node, string path, int index, Findings findings)
    {
        if (node is not SourceMap map)
        {
            var message = $"Step {index} must be a map; here stands {node.Kind}.";
            findings.Error(DiagnosticCodes.WrongType, message, path, node, "Write it as '- id: …' and 'action: …'.");
            return new StepDefinition(
                "",
                "",
                "",
                MapValue.Empty,
                [],
                [],
                null,
                OnFailure.Fail,
                null,
                null,
                1,
                null,
                null
            );
        }

        var fields = new Fields(map, path, findings);
        var id = Id(fields, index, findings) ?? "";
        var step = new StepDefinition(
            id,
            fields.Text("name", 1, LongestName) ?? id,
            Action(fields, index),
            Params(fields),
            [.. fields.Texts("depends_on").Distinct(StringComparer.Ordinal)],
            fields.Texts("outputs"),
            Condition(fields),
            OnFailureOf(fields),
            fields.Integer("timeout_seconds", 1),
            RetryReader.Read(fields, "retry", findings),
            fields.Number("weight", NumberBounds.Above(0, HeaviestWeight)) ?? 1,
            fields.OneOf("run_when", RunWhenWords),
            fields.Boolean("idempotent")
        )
        {
            TotalTimeoutSeconds = fields.Integer("total_timeout_seconds", 1),
            Compensate = Compensation(fields, findings),
        };
        fields.WarnOfUnknown();
        return step;
    }

    private static CompensationDefinition? Compensation(Fields step, Findings findings)
    {
        const string hint = "Write compensate: {action: …, params: {…}}.";
        if (step.MapOf("compensate", hint) is not { } map)
        {
            return null;
        }

        var fields = new Fields(map, step.PathOf("compensate"), findings);
        if (fields.Find("action") is null)
        {
            fields.Missing("action", "Say what undoes the step, for example action: http_request.");
        }

        var compensation = new CompensationDefinition(
            fields.Text("action", 1) ?? "",
            Params(fields),
            fields.Integer("timeout_seconds", 1),
            RetryReader.Read(fields, "retry", findings)
        );
        fields.WarnOfUnknown();
        return compensation;
    }

    private static string? Id(Fields fields, int index, Findings findings)
    {
        if (fields.Find("id") is not { } node)
        {
            fields.Missing("id", $"Give step {index} an id.");
            return null;
        }

        var id = fields.Text("id", 1, LongestId);
        if (id is null || char.IsLetterOrDigit(id, 0))
        {
            return id;
        }

        var message = $"The id '{id}' of step {index} must begin with a letter or a digit.";
        findings.Error(DiagnosticCodes.InvalidValue, message, fields.PathOf("id"), node);
        return null;
    }

    private static string Action(Fields fields, int index)
    {
        if (fields.Find("action") is null)
        {
            fields.Missing("action", $"Say what step {index} does, for example action: log.");
        }

        return fields.Text("action", 1) ?? "";
    }

    /// <summary>Unlike other fields it may not be null: <c>params:</c> with nothing under it is more often a slip.</summary>
    private static MapValue Params(Fields fields) =>
        fields.WrittenObject("params", "Write params: {}, or remove the line.") ?? MapValue.Empty;

    /// <summary>A boolean or a number is the literal that it looks like; a blank text is no condition.</summary>
    private static string? Condition(Fields fields)
    {
        var text = fields.Scalar("condition") switch
        {
            { Value: BoolValue value } => value.Content ? "true" : "false",
            { } scalar => scalar.Raw,
            null => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static OnFailure OnFailureOf(Fields fields)
    {
        if (fields.FindWritten("on_failure") is { IsNull: true } node)
        {
            fields.WrongType("on_failure", node, "fail, continue or retry", "Remove the line for the default, fail.");
        }

        return fields.OneOf("on_failure", FailureWords) ?? OnFailure.Fail;
    }
}
