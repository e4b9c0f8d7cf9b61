using System.Collections.Immutable;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Definitions;

public sealed class ParametersSpecs
{
    private static ParameterDefinition Parameter(
        string name,
        string type = "string",
        bool required = true,
        string? fallback = null
    )
    {
        var json = fallback is null ? "" : $", default: {fallback}";
        var yaml = $"parameters: [{{name: {name}, type: {type}, required: {(required ? "true" : "false")}{json}}}]";
        return DefinitionReader.Read($"{yaml}\nsteps: [{{id: a, action: log}}]").Definition!.Parameters[0];
    }

    private static (MapValue Bound, ImmutableArray<Diagnostic> Problems) Bind(
        string given,
        params ImmutableArray<ParameterDefinition> declared
    ) => Parameters.Bind(declared, (MapValue)ValueJson.Parse(given));

    [Theory]
    [InlineData("string", "\"x\"", "\"x\"")]
    [InlineData("string", "3", "\"3\"")]
    [InlineData("string", "true", "\"true\"")]
    [InlineData("integer", "3", "3")]
    [InlineData("integer", "\"3\"", "3")]
    [InlineData("integer", "3.0", "3")]
    [InlineData("integer", "\" -3 \"", "-3")]
    [InlineData("float", "3", "3.0")]
    [InlineData("float", "\"3\"", "3.0")]
    [InlineData("float", "\"0.5\"", "0.5")]
    [InlineData("float", "0.25", "0.25")]
    [InlineData("boolean", "true", "true")]
    [InlineData("boolean", "\"True\"", "true")]
    [InlineData("boolean", "\"false\"", "false")]
    [InlineData("array", "[1]", "[1]")]
    [InlineData("array", "\"[1, \\\"a\\\"]\"", "[1,\"a\"]")]
    [InlineData("object", "{\"a\":1}", "{\"a\":1}")]
    [InlineData("object", "\"{\\\"a\\\": 1}\"", "{\"a\":1}")]
    [InlineData("model_ref", "[1]", "[1]")]
    public void A_value_is_brought_into_its_type(string type, string given, string expected)
    {
        var (bound, problems) = Bind($"{{\"p\": {given}}}", Parameter("p", type));
        Assert.Empty(problems);
        Assert.Equal(expected, bound["p"].ToString());
    }

    [Theory]
    [InlineData("string", "[1]", "a text")]
    [InlineData("integer", "\"three\"", "an integer")]
    [InlineData("integer", "3.5", "an integer")]
    [InlineData("integer", "true", "an integer")]
    [InlineData("integer", "1e300", "an integer")]
    [InlineData("integer", "\"9223372036854775808\"", "an integer")]
    [InlineData("float", "\"much\"", "a number")]
    [InlineData("float", "\"NaN\"", "a number")]
    [InlineData("boolean", "1", "true or false")]
    [InlineData("boolean", "\"yes\"", "true or false")]
    [InlineData("array", "{\"a\":1}", "a list")]
    [InlineData("array", "\"[1\"", "a list")]
    [InlineData("object", "\"[1]\"", "an object")]
    [InlineData("array", "\"[\\\"\\\\ud800\\\"]\"", "a list")]
    public void A_value_of_another_type_is_refused_with_what_is_expected(string type, string given, string expected)
    {
        var (bound, problems) = Bind($"{{\"p\": {given}}}", Parameter("p", type));
        var problem = Assert.Single(problems);
        Assert.Equal(("PARAMETER_TYPE", "params.p"), (problem.Code, problem.Path));
        Assert.Contains($"'p' must be of type {type}, not ", problem.Message, StringComparison.Ordinal);
        Assert.Contains(expected, problem.Hint, StringComparison.Ordinal);
        Assert.Equal(0, bound.Count);
    }

    [Fact]
    public void A_required_parameter_must_be_given()
    {
        var problem = Assert.Single(Bind("{}", Parameter("region", "integer")).Problems);
        Assert.Equal(("MISSING_PARAMETER", "params.region"), (problem.Code, problem.Path));
        Assert.Contains("'region' of type integer", problem.Message, StringComparison.Ordinal);
        Assert.Contains("-p region=", problem.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_name_is_pointed_out()
    {
        var problem = Assert.Single(Bind("""{"regoin": "eu"}""", Parameter("region")).Problems);
        Assert.Equal("'regoin' was given: did you mean 'region'?", problem.Hint);
    }

    [Fact]
    public void All_problems_come_at_once() =>
        Assert.Equal(
            ["params.a", "params.b"],
            Bind("""{"b": "x"}""", Parameter("a"), Parameter("b", "integer")).Problems.Select(p => p.Path)
        );

    [Fact]
    public void A_default_stands_in_and_is_typed_too() =>
        Assert.Equal("""{"p":2.0}""", Bind("{}", Parameter("p", "float", fallback: "2")).Bound.ToString());

    [Fact]
    public void A_given_value_wins_over_the_default() =>
        Assert.Equal("""{"p":"x"}""", Bind("""{"p":"x"}""", Parameter("p", fallback: "y")).Bound.ToString());

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"p": null}""")]
    public void A_null_counts_as_absent(string given)
    {
        var (bound, problems) = Bind(given, Parameter("p", required: false, fallback: "null"));
        Assert.Empty(problems);
        Assert.False(bound.TryGet("p", out _));
        Assert.Single(Bind(given, Parameter("p")).Problems);
    }

    [Fact]
    public void What_is_not_declared_is_kept_behind_what_is() =>
        Assert.Equal(
            """{"p":"1","x":[1],"y":null}""",
            Bind("""{"x": [1], "p": "1", "y": null}""", Parameter("p")).Bound.ToString()
        );
}
