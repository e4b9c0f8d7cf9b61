using BudPipeline.Core.Expressions;
using CsCheck;

namespace BudPipeline.Core.Tests.Expressions;

/// <summary>What holds for every text, found out with random ones.</summary>
public sealed class ExpressionProperties
{
    private static readonly string[] Pieces =
    [
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "${",
        "}",
        "{",
        "-",
        "+",
        " ",
        "\n",
        "(",
        ")",
        "[",
        "]",
        ",",
        ":",
        ".",
        "|",
        "~",
        "*",
        "**",
        "/",
        "//",
        "%",
        "==",
        "!=",
        "<",
        ">=",
        "=",
        "!",
        "&&",
        "||",
        "'",
        "\"",
        "\\",
        "1",
        "0",
        "2.5",
        "1e9",
        "99999999999999999999",
        "params",
        "params.list",
        "params.map",
        "params.text",
        "params.missing",
        "steps",
        "secrets.token",
        "x",
        "and",
        "or",
        "not",
        "in",
        "is",
        "if",
        "else",
        "elif",
        "endif",
        "for",
        "endfor",
        "set",
        "endset",
        "raw",
        "endraw",
        "true",
        "none",
        "defined",
        "even",
        "default",
        "join",
        "upper",
        "sort",
        "map",
        "select",
        "tojson",
        "length",
        "range(3)",
        "namespace(a=1)",
        "dict(",
        "groupby",
        "urlencode",
        "indent",
        "0x1f",
        "'a'",
        "[1]",
        "{}",
        "loop.index",
        "😀",
        "\ud800",
    ];

    private static readonly Gen<string> Soup = Gen.OneOf(Pieces).Array[0, 40].Select(string.Concat);

    private static readonly Gen<string> Operand = Gen.OneOf(
        "1",
        "0",
        "-3",
        "2.5",
        "'a'",
        "''",
        "true",
        "none",
        "[]",
        "[1, 'b']",
        "{'k': 1}",
        "params.n",
        "params.text",
        "params.list",
        "params.map",
        "params.missing",
        "params.people[0].name",
        "steps['a b'].outputs.x",
        "x"
    );

    /// <summary>Expressions with every operator in parentheses: their canonical text.</summary>
    private static readonly Gen<string> Grouped = Gen.Recursive<string>(
        (depth, inner) =>
            depth > 3
                ? Operand
                : Gen.Frequency(
                    (2, Operand),
                    (
                        4,
                        Gen.Select(
                            inner,
                            Gen.OneOf("+", "-", "*", "/", "//", "%", "**", "~"),
                            inner,
                            (a, o, b) => $"({a} {o} {b})"
                        )
                    ),
                    (
                        2,
                        Gen.Select(
                            inner,
                            Gen.OneOf("==", "!=", "<", "<=", ">", ">=", "in", "not in"),
                            inner,
                            (a, o, b) => $"({a} {o} {b})"
                        )
                    ),
                    (2, Gen.Select(inner, Gen.OneOf("and", "or"), inner, (a, o, b) => $"({a} {o} {b})")),
                    (1, inner.Select(a => $"(not {a})")),
                    (1, inner.Select(a => $"dict(k={a}).k")),
                    (1, inner.Select(a => $"namespace(k={a})")),
                    (1, Gen.Select(inner, inner, inner, (a, b, c) => $"({a} if {b} else {c})")),
                    (1, Gen.Select(inner, inner, (a, b) => $"[{a}, {b}]")),
                    (1, Gen.Select(inner, inner, (a, b) => $"({a} | default({b}))")),
                    (
                        1,
                        Gen.Select(
                            inner,
                            Gen.OneOf("length", "string", "int", "list", "sort", "tojson", "first"),
                            (a, f) => $"({a} | {f}())"
                        )
                    ),
                    (1, Gen.Select(inner, inner, (a, b) => $"({a} is eq({b}))"))
                )
    );

    [Fact]
    public void No_text_makes_anything_throw() =>
        Soup.Sample(
            text =>
            {
                var template = ValueTemplate.Parse(Value.Of(text), out _);
                template.Render(Given.Context);
                template.Render(Given.Strict);
                Condition.Parse(text, out _)?.Evaluate(Given.Context);
                _ = template.References;
            },
            iter: 10_000
        );

    [Fact]
    public void No_characters_make_anything_throw() =>
        Gen.String.Sample(
            text =>
            {
                ValueTemplate.Parse(Value.Of("{{" + text + "}}"), out _).Render(Given.Context);
                Condition.Parse(text, out _)?.Evaluate(Given.Context);
            },
            iter: 1_000
        );

    [Fact]
    public void Parsing_what_was_printed_gives_the_same_expression() =>
        Grouped.Sample(
            text =>
            {
                var once = Condition.Parse(text, out var error);
                Assert.Null(error);
                var printed = once!.ToString();
                Assert.Equal(printed, Condition.Parse(printed, out _)!.ToString());
            },
            iter: 1_000
        );

    [Fact]
    public void What_was_printed_means_the_same() =>
        Grouped.Sample(
            text =>
            {
                var printed = Condition.Parse($"({text})", out _)!.ToString();
                Assert.Equal(
                    Outcome($"{{{{ {text} }}}}", Given.Context),
                    Outcome($"{{{{ {printed} }}}}", Given.Context)
                );
            },
            iter: 1_000
        );

    [Fact]
    public void Rendering_twice_gives_the_same() =>
        Soup.Sample(text => Assert.Equal(Outcome(text, Given.Context), Outcome(text, Given.Context)), iter: 2_000);

    [Fact]
    public void Any_amount_of_fuel_ends_an_evaluation_with_the_value_or_an_error() =>
        Gen.Select(Grouped, Gen.Int[0, 60])
            .Sample(
                (text, fuel) =>
                {
                    var little = Given.Context with { Limits = EvaluationLimits.Default with { Fuel = fuel } };
                    var outcome = Outcome($"{{{{ {text} }}}}", little);
                    Assert.True(
                        outcome == ExpressionErrorCodes.FuelExhausted
                            || outcome == Outcome($"{{{{ {text} }}}}", Given.Context)
                    );
                },
                iter: 1_000
            );

    private static string Outcome(string text, EvaluationContext context)
    {
        var rendered = Given.Render(text, context);
        Assert.True(rendered.Value is null != rendered.Error is null);
        return rendered.Error?.Code ?? ValueJson.ToText(rendered.Value!);
    }
}
