using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using BudPipeline.Core.Expressions.Evaluating;
using BudPipeline.Core.Expressions.Syntax;

namespace BudPipeline.Core.Expressions;

/// <summary>A condition, parsed once: bare expression, literal word, or template text (contract §a.5).</summary>
public sealed class Condition
{
    private static readonly FrozenSet<string> TrueWords = Words("true", "1", "yes", "");
    private static readonly FrozenSet<string> FalseWords = Words("false", "0", "no");

    /// <summary>What text means no, besides zero in any spelling.</summary>
    private static readonly FrozenSet<string> FalseTexts = Words("", "false", "none", "[]", "{}", "()", "set()");

    private static readonly SearchValues<char> OperatorSigns = SearchValues.Create("<>=!&|");

    private readonly Expression? expression;
    private readonly TemplateText? template;
    private readonly int nesting;

    private Condition(string text, Expression? expression, TemplateText? template, int nesting)
    {
        Text = text;
        this.expression = expression;
        this.template = template;
        this.nesting = nesting;
        References = (expression, template) switch
        {
            ({ } bare, _) => ReferenceCollector.Of(bare),
            (_, { } mixed) => ReferenceCollector.Of(mixed),
            _ => [],
        };
    }

    /// <summary>Parses a condition; null with an error when it is none.</summary>
    public static Condition? Parse(string text, out ExpressionError? error)
    {
        error = null;
        var trimmed = text.Trim();
        if (TrueWords.Contains(trimmed) || FalseWords.Contains(trimmed))
        {
            return new Condition(text, new Literal(Value.Of(TrueWords.Contains(trimmed)), 0), null, 1);
        }

        if (!HasMarks(text))
        {
            return ParseBare(text, out error);
        }

        if (ParseTemplate(text, out error) is { } template)
        {
            return template;
        }

        // Braces between quotes belong to an expression: x == '{{'. Whole templates there are no text to compare with.
        var bare = error?.Code == ExpressionErrorCodes.JoinedExpressions ? null : ParseBare(text, out _);
        error = bare is null ? error : null;
        return bare;
    }

    /// <summary>The text it was parsed from.</summary>
    public string Text { get; }

    /// <summary>Every name mentioned, in order.</summary>
    public ImmutableArray<Reference> References { get; }

    /// <summary>A boolean, or the error.</summary>
    public Evaluation Evaluate(EvaluationContext context)
    {
        var run = new Evaluator(context);
        var value = template is null ? run.EvaluateWhole(expression!, nesting) : run.Render(template);
        var holds = value is StringValue text ? IsYes(text.Content) : run.IsTrue(value, 0);
        return run.Error is null ? Evaluation.Of(Value.Of(holds)) : Evaluation.Failed(run.Error);
    }

    /// <summary>How it was understood: a single expression with every operator in parentheses, other text as it is.</summary>
    public override string ToString() => expression is null ? Text : Printed(expression);

    /// <summary>What prints like one of the words is kept from being taken for it: <c>00</c> is a number, <c>0</c> a word.</summary>
    private static string Printed(Expression expression)
    {
        var printed = ExpressionPrinter.Print(expression);
        var isWord = TrueWords.Contains(printed) || FalseWords.Contains(printed);
        return isWord && expression is not Literal { Value: BoolValue } ? $"({printed})"
            : HasMarks(printed) ? $"{{{{ {printed} }}}}"
            : printed;
    }

    private static bool HasMarks(string text) =>
        text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal);

    private static Condition? ParseBare(string text, out ExpressionError? error)
    {
        var parser = new ExpressionParser(text, 0, Closer.EndOfText, 0);
        var parsed = parser.ParseToEnd();
        error = parser.Error;
        return error is null ? new Condition(text, parsed, null, parser.Deepest) : null;
    }

    private static Condition? ParseTemplate(string text, out ExpressionError? error)
    {
        var parsed = TemplateParser.Parse(text, out error);
        if (parsed is null)
        {
            return null;
        }

        error = FindJoined(parsed);
        if (error is not null)
        {
            return null;
        }

        return parsed.Single is { } single
            ? new Condition(text, single, null, parsed.Nesting)
            : new Condition(text, null, parsed, parsed.Nesting);
    }

    /// <summary>
    /// Expressions joined by text, or compared in text, give text, and text is true whatever the expressions say. Nobody
    /// means that.
    /// </summary>
    private static ExpressionError? FindJoined(TemplateText parsed)
    {
        var outputs = parsed.Blocks.OfType<OutputBlock>().ToList();
        var texts = parsed.Blocks.OfType<TextBlock>().ToList();
        if (outputs.Count == 0 || texts.Count == 0 || parsed.Single is not null)
        {
            return null;
        }

        return outputs.Count > 1 || texts.Exists(t => HoldsOperator(t.Text))
            ? new ExpressionError(
                ExpressionErrorCodes.JoinedExpressions,
                "expressions joined by text are always true: put all of it into one pair of braces, as in {{ a and b }}",
                outputs[0].Expression.Offset
            )
            : null;
    }

    private static bool HoldsOperator(string text) =>
        text.AsSpan().ContainsAny(OperatorSigns)
        || text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Any(word => word is "and" or "or" or "not" or "in" or "is");

    /// <summary>Text counts as what it spells; a secret never gets here.</summary>
    private static bool IsYes(string text)
    {
        var trimmed = text.Trim();
        return !FalseTexts.Contains(trimmed)
            && !(
                double.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number == 0
            );
    }

    private static FrozenSet<string> Words(params string[] words) =>
        words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
