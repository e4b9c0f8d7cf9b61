using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Expressions;

public sealed class StatementSpecs
{
    [Theory]
    [InlineData("{% if params.n > 3 %}big{% elif params.n %}mid{% else %}small{% endif %}", "big")]
    [InlineData("{% if params.n > 9 %}big{% elif params.n %}mid{% else %}small{% endif %}", "mid")]
    [InlineData("{% if params.zero %}big{% elif params.empty %}mid{% else %}small{% endif %}", "small")]
    [InlineData("{% if params.zero %}big{% endif %}", "")]
    [InlineData("{% if true %}{% if false %}a{% else %}b{% endif %}{% endif %}", "b")]
    [InlineData("{% for x in params.list %}{{ x }},{% endfor %}", "3,1,2,")]
    [InlineData(
        "{% for x in params.list %}{{ loop.index }}/{{ loop.length }}{% if not loop.last %} {% endif %}{% endfor %}",
        "1/3 2/3 3/3"
    )]
    [InlineData(
        "{% for x in 'ab' %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.first }} {% endfor %}",
        "02True 11False "
    )]
    [InlineData("{% for x in [] %}a{% else %}nothing{% endfor %}", "nothing")]
    [InlineData("{% for x in params.missing %}a{% endfor %}", "")]
    [InlineData("{% for x in params.list if x > 1 %}{{ x }}{{ loop.index }} {% endfor %}", "31 22 ")]
    [InlineData("{% for k, v in params.map | items %}{{ k }}={{ v }};{% endfor %}", "b=2;a=1;")]
    [InlineData("{% for k in params.map %}{{ k }}{% endfor %}", "ba")]
    [InlineData("{% for i in range(3) %}{{ i }}{% endfor %}", "012")]
    [InlineData("{% for i in range(5, 0, -2) %}{{ i }}{% endfor %}", "531")]
    [InlineData("{% for a in [1, 2] %}{% for b in [1, 2] %}{{ a }}{{ b }} {% endfor %}{% endfor %}", "11 12 21 22 ")]
    [InlineData("{% set x = 5 %}{{ x + 1 }}!", "6!")]
    [InlineData("{% set a, b = [1, 2] %}{{ a }}{{ b }}", "12")]
    [InlineData("{% set a, b = 1, 2 %}{{ a }}{{ b }}", "12")]
    [InlineData("{% for i in 1, 2, 3 %}{{ i }}{% endfor %}", "123")]
    [InlineData(
        "{% set ns = namespace(t=0) %}{% for i in [1, 2] %}{% set ns.t = ns.t + i %}{% endfor %}{{ ns.t }}",
        "3"
    )]
    [InlineData(
        "{% set ns = namespace() %}{% set ns.a = [ns] %}{% set ns.a = [ns, 1] %}{{ ns }}",
        "{'a': [{'a': [{}]}, 1]}"
    )]
    [InlineData("{% set ns = namespace(a=1) %}{% set old = ns %}{% set ns.a = 2 %}{{ old.a }}{{ ns.a }}", "12")]
    [InlineData("{% set x %}a{{ params.n }}{% endset %}[{{ x }}]", "[a5]")]
    [InlineData("{% set x = 1 %}{% for i in [2] %}{% set x = i %}{% endfor %}{{ x }}!", "1!")]
    [InlineData("{% if true %}{% set y = 2 %}{% endif %}{{ y }}!", "2!")]
    [InlineData("{% raw %}{{ no }} {% if %} ${params.n}{% endraw %}{{ 1 }}", "{{ no }} {% if %} ${params.n}1")]
    [InlineData("a {%- if true -%} b {%- endif -%} c", "abc")]
    [InlineData("a {#- c -#} b{{ 1 }}", "ab1")]
    [InlineData("a {%+ if true +%} b {% endif %} c", "a  b  c")]
    public void A_statement_shapes_the_text(string template, string text) =>
        Assert.Equal(Value.Of(text), Given.Render(template).Value);

    [Theory]
    [InlineData("{% if 1 %}a", ExpressionErrorCodes.Unclosed, 0)]
    [InlineData("a {% for x in [] %}", ExpressionErrorCodes.Unclosed, 2)]
    [InlineData("{% set x %}", ExpressionErrorCodes.Unclosed, 0)]
    [InlineData("{% raw %}", ExpressionErrorCodes.Unclosed, 0)]
    [InlineData("{{ 1 }}{# a", ExpressionErrorCodes.Unclosed, 7)]
    [InlineData("x {% if 1", ExpressionErrorCodes.Unclosed, 2)]
    [InlineData("{% endif %}", ExpressionErrorCodes.UnknownStatement, 0)]
    [InlineData("{% if 1 %}{% endfor %}{% endif %}", ExpressionErrorCodes.UnknownStatement, 10)]
    [InlineData("{% macro a() %}{% endmacro %}", ExpressionErrorCodes.UnknownStatement, 0)]
    [InlineData("{% iff 1 %}{% endif %}", ExpressionErrorCodes.UnknownStatement, 0)]
    [InlineData("{% if %}{% endif %}", ExpressionErrorCodes.Syntax, 6)]
    [InlineData("{% for in [] %}{% endfor %}", ExpressionErrorCodes.Syntax, 7)]
    [InlineData("{% for x of [] %}{% endfor %}", ExpressionErrorCodes.Syntax, 9)]
    [InlineData("{% set x == 1 %}", ExpressionErrorCodes.Syntax, 9)]
    [InlineData("{% set params.n = 1 %}", ExpressionErrorCodes.TypeMismatch, 0)]
    [InlineData("{% set ns. = 1 %}", ExpressionErrorCodes.Syntax, 11)]
    [InlineData("{% set ns.a %}{% endset %}", ExpressionErrorCodes.Syntax, 12)]
    [InlineData("{% %}", ExpressionErrorCodes.UnknownStatement, 0)]
    [InlineData("{% for a, b in [1] %}{% endfor %}", ExpressionErrorCodes.TypeMismatch, 0)]
    [InlineData("{% for a in 5 %}{% endfor %}", ExpressionErrorCodes.TypeMismatch, 0)]
    public void A_statement_that_means_nothing_is_an_error_at_its_place(string template, string code, int offset)
    {
        var error = Given.Error(template);

        Assert.Equal((code, offset), (error.Code, error.Offset));
    }
}
