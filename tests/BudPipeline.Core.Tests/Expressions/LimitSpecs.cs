using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Expressions;

public sealed class LimitSpecs
{
    [Theory]
    [InlineData("{% for i in range(1000000000) %}x{% endfor %}")]
    [InlineData("{% for i in range(1000) %}{% for j in range(1000) %}{% endfor %}{% endfor %}")]
    [InlineData("{{ range(9223372036854775807) }}")]
    [InlineData("{{ range(-9223372036854775808, 9223372036854775807) }}")]
    [InlineData("{{ [0] * 9223372036854775807 }}")]
    [InlineData("{{ ([0] * 60000) + ([0] * 60000) }}")]
    [InlineData("{{ [1] | slice(9223372036854775807) }}")]
    [InlineData("{{ [1] | batch(2147483647, 0) }}")]
    [InlineData("{{ ([[1] * 1000] * 1000) == ([[1] * 1000] * 1000) }}")]
    public void Fuel_ends_every_evaluation(string template) =>
        Assert.Equal(ExpressionErrorCodes.FuelExhausted, Given.Error(template).Code);

    [Theory]
    [InlineData("big[0]")]
    [InlineData("big[-1]")]
    [InlineData("big | trim | length")]
    [InlineData("big == big ~ ''")]
    [InlineData("big is lower")]
    [InlineData("'y' in big")]
    [InlineData("[big, big] | min")]
    [InlineData("big | regex_replace('y', '')")]
    public void Work_on_long_text_costs_fuel_even_when_little_comes_of_it(string expression)
    {
        var context = Given.Of(MapValue.Of(("big", Value.Of(new string(' ', 100_000)))));
        var template = $"{{% for i in range(1000) %}}{{{{ 'x' if {expression} }}}}{{% endfor %}}";

        Assert.Equal(ExpressionErrorCodes.FuelExhausted, Given.Error(template, context).Code);
    }

    [Theory]
    [InlineData("{{ 'x' * 9223372036854775807 }}")]
    [InlineData("{{ ('x' * 1000000) ~ ('x' * 1000000) }}")]
    [InlineData("{% for i in range(20000) %}{{ 'x' * 1000 }}{% endfor %}")]
    [InlineData("{{ (['x' * 1000] * 5000) | join }}")]
    [InlineData("{{ (['x' * 1000] * 5000) | string }}")]
    [InlineData("{{ (['x' * 1000] * 5000) | tojson }}")]
    [InlineData("{{ ('x' * 1000000) | replace('x', 'yy') }}")]
    [InlineData("{{ ('x' * 1000000) | b64encode }}")]
    public void Text_has_a_greatest_length(string template)
    {
        var generous = Given.Context with { Limits = EvaluationLimits.Default with { Fuel = int.MaxValue } };

        Assert.Equal(ExpressionErrorCodes.OutputTooLong, Given.Error(template, generous).Code);
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("{'a':", "}")]
    [InlineData("-", "")]
    [InlineData("not ", "")]
    [InlineData("", " is eq 1")]
    [InlineData("x[", "]")]
    [InlineData("1 if 1 else ", "")]
    [InlineData("range(", ")")]
    [InlineData("${", "}")]
    public void Nesting_has_a_greatest_depth_and_never_breaks_the_stack(string open, string close)
    {
        var expression = Repeat(open, 100_000) + "1" + Repeat(close, 100_000);

        Assert.Equal(ExpressionErrorCodes.TooDeep, Given.Error($"{{{{ {expression} }}}}").Code);
    }

    [Theory]
    [InlineData("{% if 1 %}")]
    [InlineData("{% for x in [1] %}")]
    [InlineData("{% set x %}")]
    public void Statements_have_a_greatest_depth(string statement) =>
        Assert.Equal(ExpressionErrorCodes.TooDeep, Given.Error(Repeat(statement, 100_000)).Code);

    [Theory]
    [InlineData("1", " + 1", "20001")]
    [InlineData("true", " and true", "true")]
    [InlineData("false", " or true", "true")]
    [InlineData("1", " < 2 > 1", "true")]
    [InlineData("params", ".x", "\"\"")]
    [InlineData("'a'", " | upper", "\"A\"")]
    public void A_long_row_of_operators_is_not_deep(string first, string next, string json) =>
        Assert.Equal(json, Given.Json($"{{{{ {first}{Repeat(next, 20_000)} }}}}"));

