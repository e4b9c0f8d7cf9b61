using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Expressions;

public sealed class ExpressionErrorSpecs
{
    [Theory]
    [InlineData("{{ params.n | uper }}", 14, "there is no filter 'uper': did you mean 'upper'?")]
    [InlineData("{{ params.n is define }}", 15, "there is no test 'define': did you mean 'defined'?")]
    [InlineData("{{ rang(3) }}", 3, "there is no function 'rang': did you mean 'range'?")]
    [InlineData("{% iff x %}", 0, "there is no statement 'iff': did you mean 'if'?")]
    [InlineData("{{ params.map.items() }}", 19, "a value cannot be called: write '| items' instead of '.items()'")]
    [InlineData("{{ params.n = 5 }}", 12, "an operator or the end is expected, not '=' (to compare write '==')")]
    [InlineData("{{ 1 + }}", 7, "a value is expected, not the end")]
    [InlineData("{{ }}", 3, "a value is expected, not the end")]
    [InlineData("{{ 1 2 }}", 5, "an operator or the end is expected, not '2'")]
    [InlineData("{{ params..n }}", 10, "a name behind the '.' is expected, not '.'")]
    [InlineData("{{ [1, 2 }}", 9, "']' is expected, not the end")]
    [InlineData("{{ (1 + 2 }}", 10, "')' is expected, not the end")]
    [InlineData("a {{ 1", 2, "what starts here is never closed by '}}'")]
    [InlineData("{{ 'abc }}", 3, "the text that starts here has no closing '")]
    [InlineData("{{ a ? b }}", 5, "'?' means nothing in an expression")]
    [InlineData("{{ 1 + 'a' }}", 5, "'+' has no meaning between an integer and text: '~' joins anything as text")]
    [InlineData(
        "{{ 5 > '3' }}",
        5,
        "'>' has no meaning between an integer and text: '| int' or '| float' makes a number of text"
    )]
    [InlineData("{{ 'a' | replace('b') }}", 9, "filter 'replace' needs new")]
    [InlineData("{{ 'a' | upper(1) }}", 9, "filter 'upper' takes no arguments")]
    [InlineData("{{ 'a' | join(sep=1) }}", 9, "filter 'join' has no argument 'sep'")]
    [InlineData("{{ 1 / 0 }}", 5, "'/' by zero")]
    public void A_message_says_what_and_where(string template, int offset, string message)
    {
        var error = Given.Error(template);

        Assert.Equal(message, error.Message);
        Assert.Equal(offset, error.Offset);
    }
}
