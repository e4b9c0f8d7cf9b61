using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Executions;

/// <summary>The names that a template of an execution sees.</summary>
public sealed class ScopeSpecs
{
    private const string Eight = "|batch(1)|batch(1)|batch(1)|batch(1)|batch(1)|batch(1)|batch(1)|batch(1)";
    private const string Batches = Eight + Eight + Eight + Eight + Eight + Eight;

    private static readonly MapValue Event = (MapValue)
        ValueJson.Parse("""{"type": "model.added", "source": "app", "data": {"model_id": "m1", "source": "inner"}}""");

    [Theory]
    [InlineData("{{ params.n + inputs.n }}", "10")]
    [InlineData("{{ steps.first.output.x }}{{ steps.first.outputs.x }}", "\"77\"")]
    [InlineData("{{ [steps.first.status, steps.first.error, steps.first.attempt] }}", "[\"completed\",null,1]")]
    [InlineData(
        "{{ [execution.id, execution_id, pipeline.name, workflow.version] }}",
        "[\"exec_1\",\"exec_1\",\"p\",\"2\"]"
    )]
    [InlineData("{{ event.model_id }} {{ event.source }} {{ event.type }}", "\"m1 inner model.added\"")]
    [InlineData("{{ params.event.source }}", "\"app\"")]
    [InlineData("{{ trigger.type }}", "\"event\"")]
    [InlineData("{{ env.REGION }} {{ env.OTHER | default('-') }} {{ env | length }}", "\"eu - 1\"")]
    [InlineData("{{ now }} {{ today }}", "\"2026-01-01T00:00:00.000Z 2026-01-01\"")]
    [InlineData("Bearer {{ secrets.token }}", "\"Bearer ***REDACTED***\"")]
    [InlineData("{{ secrets }}", "{}")]
    [InlineData("{{ nobody }}", "\"\"")]
    public void A_template_sees(string template, string json) =>
        Assert.Equal(json, ValueJson.ToText(Message(Started("", template))));

    [Fact]
    public void A_secret_stays_deferred_up_to_the_action()
    {
        var given = Message(Started("", "Bearer {{ secrets.token }}"));

        var parts = Assert.IsType<SecretValue>(given).Parts;
        Assert.Equal("Bearer |{token}", string.Join('|', parts.Select(p => p.IsSecret ? $"{{{p.Text}}}" : p.Text)));
    }

    [Fact]
    public void A_strict_pipeline_fails_a_step_that_uses_what_is_undefined()
    {
        var error = Failure(Started("settings: {strict: true}", "{{ steps.first.outputs.nope }}"));

        Assert.Equal("TEMPLATE_ERROR", error.Code);
        Assert.Contains("'steps.first.outputs.nope' is undefined", error.Message, StringComparison.Ordinal);
        Assert.Equal(Value.EmptyText, Message(Started("", "{{ steps.first.outputs.nope }}")));
    }

    [Theory]
    [InlineData("{{ range(1000000) }}", "takes more than 100000 steps")]
    [InlineData("{{ ('x' * 1000000) ~ ('x' * 1000000) }}", "longer than 1048576 characters")]
    [InlineData("{{ [1] " + Batches + " }}", "nests deeper than 48 levels")]
    public void A_limit_that_is_exceeded_is_a_failure_of_the_step_that_says_which(string template, string message) =>
        Assert.Contains(message, Failure(Started("", template)).Message, StringComparison.Ordinal);

    private static Value Message(Scenario scenario) =>
        scenario.Effects.OfType<DispatchStep>().Single(d => d.Assignment.StepId == "second").Assignment.Params[
            "message"
        ];

    private static StepError Failure(Scenario scenario) => Assert.Single(scenario.Effects.OfType<FailAttempt>()).Error;

    /// <summary>A step that has completed with x = 7, and a second one whose message is the template.</summary>
    private static Scenario Started(string settings, string template)
    {
        var plan = Scenario.Plan(
            $$"""
            name: p
            version: "2"
            {{settings}}
            steps:
              - {id: first, action: shell}
              - id: second
                action: log
                depends_on: first
                params: {message: {{ValueJson.ToText(Value.Of(template))}}}
            """
        );
        return Scenario
            .Of(
                plan with
                {
                    Environment = MapValue.Of(("REGION", Value.Of("eu"))),
                },
                ("n", Value.Of(5L)),
                ("event", Event),
                ("_trigger", MapValue.Of(("type", Value.Of("event"))))
            )
            .Complete("first", ("x", Value.Of(7L)));
    }
}
