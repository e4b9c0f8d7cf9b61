using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Expressions;

public sealed class ConditionSpecs
{
    [Theory]
    [InlineData("", true)]
    [InlineData("  \n", true)]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData(" 1 ", true)]
    [InlineData("Yes", true)]
    [InlineData("false", false)]
    [InlineData("False", false)]
    [InlineData("0", false)]
    [InlineData("no", false)]
    public void Blank_text_and_words_need_no_expression(string condition, bool holds) =>
        Assert.Equal(holds, Given.Holds(condition));

    [Theory]
    [InlineData("{{ params.empty }}", false)]
    [InlineData("{{ params.never }}", false)]
    [InlineData("{{ params.off }}", false)]
    [InlineData("{{ params.none }}", false)]
    [InlineData("{{ params.zero }}", false)]
    [InlineData("{{ 0.0 }}", false)]
    [InlineData("{{ '0.0' }}", false)]
    [InlineData("{{ '-0' }}", false)]
    [InlineData("{{ ' None ' }}", false)]
    [InlineData("{{ [] }}", false)]
    [InlineData("{{ {} }}", false)]
    [InlineData("{{ () }}", false)]
    [InlineData("{{ '[]' }}", false)]
    [InlineData("{{ '{}' }}", false)]
    [InlineData("{{ 'set()' }}", false)]
    [InlineData("{{ params.missing }}", false)]
    [InlineData("{{ params.no }}", true)]
    [InlineData("{{ 'x' }}", true)]
    [InlineData("{{ params.yes }}", true)]
    [InlineData("{{ params.n }}", true)]
    [InlineData("{{ -1 }}", true)]
    [InlineData("{{ params.list }}", true)]
    [InlineData("{{ [0] }}", true)]
    [InlineData("  {{ params.n > 3 }}  ", true)]
    [InlineData("{{ params.n > 5 }}", false)]
    [InlineData("{% if params.n > 3 %}true{% else %}false{% endif %}", true)]
    [InlineData("{% if params.n > 9 %}true{% else %}false{% endif %}", false)]
    [InlineData("{% if params.n > 9 %}x{% endif %}", false)]
    [InlineData("x{{ params.empty }}", true)]
    public void A_template_counts_as_what_it_gives(string condition, bool holds) =>
        Assert.Equal(holds, Given.Holds(condition));

    [Theory]
    [InlineData("params.n > 3", true)]
    [InlineData("params.n > 3 and params.n < 5", false)]
    [InlineData("params.n > 3 && params.n <= 5", true)]
    [InlineData("params.never || params.yes", true)]
    [InlineData("!params.never", true)]
    [InlineData("steps.deploy.status == 'completed'", true)]
    [InlineData("steps['a b'].status == \"failed\"", true)]
    [InlineData("steps.deploy.outputs.count >= 3", true)]
    [InlineData("params.none == null", true)]
    [InlineData("params.off", false)]
    [InlineData("params.no", true)]
    [InlineData("params.missing", false)]
    [InlineData("${params.n}", true)]
    [InlineData("params.text != '{{'", true)]
    [InlineData("'{%' in '{% x'", true)]
    [InlineData("${params.n} > 4", true)]
    [InlineData("${params.n} > 4 and ${params.zero} == 0", true)]
    public void Bare_text_is_an_expression(string condition, bool holds) => Assert.Equal(holds, Given.Holds(condition));

    [Theory]
    [InlineData("params.missing == 1", false)]
    [InlineData("params.missing == none", false)]
    [InlineData("params.missing == params.missing", false)]
    [InlineData("params.missing != 1", true)]
    [InlineData("params.missing > 1", false)]
    [InlineData("params.missing <= 1", false)]
    [InlineData("1 < params.missing", false)]
    [InlineData("params.missing in [1]", false)]
    [InlineData("1 in params.missing", false)]
    [InlineData("1 not in params.missing", true)]
    [InlineData("not params.missing", true)]
    [InlineData("not params.missing.deeper[3].still", true)]
    [InlineData("params.missing > 1 or true", true)]
    [InlineData("params.missing + 1 > 0", false)]
    [InlineData("{{ params.missing > 1 }}", false)]
    [InlineData("{{ not params.missing }}", true)]
    public void Nothing_equals_undefined_and_nothing_is_before_or_behind_it(string condition, bool holds) =>
        Assert.Equal(holds, Given.Holds(condition));

    [Theory]
    [InlineData("5 > '3'")]
    [InlineData("{{ params.list < 1 }}")]
    [InlineData("none < 1")]
    public void Ordering_values_of_different_types_is_an_error(string condition) =>
        Assert.Equal(ExpressionErrorCodes.TypeMismatch, Failure(condition).Code);

    [Theory]
    [InlineData("{{ params.n }} and {{ params.zero }}")]
    [InlineData("{{ params.n }} > 3")]
    [InlineData("'{{ params.text }}' == 'Hello World'")]
    [InlineData("not {{ params.n }}")]
    [InlineData("{{ params.n }}, {{ params.n }}")]
    public void Expressions_joined_by_text_are_refused_with_a_hint(string condition)
    {
        Assert.Null(Condition.Parse(condition, out var error));

        Assert.Equal(ExpressionErrorCodes.JoinedExpressions, error!.Code);
        Assert.Contains("one pair of braces", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("params.n >")]
    [InlineData("this is no expression")]
    [InlineData("params.n = 5")]
    [InlineData("{{ params.n")]
    [InlineData("params.n | uper")]
    public void What_is_no_expression_is_refused(string condition)
    {
        Assert.Null(Condition.Parse(condition, out var error));
        Assert.NotNull(error);
    }

    [Fact]
    public void In_strict_mode_an_undefined_name_is_an_error_that_names_it()
    {
        var evaluation = Condition.Parse("params.n > 1 and params.missing.x == 2", out _)!.Evaluate(Given.Strict);

        Assert.Equal(ExpressionErrorCodes.Undefined, evaluation.Error!.Code);
        Assert.Contains("'params.missing.x'", evaluation.Error.Message, StringComparison.Ordinal);
        Assert.Equal(17, evaluation.Error.Offset);
    }

    [Fact]
    public void It_keeps_its_text_and_tells_how_it_was_understood()
    {
        var condition = Condition.Parse("not a.b == 1 or c | length > 2", out _)!;

        Assert.Equal("not a.b == 1 or c | length > 2", condition.Text);
        Assert.Equal("((not (a.b == 1)) or ((c | length()) > 2))", condition.ToString());
    }

    [Theory]
    [InlineData("000", "(0)")]
    [InlineData("(no)", "(no)")]
    [InlineData("0", "false")]
    [InlineData("(true)", "true")]
    [InlineData("{{ 'a {% b' == '}}' }}", "{{ ('a {% b' == '}}') }}")]
    [InlineData("'{{' == 'x'", "{{ ('{{' == 'x') }}")]
    public void What_prints_like_a_word_is_not_taken_for_it(string condition, string printed)
    {
        Assert.Equal(printed, Condition.Parse(condition, out _)!.ToString());
        Assert.Equal(printed, Condition.Parse(printed, out _)!.ToString());
    }

    private static ExpressionError Failure(string condition) =>
        Condition.Parse(condition, out _)!.Evaluate(Given.Context).Error!;
}
