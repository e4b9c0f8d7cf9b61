using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Expressions;

public sealed class ValueTextFormsSpecs
{
    [Theory]
    [InlineData("null", "None")]
    [InlineData("true", "True")]
    [InlineData("false", "False")]
    [InlineData("-12", "-12")]
    [InlineData("1.0", "1.0")]
    [InlineData("\"it's\"", "it's")]
    [InlineData("[]", "[]")]
    [InlineData("{}", "{}")]
    [InlineData("[1, \"a\", [null]]", "[1, 'a', [None]]")]
    [InlineData("{\"k\": \"v\", \"n\": {\"x\": true}}", "{'k': 'v', 'n': {'x': True}}")]
    [InlineData(
        "[\"it's\", \"say \\\"hi\\\"\", \"'\\\"\", \"a\\n\\t\\\\\\u0001\"]",
        """["it's", 'say "hi"', '\'"', 'a\n\t\\\x01']"""
    )]
    public void A_value_has_the_text_that_Jinja_gives_it(string json, string text) =>
        Assert.Equal(text, ValueTextForms.Of(ValueJson.Parse(json)));

    [Fact]
    public void Undefined_has_none() => Assert.Equal("", ValueTextForms.Of(Value.Undefined));
}
