using BudPipeline.Core.Definitions;

namespace BudPipeline.Core.Tests.Definitions;

public sealed class GraphDrawingSpecs
{
    private static readonly ExecutionPlan Plan = DefinitionChecks.PlanOf(
        """
        name: draw "me"
        steps:
          - {id: check, action: shell}
          - {id: north, action: shell, depends_on: check}
          - {id: south, action: shell, depends_on: check, run_when: always}
          - {id: join, action: log, depends_on: [north, south], condition: steps.check.outputs.n > 1}
          - {id: alert, action: log, condition: "steps.join.status == \"failed\""}
        """
    );

    [Fact]
    public void Ascii_groups_steps_by_level_and_marks_what_is_implied() =>
        Assert.Equal(
            """
            draw "me": 5 steps, 4 levels

            1   check   shell
            2   north   shell   <- check
                south   shell   <- check          always
            3   join    log     <- north, south   if steps.check.outputs.n > 1
            4   alert   log     <- join*          if steps.join.status == "failed"

            * not in depends_on: a template, a branch or a handled failure makes it wait

            """,
            GraphDrawing.Ascii(Plan)
        );

    [Fact]
    public void Mermaid_escapes_texts_and_dots_the_edges_to_handlers() =>
        Assert.Equal(
            """
            flowchart TD
                s0["check<br/>shell"]
                s1["north<br/>shell"]
                s2{{"south<br/>shell<br/>always"}}
                s3{{"join<br/>log<br/>if steps.check.outputs.n #62; 1"}}
                s4{{"alert<br/>log<br/>if steps.join.status == #34;failed#34;"}}
                s0 --> s1
                s0 -.-> s2
                s1 --> s3
                s2 --> s3
                s3 -.-> s4

            """,
            GraphDrawing.Mermaid(Plan)
        );

    [Fact]
    public void Dot_escapes_texts_and_dots_the_edges_to_handlers() =>
        Assert.Equal(
            """
            digraph "draw \"me\"" {
                node [shape=box, style=rounded];
                s0 [label="check\nshell"];
                s1 [label="north\nshell"];
                s2 [label="south\nshell\nalways", shape=hexagon];
                s3 [label="join\nlog\nif steps.check.outputs.n > 1", shape=hexagon];
                s4 [label="alert\nlog\nif steps.join.status == \"failed\"", shape=hexagon];
                s0 -> s1;
                s0 -> s2 [style=dotted];
                s1 -> s3;
                s2 -> s3;
                s3 -> s4 [style=dotted];
            }

            """,
            GraphDrawing.Dot(Plan)
        );

    [Fact]
    public void An_id_cannot_steer_the_terminal()
    {
        var plan = DefinitionChecks.PlanOf("steps: [{id: \"a\\e[2J\\nb\", action: log}]");
        Assert.Contains("a?[2J b", GraphDrawing.Ascii(plan), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', GraphDrawing.Mermaid(plan) + GraphDrawing.Dot(plan));
    }
}
