using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Expressions;

public sealed class ReferenceSpecs
{
    [Theory]
    [InlineData("steps.deploy.status", "steps/deploy/status@0")]
    [InlineData("steps['a b'].outputs.x > 1", "steps/a b/outputs/x@0")]
    [InlineData("steps.a.outputs.list[0].x", "steps/a/outputs/list/0/x@0")]
    [InlineData("params.map[params.key].x", "params/map@0 params/key@11")]
    [InlineData("params.list[params.from:].x", "params/list@0 params/from@12")]
    [InlineData("(steps.a).b", "steps/a/b@1")]
    [InlineData("a.b and not c or d ~ -e", "a/b@0 c@12 d@17 e@22")]
    [InlineData("x if y else z", "x@0 y@5 z@12")]
    [InlineData("[a, {b: c}, range(d)] | join(e)", "a@1 b@5 c@8 d@18 e@29")]
    [InlineData("a | default(b)", "a@0? b@12")]
    [InlineData("a.b | upper | default('x')", "a/b@0?")]
    [InlineData("(a + b) | default(0)", "a@1? b@5?")]
    [InlineData("a is defined", "a@0?")]
    [InlineData("a.b is defined and a.b.c > 1 and a.x", "a/b@0? a/b/c@19? a/x@33")]
    [InlineData("a is eq b", "a@0 b@8")]
    [InlineData("true", "")]
    [InlineData("1", "")]
    public void A_condition_tells_what_it_mentions(string condition, string references) =>
        Assert.Equal(references, Print(Condition.Parse(condition, out _)!.References));

    [Theory]
    [InlineData("a {{ b.c }} ${params.x} {{ d }}", "b/c@5 params/x@14 d@27")]
    [InlineData(
        "{% for x in items if x.ok and y %}{{ x.a }}{{ loop.index }}{{ z }}{% endfor %}{{ x }}",
        "items@12 y@30 z@62 x@81"
    )]
    [InlineData("{% set a = b %}{{ a.c }}{% set d %}{{ e }}{% endset %}{{ d }}", "b@11 e@38")]
    [InlineData("{% if a is defined %}{{ a.b }}{% elif c %}{{ d }}{% endif %}", "a@6? a/b@24? c@38 d@45")]
    [InlineData("{% raw %}{{ a }}{% endraw %}{# {{ b }} #}", "")]
    public void A_template_tells_what_it_takes_from_its_context(string template, string references) =>
        Assert.Equal(references, Print(Parse(Value.Of(template)).References.Select(r => r.Reference)));

    [Fact]
    public void References_of_a_larger_value_come_with_their_path()
    {
        var template = Parse(ValueJson.Parse("""{"a": "{{ x.y }}", "b": ["-", {"c": "{{ z }}"}]}"""));

        Assert.Equal(["a", "b.1.c"], template.References.Select(r => r.Path));
        Assert.Equal("x/y@3 z@3", Print(template.References.Select(r => r.Reference)));
    }

    private static ValueTemplate Parse(Value source)
    {
        var template = ValueTemplate.Parse(source, out var problems);
        Assert.Empty(problems);
        return template;
    }

    private static string Print(IEnumerable<Reference> references) =>
        string.Join(' ', references.Select(r => $"{string.Join('/', r.Path)}@{r.Offset}{(r.HasDefault ? "?" : "")}"));
}
