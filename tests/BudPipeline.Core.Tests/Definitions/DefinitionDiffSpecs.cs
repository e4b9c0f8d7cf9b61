using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Definitions;

public sealed class DefinitionDiffSpecs
{
    private const string Before = """
        name: p
        parameters: [{name: who, default: world}]
        steps:
          - {id: a, action: log, params: {message: hi, level: info}}
          - {id: b, action: log, depends_on: a}
        """;

    [Theory]
    [InlineData("message: hi", "message: ho", "steps.a.params.message \"hi\" -> \"ho\"")]
    [InlineData(", level: info", "", "steps.a.params.level \"info\" -> nothing")]
    [InlineData("default: world", "default: you", "parameters.who.default \"world\" -> \"you\"")]
    [InlineData("name: p\n", "name: q\n", "name \"p\" -> \"q\"")]
    [InlineData("depends_on: a}", "depends_on: a, weight: 2}", "steps.b.weight 1.0 -> 2.0")]
    [InlineData("name: p\n", "name: p\nsettings: {timeout_seconds: 60}\n", "settings.timeout_seconds 7200 -> 60")]
    [InlineData("name: p\n", "# only a comment\nname: p\nversion: '1.0'\n", "")]
    public void One_change_is_one_place(string old, string changed, string expected) =>
        Assert.Equal(expected, string.Join('\n', Changes(Before.Replace(old, changed, StringComparison.Ordinal))));

    [Fact]
    public void Steps_that_only_change_places_are_told_as_their_order()
    {
        var change = Assert.Single(
            Changes(
                """
                name: p
                parameters: [{name: who, default: world}]
                steps:
                  - {id: b, action: log, depends_on: a}
                  - {id: a, action: log, params: {message: hi, level: info}}
                """
            )
        );
        Assert.Equal("steps (order) [\"a\",\"b\"] -> [\"b\",\"a\"]", change);
    }

    private static IEnumerable<string> Changes(string after) =>
        DefinitionDiff
            .Between(Definition(Before), Definition(after))
            .Select(change => $"{change.Path} {Text(change.Before)} -> {Text(change.After)}");

    private static string Text(Value? value) => value is null ? "nothing" : ValueJson.ToText(value);

    private static PipelineDefinition Definition(string yaml) =>
        DefinitionCompiler.Compile(yaml, BuiltInActions.Catalog).Definition
        ?? throw new InvalidOperationException("no definition");
}
