using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Fuzz;

/// <summary>Something that takes any text and must neither throw nor break its laws.</summary>
internal sealed record FuzzTarget(
    string Name,
    IReadOnlyList<string> Corpus,
    IReadOnlyList<string> Words,
    Action<string> Run
);

/// <summary>The targets.</summary>
internal static class FuzzTargets
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Corpus");
    private static readonly string[] Expressions = File.ReadAllLines(Path.Combine(Folder, "expressions.txt"));
    private static readonly string[] ExpressionWords = Words("expression-words.txt");

    private static readonly EvaluationContext Context = TrialContext.Of(
        (MapValue)ValueJson.Parse(File.ReadAllText(Path.Combine(Folder, "context.json"))),
        DateTimeOffset.UnixEpoch
    );

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new(
            "definition",
            [.. Directory.EnumerateFiles(Path.Combine(Folder, "definitions")).Order().Select(File.ReadAllText)],
            [.. Words("definition-words.txt"), .. ExpressionWords],
            Definition
        ),
        new("parser", Expressions, ExpressionWords, Parser),
        new("evaluator", Expressions, ExpressionWords, Evaluator),
    ];

    /// <summary>What is read is written in its one form, and read again gives the same.</summary>
    private static void Definition(string text)
    {
        if (DefinitionCompiler.Compile(text, BuiltInActions.Catalog) is not { Definition: { } definition })
        {
            return;
        }

        var canonical = CanonicalJson.Write(definition);
        var again = DefinitionReader.Read(canonical, "json");
        Demand(again.Definition is not null, "the canonical text is no definition");
        Demand(CanonicalJson.Write(again.Definition!) == canonical, "the canonical text of it is another one");
    }

    /// <summary>What is printed parses, and prints the same.</summary>
    private static void Parser(string text)
    {
        _ = ValueTemplate.Parse(Value.Of(text), out _).References;
        if (Condition.Parse(text, out var error) is not { } condition)
        {
            Demand(error is not null && error.Offset <= text.Length, "it failed without an error, or beyond the text");
            return;
        }

        var printed = condition.ToString();
        var again = Condition.Parse(printed, out var broken);
        // Parentheses around every operator nest deeper than what was written may.
        Demand(
            again is not null || broken!.Code == ExpressionErrorCodes.TooDeep,
            $"{printed} does not parse: {broken}"
        );
        Demand(again is null || again.ToString() == printed, $"{printed} prints as {again}");
    }

    /// <summary>Rendering twice gives the same, and less fuel gives that or says that it is used up.</summary>
    private static void Evaluator(string text)
    {
        var template = ValueTemplate.Parse(Value.Of(text), out var problems);
        if (!problems.IsEmpty)
        {
            return;
        }

        var once = Outcome(template.Render(Context));
        Demand(once == Outcome(template.Render(Context)), "rendered twice it gives another value");
        template.Render(Context with { Strict = true });
        var little = Outcome(template.Render(Context with { Limits = EvaluationLimits.Default with { Fuel = 30 } }));
        Demand(
            little == once || little == ExpressionErrorCodes.FuelExhausted || once == ExpressionErrorCodes.RegexTimeout,
            $"with little fuel it gives {little} instead of {once}"
        );
        Condition.Parse(text, out _)?.Evaluate(Context);
    }

    private static string Outcome(Evaluation evaluation) =>
        evaluation.Error?.Code ?? ValueJson.ToText(evaluation.Value!);

    private static string[] Words(string file) => File.ReadAllLines(Path.Combine(Folder, file));

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