    [Fact]
    public void A_regular_expression_has_a_longest_time()
    {
        var names = MapValue.Of(("big", Value.Of(new string('a', 700_000))));
        var hasty = Given.Of(names) with
        {
            Limits = EvaluationLimits.Default with { RegexTime = TimeSpan.FromTicks(1) },
        };

        var error = Given.Error("{{ big | regex_replace('(a|b)*c', '') }}", hasty);

        Assert.Equal(ExpressionErrorCodes.RegexTimeout, error.Code);
        Assert.Contains("'(a|b)*c' takes longer than", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("(a|a)*b")]
    [InlineData("(.*a){12}c")]
    public void No_regular_expression_backtracks_for_ever(string pattern)
    {
        var context = Given.Of(MapValue.Of(("text", Value.Of(new string('a', 50_000) + "!"))));

        var outcome = Given.Render($"{{{{ text | regex_replace('{pattern}', '') | length }}}}", context);

        Assert.NotEqual(ExpressionErrorCodes.RegexTimeout, outcome.Error?.Code);
    }

    [Theory]
    [InlineData("batch(1)")]
    [InlineData("slice(1)")]
    public void A_filter_that_puts_lists_into_lists_cannot_go_on_for_ever(string filter)
    {
        Assert.Null(Given.Render($"{{{{ [1]{Repeat(" | " + filter, 40)} }}}}").Error);
        Assert.Equal(ExpressionErrorCodes.TooDeep, Given.Error($"{{{{ [1]{Repeat(" | " + filter, 5_000)} }}}}").Code);
    }

    [Fact]
    public void What_a_template_gives_nests_no_deeper_than_can_be_read_back()
    {
        var most = Given.Of(MapValue.Of(("x", Nested(48))));
        var more = Given.Of(MapValue.Of(("x", Nested(49))));

        Assert.Null(Given.Render("{{ x }}", most).Error);
        Assert.Equal(ExpressionErrorCodes.TooDeep, Given.Error("{{ x }}", more).Code);
        Assert.Equal("\"ok\"", Given.Json("{{ 'ok' if x }}", more));
    }

    [Fact]
    public void A_context_may_allow_less()
    {
        var strict = Given.Context with { Limits = new EvaluationLimits(10, 2, 5) };

        Assert.Equal(
            ExpressionErrorCodes.FuelExhausted,
            Given.Error("{{ 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 }}", strict).Code
        );
        Assert.Equal(ExpressionErrorCodes.TooDeep, Given.Error("{{ ((1)) }}", strict).Code);
        Assert.Equal(ExpressionErrorCodes.OutputTooLong, Given.Error("a {{ 'bcde' }}", strict).Code);
    }

    [Fact]
    public void A_value_that_is_too_deep_is_reported_and_stays_as_it_is()
    {
        var deep = Value.Of("{{ 1 }}");
        for (var i = 0; i < 1_000; i++)
        {
            deep = Value.Of([deep]);
        }

        var template = ValueTemplate.Parse(deep, out var problems);

        Assert.Equal(ExpressionErrorCodes.TooDeep, Assert.Single(problems).Error.Code);
        Assert.True(template.IsConstant);
    }

    [Fact]
    public void A_deep_value_can_be_used_without_breaking_the_stack()
    {
        var deep = Value.Of(1);
        for (var i = 0; i < 10_000; i++)
        {
            deep = Value.Of([deep]);
        }

        var context = Given.Of(MapValue.Of(("deep", deep)));

        Assert.Equal(ExpressionErrorCodes.TooDeep, Given.Error("{{ deep == deep }}", context).Code);
        Assert.Equal(ExpressionErrorCodes.TooDeep, Given.Error("{{ deep | tojson }}", context).Code);
        Assert.Contains("…", ValueTextForms.Of(deep), StringComparison.Ordinal);
    }

    private static Value Nested(int levels)
    {
        var value = Value.Of(1);
        for (var i = 0; i < levels; i++)
        {
            value = i % 2 == 0 ? Value.Of([value]) : MapValue.Of(("k", value));
        }

        return value;
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
