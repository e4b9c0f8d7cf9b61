using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;
using static BudPipeline.Core.Tests.Definitions.DefinitionChecks;

namespace BudPipeline.Core.Tests.Definitions;

public sealed class PlanCompilerSpecs
{
    private static PlanStep StepOf(string fields, string settings = "") =>
        PlanOf($"{settings}\nsteps:\n- {{id: x, action: log}}\n- {{id: a, action: log, {fields}}}").Steps[1];

    [Fact]
    public void Steps_have_ordinals_in_definition_order_and_know_both_directions()
    {
        var plan = PlanOf(
            """
            steps:
              - {id: last, action: log, depends_on: [left, right], weight: 2}
              - {id: left, action: log, depends_on: [first]}
              - {id: right, action: log, depends_on: [first], weight: 0.5}
              - {id: first, action: log}
            """
        );
        Assert.Equal(["last", "left", "right", "first"], plan.Steps.Select(s => s.Id));
        Assert.Equal([0, 1, 2, 3], plan.Steps.Select(s => s.Ordinal));
        Assert.Equal(2, plan.Ordinals["right"]);
        Assert.Equal([1, 2], plan.Steps[0].Dependencies.AsEnumerable());
        Assert.Equal([3], plan.Steps[1].Dependencies.AsEnumerable());
        Assert.Equal([1, 2], plan.Steps[3].Dependents.AsEnumerable());
        Assert.Equal([0], plan.Steps[1].Dependents.AsEnumerable());
        Assert.Equal(4.5, plan.TotalWeight);
        Assert.Equal(ExecutionPlan.CurrentVersion, plan.PlanVersion);
        Assert.Null(plan.Outputs);
    }

    [Theory]
    [InlineData("timeout_seconds: 9", "log", 9)]
    [InlineData("params: {must: x}", "picky", 7)]
    [InlineData("name: x", "log", 300)]
    [InlineData("name: x", "nobody_knows_it", 300)]
    public void The_timeout_is_the_steps_then_the_actions_then_the_default(string field, string action, int seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            PlanOf($"steps: [{{id: a, action: {action}, {field}}}]").Steps[0].Timeout
        );

    [Theory]
    [InlineData("name: x", "", null)]
    [InlineData("on_failure: continue", "", null)]
    [InlineData("on_failure: retry", "", 3)]
    [InlineData("retry: {max_attempts: 2}", "", 2)]
    [InlineData("retry: {max_attempts: 2}, on_failure: retry", "", 2)]
    [InlineData("name: x", "settings: {retry_policy: {max_attempts: 5}}", 5)]
    [InlineData("on_failure: retry", "settings: {retry_policy: {max_attempts: 5}}", 5)]
    [InlineData("retry: {max_attempts: 2}", "settings: {retry_policy: {max_attempts: 5}}", 2)]
    public void A_retry_block_alone_means_retry(string fields, string settings, int? attempts) =>
        Assert.Equal(attempts, StepOf(fields, settings).Retry?.MaxAttempts);

    [Theory]
    [InlineData("name: y", false, RunWhen.OnSuccess, "")]
    [InlineData("depends_on: x, run_when: always", true, RunWhen.Always, "0")]
    [InlineData("depends_on: x, run_when: on_failure", true, RunWhen.OnFailure, "0")]
    [InlineData("depends_on: x, run_when: on_success", false, RunWhen.OnSuccess, "0")]
    [InlineData("condition: steps.x.status == 'failed'", true, RunWhen.Always, "0")]
    [InlineData("condition: '{{ steps.x.error }}'", true, RunWhen.Always, "0")]
    [InlineData("condition: \"'boom' in steps['x'].error.message\"", true, RunWhen.Always, "0")]
    [InlineData("condition: steps.x.status == 'failed', run_when: on_success", false, RunWhen.OnSuccess, "0")]
    [InlineData("condition: steps.x.status == 'failed', run_when: on_failure", true, RunWhen.OnFailure, "0")]
    [InlineData("condition: steps.x.outputs.status == 'failed'", false, RunWhen.OnSuccess, "0")]
    [InlineData("params: {message: '{{ steps.x.status }}'}", false, RunWhen.OnSuccess, "0")]
    [InlineData("params: {message: '{{ steps.x.error }}'}", false, RunWhen.OnSuccess, "0")]
    public void Only_a_condition_or_run_when_makes_a_failure_handler(
        string fields,
        bool isHandler,
        RunWhen rule,
        string dependencies
    )
    {
        var step = StepOf(fields);
        Assert.Equal((isHandler, rule), (step.IsFailureHandler, step.RunWhen));
        Assert.Equal(dependencies, string.Join(' ', step.Dependencies));
    }

