using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Expressions;

public sealed class TrialContextSpecs
{
    private const string Names = """
        {
          "params": {"n": 5, "event": {"type": "model.added", "data": {"model_id": "m1"}}, "_trigger": {"type": "event"}},
          "steps": {"a": {"output": {"x": 1}}, "b": {"outputs": {"x": 2}, "status": "failed"}, "odd": 3},
          "pipeline": {"id": "pipe_1", "name": "p"},
          "execution": {"id": "exec_1"}
        }
        """;

    [Theory]
    [InlineData("{{ params.n + inputs.n }}", "10")]
    [InlineData("{{ steps.a.output.x + steps.a.outputs.x }}", "2")]
    [InlineData("{{ steps.b.output.x + steps.b.outputs.x }}", "4")]
    [InlineData("{{ steps.b.status }}", "\"failed\"")]
    [InlineData("{{ steps.odd }}", "3")]
    [InlineData("{{ event.model_id }} {{ event.type }} {{ params.event.data.model_id }}", "\"m1 model.added m1\"")]
    [InlineData("{{ trigger.type }}", "\"event\"")]
    [InlineData("{{ workflow.name }} {{ pipeline_id }} {{ execution_id }}", "\"p pipe_1 exec_1\"")]
    [InlineData("{{ now }} {{ today }}", "\"2026-01-02T03:04:05.006Z 2026-01-02\"")]
    [InlineData("{{ item }}", "\"\"")]
    [InlineData("${steps.a.output.x}", "1")]
    public void Names_are_completed_to_what_an_execution_gives(string template, string json) =>
        Assert.Equal(json, Given.Json(template, Of(Names)));

    [Fact]
    public void What_is_given_under_its_own_name_stays() =>
        Assert.Equal(
            "\"2000-01-01 e 7\"",
            Given.Json("{{ now }} {{ event }} {{ item }}", Of("""{"now": "2000-01-01", "event": "e", "item": 7}"""))
        );

    [Theory]
    [InlineData("{{ secrets.any }}")]
    [InlineData("a {{ secrets.token }}")]
    public void A_secret_is_deferred_whatever_is_given_for_it(string template) =>
        Assert.IsType<SecretValue>(Given.Render(template, Of("""{"secrets": {"token": "plain"}}""")).Value);

    private static EvaluationContext Of(string json) =>
        TrialContext.Of((MapValue)ValueJson.Parse(json), new DateTimeOffset(2026, 1, 2, 3, 4, 5, 6, TimeSpan.Zero));
}
