using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Executions;

public sealed class BranchingSpecs
{
    private const string Branches = """
        steps:
          - id: choose
            action: conditional
            params:
              branches:
                - {id: big, label: Big, condition: "{{ params.n > 10 }}", target_step: large}
                - {id: small, condition: "params.n > 0", target_step: little}
          - {id: large, action: log}
          - {id: little, action: log}
          - {id: after_large, action: log, depends_on: large}
          - {id: join, action: log, depends_on: [large, little]}
        """;

    [Theory]
    [InlineData(50, "choose=completed large=running little=skipped after_large=pending join=pending | running", "big")]
    [InlineData(5, "choose=completed large=skipped little=running after_large=skipped join=pending | running", "small")]
    public void The_first_branch_that_holds_is_taken_and_the_others_are_skipped(long n, string standing, string branch)
    {
        var scenario = Scenario.Given(Branches, ("n", Value.Of(n)));
        Assert.Equal(standing, scenario.Standing);
        Assert.Equal(Value.Of(branch), scenario.Step("choose").Outputs["matched_branch"]);
    }

    [Fact]
    public void Without_a_match_every_target_is_skipped_and_so_is_what_hangs_on_them_alone()
    {
        var scenario = Scenario.Given(Branches, ("n", Value.Of(0L)));
        Assert.Equal(
            "choose=completed large=skipped little=skipped after_large=skipped join=skipped | completed",
            scenario.Standing
        );
        Assert.Equal(Value.Null, scenario.Step("choose").Outputs["matched_branch"]);
        Assert.Equal(Value.Of("none"), scenario.Step("choose").Outputs["matched_label"]);
    }

    [Theory]
    [InlineData(200, "yes")]
    [InlineData(3, "no")]
    public void The_condition_form_chooses_between_two_steps(long n, string taken)
    {
        var scenario = Scenario.Given(
            """
            steps:
              - {id: check, action: condition, params: {condition: "value > 100", value: "{{ params.n }}", on_true: yes_, on_false: no_}}
              - {id: yes_, action: log}
              - {id: no_, action: log}
            """,
            ("n", Value.Of(n))
        );
        Assert.Equal(taken + "_", scenario.Running);
        Assert.Equal(Value.Of(n > 100), scenario.Step("check").Outputs["result"]);
    }

    [Theory]
    [InlineData("value: \"{{ params.n }}\"")]
    [InlineData("input: \"{{ params.n }}\"")]
    [InlineData("input: {value: \"{{ params.n }}\"}")]
    public void A_condition_sees_its_value_however_it_was_given(string given)
    {
        var scenario = Scenario.Given(
            $$"""
            steps:
              - {id: check, action: condition, params: {condition: "value > 100", {{given}} } }
            """,
            ("n", Value.Of(200L))
        );
        Assert.Equal(Value.True, scenario.Step("check").Outputs["result"]);
    }

    [Theory]
    [InlineData("none", "a=skipped b=running c=pending | running")]
    [InlineData("all", "a=skipped b=skipped c=skipped | completed")]
    [InlineData("branch", "a=skipped b=running c=pending | running")]
    public void A_step_skipped_by_its_condition_counts_as_done_unless_skips_propagate(
        string propagation,
        string standing
    )
    {
        var scenario = Scenario.Given(
            $$"""
            settings: {skip_propagation: {{propagation}}}
            steps:
              - {id: a, action: log, condition: "false"}
              - {id: b, action: log, depends_on: a}
              - {id: c, action: log, depends_on: b}
            """
        );
        Assert.Equal(standing, scenario.Standing);
    }

    [Theory]
    [InlineData("healthy", "check=completed deploy=running notify=pending | running")]
    [InlineData("degraded", "check=completed deploy=skipped notify=skipped | completed")]
    public void The_seed_example_with_a_bare_condition_deploys_only_when_healthy(string status, string standing)
    {
        var scenario = Scenario.Given(
            """
            steps:
              - {id: check, action: log, retry: {max_attempts: 3, backoff_multiplier: 2}}
              - {id: deploy, action: log, depends_on: [check], condition: "steps.check.output.status == 'healthy'"}
              - {id: notify, action: log, condition: "steps.deploy.status == 'failed'"}
            """
        );
        scenario.Complete("check", ("status", Value.Of(status)));
        Assert.Equal(standing, scenario.Standing);
    }
}