    [Fact]
    public void A_handler_waits_for_its_step_without_a_warning() =>
        Assert.Empty(
            Compile(
                "steps:\n- {id: x, action: log}\n- {id: a, action: log, condition: steps.x.status == 'failed', "
                    + "params: {message: '{{ steps.x.error }}'}}"
            ).Diagnostics
        );

    [Fact]
    public void A_reference_to_a_step_far_upstream_adds_nothing()
    {
        var compiled = Compile(
            """
            steps:
              - {id: a, action: log}
              - {id: b, action: log, depends_on: a}
              - {id: c, action: log, depends_on: b, params: {message: "{{ steps.a.output.x }}"}}
            """
        );
        Assert.Empty(compiled.Diagnostics);
        Assert.Equal([1], compiled.Plan!.Steps[2].Dependencies.AsEnumerable());
    }

    [Fact]
    public void References_that_nothing_covers_become_dependencies_one_warning_each()
    {
        var compiled = Compile(
            """
            steps:
              - {id: c, action: log, params: {message: "{{ steps.b.output.x }} {{ steps.b.output.y }}"}, condition: steps.a.output.z}
              - {id: b, action: log, params: {message: "{{ steps.a.outputs.x }}"}}
              - {id: a, action: log}
            """
        );
        Assert.Equal(3, compiled.Warnings.Count(w => w.Code == "IMPLICIT_DEPENDENCY"));
        Assert.Equal([1, 2], compiled.Plan!.Steps[0].Dependencies.AsEnumerable());
        Assert.Equal([2], compiled.Plan.Steps[1].Dependencies.AsEnumerable());
    }

    [Theory]
    [InlineData(
        "conditional",
        "{branches: [{id: l, condition: params.n > 1, target_step: left}, {id: r, condition: 'true', target_step: right}]}"
    )]
    [InlineData("condition", "{condition: value > 100, on_true: left, on_false: right}")]
    [InlineData("conditional", "{condition: '{{ params.n > 1 }}', on_true: left, on_false: right}")]
    public void Targets_of_a_branch_wait_for_the_branch(string action, string parameters)
    {
        var compiled = Compile(
            $"parameters: [{{name: n}}]\nsteps:\n- {{id: left, action: log}}\n- {{id: right, action: log}}\n"
                + $"- {{id: fork, action: {action}, params: {parameters}}}"
        );
        Assert.Empty(compiled.Diagnostics);
        var plan = compiled.Plan!;
        Assert.Equal([2], plan.Steps[0].Dependencies.AsEnumerable());
        Assert.Equal([2], plan.Steps[1].Dependencies.AsEnumerable());
        Assert.Equal([0, 1], plan.Steps[2].Dependents.AsEnumerable());
        Assert.Equal("conditional", plan.Steps[2].Definition.Action);
    }

    [Fact]
    public void A_bare_condition_of_a_branch_names_its_dependencies_too()
    {
        var compiled = Compile(
            """
            steps:
              - {id: a, action: log}
              - {id: left, action: log}
              - {id: fork, action: condition, params: {condition: steps.a.output.n > 1, on_true: left}}
            """
        );
        Assert.Equal("IMPLICIT_DEPENDENCY", Assert.Single(compiled.Diagnostics).Code);
        Assert.Equal([0], compiled.Plan!.Steps[2].Dependencies.AsEnumerable());
    }

