using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Expressions;

public sealed class SecretSpecs
{
    [Theory]
    [InlineData("{{ secrets.token }}", "{token}")]
    [InlineData("Bearer {{ secrets.token }}!", "Bearer |{token}|!")]
    [InlineData("{{ secrets.token }}{{ secrets.token }}", "{token}|{token}")]
    [InlineData("{{ 'a' ~ secrets.token }}", "a|{token}")]
    [InlineData("{{ 'a' + secrets.token + 'b' }}", "a|{token}|b")]
    [InlineData("{{ ['a', secrets.token] | join('-') }}", "a-|{token}")]
    [InlineData("x{{ [secrets.token] }}", "x['|{token}|']")]
    [InlineData("{{ secrets.token | default('none') }}", "{token}")]
    [InlineData("{% set t = secrets.token %}<{{ t }}>", "<|{token}|>")]
    public void Text_with_a_secret_in_it_is_deferred(string template, string parts)
    {
        var secret = Assert.IsType<SecretValue>(Given.Render(template).Value);

        Assert.Equal(parts, string.Join('|', secret.Parts.Select(p => p.IsSecret ? $"{{{p.Text}}}" : p.Text)));
    }

    [Theory]
    [InlineData("{{ secrets.token == 'x' }}")]
    [InlineData("{{ secrets.token != none }}")]
    [InlineData("{{ secrets.token < 'x' }}")]
    [InlineData("{{ 'x' in secrets.token }}")]
    [InlineData("{{ secrets.token in ['x'] }}")]
    [InlineData("{{ [secrets.token] == ['x'] }}")]
    [InlineData("{{ secrets.token in params.map }}")]
    [InlineData("{{ params.map[secrets.token] }}")]
    [InlineData("{{ secrets.token | upper }}")]
    [InlineData("{{ secrets.token | length }}")]
    [InlineData("{{ [secrets.token] | tojson }}")]
    [InlineData("{{ [secrets.token] | string }}")]
    [InlineData("{{ 'x' | replace('x', secrets.token) }}")]
    [InlineData("{{ secrets.token is string }}")]
    [InlineData("{{ 'a' if secrets.token }}")]
    [InlineData("{{ secrets.token and true }}")]
    [InlineData("{{ secrets.token * 2 }}")]
    [InlineData("{{ {secrets.token: 1} }}")]
    [InlineData("{% for c in secrets.token %}{{ c }}{% endfor %}")]
    public void Nothing_looks_into_a_secret(string template) =>
        Assert.Equal(ExpressionErrorCodes.SecretNotReadable, Given.Error(template).Code);

    [Fact]
    public void It_may_be_asked_whether_there_is_one() =>
        Assert.Equal("[true,false]", Given.Json("{{ [secrets.token is defined, secrets.other is defined] }}"));

    [Fact]
    public void A_condition_on_a_secret_is_an_error() =>
        Assert.Equal(
            ExpressionErrorCodes.SecretNotReadable,
            Condition.Parse("secrets.token", out _)!.Evaluate(Given.Context).Error!.Code
        );

    [Fact]
    public void Its_text_form_is_masked() =>
        Assert.Equal("a " + SecretValue.Mask, ValueTextForms.Of(Given.Render("a {{ secrets.token }}").Value!));
}
