using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Expressions;

public sealed class ValueTemplateSpecs
{
    [Theory]
    [InlineData("{{ params.n }}", "5")]
    [InlineData(" {{ params.n }} ", "5")]
    [InlineData("{{ params.f }}", "2.5")]
    [InlineData("{{ params.yes }}", "true")]
    [InlineData("{{ params.none }}", "null")]
    [InlineData("{{ params.list }}", "[3,1,2]")]
    [InlineData("{{ params.map }}", """{"b":2,"a":1}""")]
    [InlineData("{{ params.list[0] }}", "3")]
    [InlineData("{{ params.n + 1 }}", "6")]
    [InlineData("{{ params.n == 5 }}", "true")]
    [InlineData("{{ 'a' if params.n > 9 else 'b' }}", "\"b\"")]
    [InlineData("{{ 'a' if params.n > 9 }}", "\"\"")]
    [InlineData("{{ '007' | lower }}", "\"007\"")]
    [InlineData("{{ params.text | upper }}", "\"HELLO WORLD\"")]
    [InlineData("{{ params.list | join(',') }}", "\"3,1,2\"")]
    [InlineData("{{ params.list | length }}", "3")]
    [InlineData("${params.n}", "5")]
    [InlineData("${ params.list }", "[3,1,2]")]
    [InlineData("${params.missing | default(7)}", "7")]
    public void One_whole_expression_gives_its_native_value(string template, string json) =>
        Assert.Equal(json, Given.Json(template));

    [Theory]
    [InlineData("n={{ params.n }}", "n=5")]
    [InlineData("{{ params.n }}{{ params.n }}", "55")]
    [InlineData("{{ params.yes }} {{ params.never }} {{ params.none }}", "True False None")]
    [InlineData("{{ params.list }} {{ params.map }}", "[3, 1, 2] {'b': 2, 'a': 1}")]
    [InlineData("{{ [1.0, 'a', \"it's\", none, true, {}] }}.", "[1.0, 'a', \"it's\", None, True, {}].")]
    [InlineData("{{ params.map | tojson }}.", """{"b": 2, "a": 1}.""")]
    [InlineData("<{{ params.missing }}>", "<>")]
    [InlineData("<{{ params.missing.x.y }}>", "<>")]
    [InlineData("<{{ nobody.x | default('d') }}>", "<d>")]
    [InlineData("<{{ params.list[9] }}>", "<>")]
    [InlineData("a ${params.n} b", "a 5 b")]
    [InlineData("{{ '}}' }} {{ '{{' }}", "}} {{")]
    [InlineData("a {# comment #}{{ 1 }}", "a 1")]
    [InlineData("a  {{- 1 -}}  b", "a1b")]
    [InlineData("a {{ 1 }}\n", "a 1")]
    [InlineData("a {{ 1 }}\n\n", "a 1\n")]
    [InlineData("a }} {{ 1 }}", "a }} 1")]
    [InlineData("{{ {'a': {'b': 1}}.a.b }}!", "1!")]
    public void Text_around_expressions_gives_text(string template, string text) =>
        Assert.Equal(ValueJson.ToText(Value.Of(text)), Given.Json(template));

    [Theory]
    [InlineData("{{ params.missing }}")]
    [InlineData("{{ params.missing + 1 }}")]
    [InlineData("{{ params.missing > 1 }}")]
    [InlineData("a {{ params.missing * 2 }} b")]
    [InlineData("a {{ -params.missing }} b")]
    [InlineData("{% if params.missing > 1 %}a{% else %}b{% endif %}")]
    public void An_operator_that_misses_an_operand_leaves_the_whole_text_empty(string template) =>
        Assert.Equal("\"\"", Given.Json(template));

    [Fact]
    public void A_default_behind_an_operator_that_missed_an_operand_is_taken() =>
        Assert.Equal("\"x 3\"", Given.Json("x {{ (params.missing + 1) | default(3) }}"));

    [Theory]
    [InlineData("plain")]
    [InlineData("{# only a comment #}")]
    [InlineData("}} { }")]
    [InlineData("echo ${HOME} ${x:-y} ${#list} ${items[@]}")]
    [InlineData("line\n")]
    public void Text_without_templates_is_constant(string text)
    {
        var source = Value.Of(text);

        var template = ValueTemplate.Parse(source, out var problems);

        Assert.Empty(problems);
        Assert.True(template.IsConstant);
        Assert.Same(source, template.Render(Given.Context).Value);
    }

