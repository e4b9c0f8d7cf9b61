using BudPipeline.Core.Definitions;
using static BudPipeline.Core.Tests.Definitions.DefinitionChecks;

namespace BudPipeline.Core.Tests.Definitions;

/// <summary>What <c>phases</c> and <c>finally</c> compile to, and what may be wrong with them.</summary>
public sealed class PhasesAndFinallySpecs
{
    [Fact]
    public void Phases_compile_to_the_graph_of_their_twin_in_steps()
    {
        var phases = PlanOf(
            """
            phases:
              - {name: check, group: 1, tasks: [{id: a, action: log}, {id: b, action: log}]}
              - {group: 2, tasks: [{id: c, action: log}, {id: d, action: log, depends_on: a}]}
            """
        );
        var steps = PlanOf(
            """
            steps:
              - {id: a, action: log}
              - {id: b, action: log}
              - {id: c, action: log, depends_on: [a, b]}
              - {id: d, action: log, depends_on: [a, b]}
            """
        );
        Assert.Equal(
            steps.Steps.Select(s => (s.Id, string.Join(' ', s.Dependencies), string.Join(' ', s.Dependents))),
            phases.Steps.Select(s => (s.Id, string.Join(' ', s.Dependencies), string.Join(' ', s.Dependents)))
        );
    }

    [Fact]
    public void Whatever_stands_under_finally_comes_last_and_waits_for_no_step_by_an_edge()
    {
        var plan = PlanOf(
            """
            finally:
              - {id: f, action: log, depends_on: a, params: {message: "{{ steps.b.outputs.x }}"}}
              - {id: g, action: log, depends_on: f}
            steps: [{id: a, action: log}, {id: b, action: log}]
            """
        );
        Assert.Equal(["a", "b", "f", "g"], plan.Steps.Select(s => s.Id));
        Assert.Equal(2, plan.FinallyFrom);
        Assert.Empty(plan.Steps[2].Dependencies);
        Assert.Equal([2], plan.Steps[3].Dependencies.AsEnumerable());
        Assert.All(plan.Steps.Skip(2), s => Assert.True(s.IsFailureHandler));
        Assert.Equal([RunWhen.Always, RunWhen.Always], plan.Steps.Skip(2).Select(s => s.RunWhen));
    }

    [Fact]
    public void Naming_another_step_under_finally_needs_no_dependency_and_no_warning() =>
        Assert.Empty(
            Compile(
                """
                steps: [{id: a, action: log}]
                finally: [{id: f, action: log, params: {message: "{{ steps.a.status }}"}}]
                """
            ).Diagnostics
        );

    [Theory]
    [InlineData(
        "{steps: [{id: a, action: log}], phases: [{tasks: [{id: b, action: log}]}]}",
        "error CONFLICTING_FIELDS steps"
    )]
    [InlineData("{phases: []}", "error OUT_OF_RANGE phases")]
    [InlineData("{phases: {tasks: []}}", "error WRONG_TYPE phases")]
    [InlineData("{phases: [7]}", "error WRONG_TYPE phases.0")]
    [InlineData("{phases: [{group: 1}]}", "error MISSING_FIELD phases.0.tasks")]
    [InlineData("{phases: [{tasks: []}]}", "error OUT_OF_RANGE phases.0.tasks")]
    [InlineData("{phases: [{group: one, tasks: [{id: a, action: log}]}]}", "error WRONG_TYPE phases.0.group")]
    [InlineData("{phases: [{group: -1, tasks: [{id: a, action: log}]}]}", "error OUT_OF_RANGE phases.0.group")]
    [InlineData("{phases: [{task: 1, tasks: [{id: a, action: log}]}]}", "warning UNKNOWN_FIELD phases.0.task")]
    [InlineData(
        "{phases: [{tasks: [{id: a, action: log}, {id: a, action: log}]}]}",
        "error DUPLICATE_STEP phases.0.tasks.1.id"
    )]
    [InlineData("{phases: [{tasks: [{id: a, action: log}, {id: b}]}]}", "error MISSING_FIELD phases.0.tasks.1.action")]
    [InlineData(
        "{phases: [{tasks: [{id: a, action: log, depends_on: b}]}, {tasks: [{id: b, action: log}]}]}",
        "error CYCLE phases.0.tasks.0.depends_on"
    )]
    [InlineData(
        "{settings: {fail_fast: false}, phases: [{tasks: [{id: a, action: log}]}]}",
        "warning CONFLICTING_FIELDS settings.fail_fast"
    )]
    [InlineData("{finally: [{id: f, action: log}]}", "error MISSING_FIELD steps")]
    [InlineData("{steps: [{id: a, action: log}], finally: {id: f}}", "error WRONG_TYPE finally")]
    [InlineData("{steps: [{id: a, action: log}], finally: [{id: f}]}", "error MISSING_FIELD finally.0.action")]
    [InlineData(
        "{steps: [{id: a, action: log}], finally: [{id: a, action: log}]}",
        "error DUPLICATE_STEP finally.0.id"
    )]
    [InlineData(
        "{steps: [{id: a, action: log, depends_on: f}], finally: [{id: f, action: log}]}",
        "error CYCLE steps.0.depends_on"
    )]
    [InlineData(
        "{steps: [{id: a, action: log, params: {message: '{{ steps.f.status }}'}}], finally: [{id: f, action: log}]}",
        "error REFERENCE_CYCLE steps.0.params.message"
    )]
    [InlineData(
        "{steps: [{id: a, action: condition, params: {condition: 'true', on_true: f}}], finally: [{id: f, action: log}]}",
        "error INVALID_BRANCH steps.0.params.on_true"
    )]
    [InlineData(
        "{steps: [{id: a, action: log}], finally: [{id: f, action: log, depends_on: nobody}]}",
        "error UNKNOWN_DEPENDENCY finally.0.depends_on"
    )]
    public void What_is_wrong_is_said_at_its_place(string text, string expected)
    {
        var diagnostic = Assert.Single(Compile(text, "yaml").Diagnostics);
        Assert.Equal(expected, Brief(diagnostic));
        Assert.NotNull(diagnostic.Location);
    }