    [Fact]
    public void The_stored_text_gives_the_same_plan_under_the_same_hash()
    {
        var plan = PlanOf(
            """
            name: stored
            steps:
              - {id: b, action: log, params: {message: "{{ steps.a.output.x }}"}}
              - {id: a, action: choosy, params: {must: x}, retry: {}}
            outputs: {z: 1, y: "{{ steps.b.outputs.message }}"}
            """
        );
        var stored = DefinitionCompiler.FromCanonical(CanonicalJson.Write(plan.Definition), Catalog);
        Assert.Equal(plan.Hash, stored.Hash);
        Assert.Equal(CanonicalJson.Write(plan.Definition), CanonicalJson.Write(stored.Definition));
        foreach (var (one, other) in plan.Steps.Zip(stored.Steps))
        {
            Assert.Equal(one.Dependencies.AsEnumerable(), other.Dependencies);
            Assert.Equal((one.Action, one.RunWhen, one.Timeout), (other.Action, other.RunWhen, other.Timeout));
            Assert.Equal(one.Params.Source, other.Params.Source);
        }
    }

    [Fact]
    public void What_an_older_build_stored_keeps_its_hash_and_compiles_without_its_actions()
    {
        const string stored = """{"name":"old","steps":[{"id":"a","action":"gone","params":{"x":1},"extra":true}]}""";
        var plan = DefinitionCompiler.FromCanonical(stored, new ActionCatalog([]));
        Assert.Equal(ContentHash.OfCanonical(stored), plan.Hash);
        Assert.Null(plan.Steps[0].Action);
        Assert.Equal("gone", plan.Steps[0].Definition.Action);
    }

    [Fact]
    public void What_is_no_definition_is_not_loaded()
    {
        var fault = Assert.Throws<FormatException>(() =>
            DefinitionCompiler.FromCanonical("{}", BuiltInActions.Catalog)
        );
        Assert.Contains("EMPTY_DEFINITION", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_definition_with_errors_is_not_compiled()
    {
        var definition = PlanOf("steps: [{id: a, action: log}]").Definition;
        var broken = definition with { Steps = [definition.Steps[0] with { Condition = "1 +" }] };
        Assert.Throws<ArgumentException>(() => PlanCompiler.Compile(broken, Catalog));
    }

    [Fact]
    public void Params_and_outputs_are_parsed_templates()
    {
        var plan = PlanOf(
            "parameters: [{name: x}]\nsteps: [{id: a, action: log, params: {message: '{{ params.x }}'}}]\n"
                + "outputs: {o: '{{ params.x }}'}"
        );
        Assert.False(plan.Steps[0].Params.IsConstant);
        var names = MapValue.Of(("params", MapValue.Of(("x", Value.Of(7)))));
        var rendered = plan.Outputs!.Render(new EvaluationContext(names, EvaluationLimits.Default));
        Assert.Equal("""{"o":7}""", rendered.Value!.ToString());
    }

    [Fact]
    public void Thousands_of_steps_in_a_row_or_side_by_side_compile()
    {
        var limits = DefinitionLimits.Default with { MaxSteps = 10_000 };
        var chain = Enumerable
            .Range(0, 5000)
            .Select(i => $"- {{id: s{i}, action: log, depends_on: [{(i == 0 ? "" : $"s{i - 1}")}]}}\n");
        var plan = DefinitionCompiler.Compile($"steps:\n{string.Concat(chain)}", Catalog, null, limits).Plan!;
        Assert.Equal([4998], plan.Steps[4999].Dependencies.AsEnumerable());

        var mentions = string.Concat(Enumerable.Range(0, 999).Select(i => $"{{{{ steps.s{i}.output.x }}}}"));
        var fan = Enumerable.Range(0, 999).Select(i => $"- {{id: s{i}, action: log}}\n");
        var join = PlanOf($"steps:\n{string.Concat(fan)}- {{id: z, action: log, params: {{message: '{mentions}'}}}}");
        Assert.Equal(999, join.Steps[^1].Dependencies.Length);
    }
}