    [Fact]
    public void What_belongs_to_a_shell_stays_in_a_text_with_templates() =>
        Assert.Equal("\"${HOME}/5 ${#x}\"", Given.Json("${HOME}/{{ params.n }} ${#x}"));

    [Fact]
    public void Lists_and_maps_are_rendered_inside_and_constant_parts_are_shared()
    {
        var source = (MapValue)
            ValueJson.Parse(
                """{"{{ key }}": "{{ params.n }}", "same": {"a": [1, "x"]}, "list": [true, "<{{ params.f }}>"]}"""
            );

        var template = ValueTemplate.Parse(source, out var problems);
        var rendered = (MapValue)template.Render(Given.Context).Value!;

        Assert.Empty(problems);
        Assert.False(template.IsConstant);
        Assert.Same(source, template.Source);
        Assert.Equal("""{"{{ key }}":5,"same":{"a":[1,"x"]},"list":[true,"<2.5>"]}""", ValueJson.ToText(rendered));
        Assert.Same(source["same"], rendered["same"]);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("""{"a":[1,{"b":"text"}]}""")]
    public void A_value_without_templates_renders_to_itself_without_allocation(string json)
    {
        var source = ValueJson.Parse(json);
        var template = ValueTemplate.Parse(source, out _);
        template.Render(Given.Context);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var rendered = template.Render(Given.Context);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Same(source, rendered.Value);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Every_text_that_does_not_parse_is_reported_with_its_path_and_stays_as_it_is()
    {
        var source = ValueJson.Parse(
            """{"a": "{{ 1 + }}", "b": [1, {"c": "{{ x | uper }}"}], "d": "{{ params.n }}"}"""
        );

        var template = ValueTemplate.Parse(source, out var problems);

        Assert.Equal(["a", "b.1.c"], problems.Select(p => p.Path));
        Assert.Equal(
            [ExpressionErrorCodes.Syntax, ExpressionErrorCodes.UnknownFilter],
            problems.Select(p => p.Error.Code)
        );
        Assert.Equal(
            """{"a":"{{ 1 + }}","b":[1,{"c":"{{ x | uper }}"}],"d":5}""",
            ValueJson.ToText(template.Render(Given.Context).Value!)
        );
    }

    [Fact]
    public void A_failure_inside_a_larger_value_names_its_path()
    {
        var template = ValueTemplate.Parse(ValueJson.Parse("""{"a": {"b": ["", "{{ 1 / 0 }}"]}}"""), out _);

        var error = template.Render(Given.Context).Error!;

        Assert.Equal(ExpressionErrorCodes.DivisionByZero, error.Code);
        Assert.StartsWith("a.b.1: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, error.Offset);
    }

    [Theory]
    [InlineData("{{ params.missing }}", "'params.missing' is undefined")]
    [InlineData("a {{ params.map.c.d }}", "'params.map.c.d' is undefined")]
    [InlineData("{{ steps['a b'].outputs.y | upper }}", "'steps['a b'].outputs.y' is undefined")]
    [InlineData("{{ params.list[params.n] }}", "'params.list[params.n]' is undefined")]
    [InlineData("{{ nobody + 1 }}", "'nobody' is undefined")]
    [InlineData("{{ [nobody] }}", "'nobody' is undefined")]
    [InlineData("{{ 'a' | replace('a', nobody) }}", "'nobody' is undefined")]
    public void In_strict_mode_undefined_is_an_error_that_names_the_path(string template, string message)
    {
        var error = Given.Error(template, Given.Strict);

        Assert.Equal(ExpressionErrorCodes.Undefined, error.Code);
        Assert.Equal(message, error.Message);
    }

    [Theory]
    [InlineData("{{ params.missing | default('d') }}", "\"d\"")]
    [InlineData("{{ params.missing | default(params.other) | default(1) }}", "1")]
    [InlineData("{{ params.missing is defined }}", "false")]
    [InlineData("{{ params.n if params.n is defined else params.missing }}", "5")]
    [InlineData("{{ 'a' if false }}", "\"\"")]
    public void Strict_mode_lets_defaults_and_the_question_pass(string template, string json) =>
        Assert.Equal(json, Given.Json(template, Given.Strict));

    [Fact]
    public void A_key_named_like_a_method_is_a_key() =>
        Assert.Equal("[1]", Given.Json("{{ steps.deploy.outputs.items }}"));

    [Theory]
    [InlineData("{{ params.__class__ }}")]
    [InlineData("{{ ''.__class__.__mro__ }}")]
    [InlineData("{{ params.text.Length }}")]
    public void Nothing_of_the_host_can_be_reached(string template) => Assert.Equal("\"\"", Given.Json(template));
}