    [Theory]
    [InlineData("compensate: log", "error WRONG_TYPE steps.0.compensate")]
    [InlineData("compensate: {}", "error MISSING_FIELD steps.0.compensate.action")]
    [InlineData("compensate: {action: log, parms: {}}", "warning UNKNOWN_FIELD steps.0.compensate.parms")]
    [InlineData("compensate: {action: undo_it}", "warning UNKNOWN_ACTION steps.0.compensate.action")]
    [InlineData("compensate: {action: delay}", "error INVALID_VALUE steps.0.compensate.action")]
    [InlineData(
        "compensate: {action: log, timeout_seconds: 0}",
        "error OUT_OF_RANGE steps.0.compensate.timeout_seconds"
    )]
    [InlineData(
        "compensate: {action: log, params: {message: '{{ steps.nobody.outputs.x }}'}}",
        "error UNKNOWN_STEP steps.0.compensate.params.message"
    )]
    [InlineData(
        "compensate: {action: log, params: {message: '{{ }}'}}",
        "error TEMPLATE_SYNTAX steps.0.compensate.params.message"
    )]
    public void What_is_wrong_with_a_compensation_is_said_at_its_place(string field, string expected) =>
        Assert.Equal(
            expected,
            Brief(Assert.Single(Compile($"steps: [{{id: a, action: log, {field}}}]", "yaml").Diagnostics))
        );

    [Fact]
    public void A_compensation_names_its_own_step_and_later_ones_without_waiting_for_them() =>
        Assert.Empty(
            Compile(
                """
                steps:
                  - id: a
                    action: log
                    compensate: {action: log, params: {message: "{{ steps.a.outputs.x }} {{ steps.b.status }} {{ result.x }}"}}
                  - {id: b, action: log, depends_on: a}
                """
            ).Diagnostics
        );

    [Fact]
    public void Too_many_steps_are_counted_over_all_phases_and_finally()
    {
        var reading = DefinitionReader.Read(
            "{phases: [{tasks: [{id: a, action: log}]}, {tasks: [{id: b, action: log}]}], finally: [{id: c, action: log}]}",
            "yaml",
            DefinitionLimits.Default with
            {
                MaxSteps = 2,
            }
        );
        Assert.Equal("error TOO_LARGE phases", Brief(Assert.Single(reading.Diagnostics)));
    }

    [Fact]
    public void Five_hundred_tasks_after_five_hundred_compile_fast_enough_to_be_typed_beside()
    {
        var group = (int g) =>
            string.Join(", ", Enumerable.Range(0, 500).Select(i => $"{{id: t{g}x{i}, action: log}}"));
        var plan = PlanOf($"{{phases: [{{tasks: [{group(1)}]}}, {{tasks: [{group(2)}]}}]}}");
        Assert.Equal(500, plan.Steps[999].Dependencies.Length);
    }

    [Fact]
    public void A_drawing_names_groups_and_what_comes_finally() =>
        Assert.Equal(
            """
            build: 4 steps, 3 levels

            1   lint      log
                unit      log
            2   publish   log   <- group 1
            3   tidy      log                finally

            """,
            GraphDrawing.Ascii(
                PlanOf(
                    """
                    name: build
                    phases:
                      - tasks: [{id: lint, action: log}, {id: unit, action: log}]
                      - tasks: [{id: publish, action: log}]
                    finally: [{id: tidy, action: log}]
                    """
                )
            )
        );

    [Fact]
    public void A_flowchart_leads_from_the_last_steps_to_those_under_finally()
    {
        var plan = PlanOf(
            "{steps: [{id: a, action: log}, {id: b, action: log, depends_on: a}], finally: [{id: f, action: log}]}"
        );
        Assert.Contains("    s1 -.-> s2\n", GraphDrawing.Mermaid(plan), StringComparison.Ordinal);
        Assert.DoesNotContain("s0 -.-> s2", GraphDrawing.Mermaid(plan), StringComparison.Ordinal);
        Assert.Contains("    s1 -> s2 [style=dotted];\n", GraphDrawing.Dot(plan), StringComparison.Ordinal);
    }
}
