using BudPipeline.Core.Definitions;
using CsCheck;
using static BudPipeline.Core.Tests.Definitions.DefinitionChecks;

namespace BudPipeline.Core.Tests.Definitions;

/// <summary>Contract §a.2 with its known gaps closed: what each check says, and where.</summary>
public sealed class DefinitionCompilerSpecs
{
    private const string Pair = "steps:\n- {id: a, action: log}\n";

    [Theory]
    // Ids and dependencies.
    [InlineData(Pair + "- {id: a, action: log}", "error DUPLICATE_STEP steps.1.id", "3:8", "duplicate: steps 0 and 1")]
    [InlineData(
        Pair + "- {id: b, action: log, depends_on: [b]}",
        "error SELF_DEPENDENCY steps.1.depends_on",
        "3:37",
        "'b' depends on itself"
    )]
    [InlineData(
        "steps:\n- {id: deploy, action: log}\n- {id: b, action: log, depends_on: [deploy, delpoy]}",
        "error UNKNOWN_DEPENDENCY steps.1.depends_on",
        "3:45",
        "did you mean 'deploy'?"
    )]
    [InlineData(
        Pair + "- {id: b, action: log, depends_on: zebra}",
        "error UNKNOWN_DEPENDENCY steps.1.depends_on",
        "3:36",
        "Name the id"
    )]
    [InlineData(
        Pair + "- {id: b, action: log, run_when: on_failure}",
        "warning NOTHING_TO_HANDLE steps.1.run_when",
        "3:34",
        "depends_on"
    )]
    // References to steps.
    [InlineData(
        Pair + "- {id: b, action: log, depends_on: a, params: {message: 'so {{ steps.aa.outputs.x }}'}}",
        "error UNKNOWN_STEP steps.1.params.message",
        "3:64",
        "did you mean 'a'?"
    )]
    [InlineData(
        Pair + "- {id: b, action: log, params: {message: '{{ steps.b.outputs.x }}'}}",
        "error SELF_REFERENCE steps.1.params.message",
        "3:46",
        "itself"
    )]
    [InlineData(
        Pair + "- {id: b, action: log, params: {message: '{{ steps.a.outputs.x }}'}}",
        "warning IMPLICIT_DEPENDENCY steps.1.params.message",
        "3:46",
        "Add 'a' to its depends_on"
    )]
    [InlineData(
        Pair + "- {id: b, action: log, condition: steps.a.outputs.x > 1}",
        "warning IMPLICIT_DEPENDENCY steps.1.condition",
        "3:35",
        "Add 'a'"
    )]
    [InlineData(
        Pair + "- {id: b, action: log, condition: steps.c.status == 'failed'}",
        "error UNKNOWN_STEP steps.1.condition",
        "3:35",
        "'c'"
    )]
    [InlineData(
        Pair + "outputs: {x: {y: ['{{ steps.a.outputs.x }}{{ steps.z.outputs.x }}']}}",
        "error UNKNOWN_STEP outputs.x.y.0",
        "3:46",
        "The outputs refer to step 'z'"
    )]
    [InlineData(
        "steps:\n- {id: add-model, action: log}\n- {id: b, action: log, depends_on: add-model, params: {message: '{{ steps.add | default(1) }}'}}",
        "error UNKNOWN_STEP steps.1.params.message",
        "3:69",
        "steps['add-model']"
    )]
    // References to parameters.
    [InlineData(
        "parameters: [{name: model}]\n" + Pair + "outputs: {x: '{{ params.modle }}'}",
        "error UNDECLARED_PARAMETER outputs.x",
        "4:18",
        "did you mean 'model'?"
    )]
    [InlineData(
        "parameters: [{name: model}]\n" + Pair + "outputs: {x: '{{ inputs.other }}'}",
        "error UNDECLARED_PARAMETER outputs.x",
        "4:18",
        "Declare it"
    )]
    [InlineData(
        "parameters: [{name: model}]\n" + Pair + "outputs: {x: \"{{ params.other | default('') }}\"}",
        "warning UNDECLARED_PARAMETER outputs.x",
        "4:18",
        "Declare it"
    )]
    [InlineData(
        Pair + "outputs: {x: '{{ params.other }}'}",
        "warning UNDECLARED_PARAMETER outputs.x",
        "3:18",
        "Declare it"
    )]
    [InlineData(
        "parameters: [{name: model}]\n" + Pair + "outputs: {x: '{{ model }}'}",
        "warning UNKNOWN_NAME outputs.x",
        "4:18",
        "did you mean 'params.model'?"
    )]
    [InlineData(
        Pair + "outputs: {x: '{{ a.outputs.y }}'}",
        "warning UNKNOWN_NAME outputs.x",
        "3:18",
        "did you mean 'steps.a'?"
    )]
    [InlineData(
        Pair + "outputs: {x: '{{ excution.id }}'}",
        "warning UNKNOWN_NAME outputs.x",
        "3:18",
        "did you mean 'execution'?"
    )]
    // Templates and conditions.
    [InlineData(Pair + "outputs: {x: 'so {{ 1 + }}'}", "error TEMPLATE_SYNTAX outputs.x", null, "does not parse")]
    [InlineData(Pair + "outputs: {x: '{{ now | uper }}'}", "error TEMPLATE_SYNTAX outputs.x", null, "upper")]
    [InlineData(
        Pair + "- {id: b, action: log, condition: 'steps.a.outputs.x ==='}",
        "error CONDITION_SYNTAX steps.1.condition",
        null,
        "does not parse"
    )]
    [InlineData(
        Pair
            + "- {id: b, action: log, depends_on: a, condition: '{{ steps.a.outputs.x }} and {{ steps.a.outputs.y }}'}",
        "error CONDITION_JOINED steps.1.condition",
        null,
        "{{ a and b }}"
    )]
    // Actions.
    [InlineData(
        "steps: [{id: a, action: lgo}]",
        "warning UNKNOWN_ACTION steps.0.action",
        "1:25",
        "did you mean 'log'?"
    )]
    [InlineData(
        "steps: [{id: a, action: log, params: {mesage: x}}]",
        "warning UNKNOWN_ACTION_PARAM steps.0.params.mesage",
        "1:47",
        "did you mean 'message'?"
    )]
    [InlineData(
        "steps: [{id: a, action: picky}]",
        "error ACTION_PARAM_MISSING steps.0.params.must",
        "1:9",
        "Step 'a': the action 'picky' needs the parameter 'must'"
    )]
    [InlineData(
        "steps: [{id: a, action: choosy, params: {must: ''}}]",
        "error ACTION_PARAM_MISSING steps.0.params.must",
        "1:48",
        "Step 'a'"
    )]
    [InlineData(
        "steps: [{id: a, action: picky, params: {must: x, mode: expret}}]",
        "error ACTION_PARAM_INVALID steps.0.params.mode",
        "1:56",
        "did you mean 'expert'?"
    )]
    [InlineData(
        "steps: [{id: a, action: picky, params: {must: x, mode: expert}}]",
        "error ACTION_PARAM_MISSING steps.0.params.level",
        "1:40",
        "'level'"
    )]
    [InlineData(
        "steps: [{id: a, action: picky, params: {must: x, many: [a, c]}}]",
        "error ACTION_PARAM_INVALID steps.0.params.many",
        "1:56",
        "a, b"
    )]
    [InlineData(
        "steps: [{id: a, action: picky, params: {must: x, count: 0}}]",
        "error ACTION_PARAM_INVALID steps.0.params.count",
        "1:57",
        "at least 1"
    )]
    [InlineData(
        "steps: [{id: a, action: picky, params: {must: x, count: 11}}]",
        "error ACTION_PARAM_INVALID steps.0.params.count",
        "1:57",
        "at most 10"
    )]
    [InlineData(
        "steps: [{id: a, action: picky, params: {must: x, count: many}}]",
        "error ACTION_PARAM_INVALID steps.0.params.count",
        "1:57",
        "number"
    )]
    [InlineData(
        "steps: [{id: a, action: picky, params: {must: x, code: a}}]",
        "error ACTION_PARAM_INVALID steps.0.params.code",
        "1:56",
        "at least 2"
    )]
    [InlineData(
        "steps: [{id: a, action: picky, params: {must: x, code: abcd}}]",
        "error ACTION_PARAM_INVALID steps.0.params.code",
        "1:56",
        "at most 3"
    )]
    [InlineData(
        "steps: [{id: a, action: picky, params: {must: x, code: A1}}]",
        "error ACTION_PARAM_INVALID steps.0.params.code",
        "1:56",
        "[a-z]+"
    )]
    [InlineData(
        "steps: [{id: a, action: picky, params: {must: x, flag: maybe}}]",
        "error ACTION_PARAM_INVALID steps.0.params.flag",
        "1:56",
        "true or false"
    )]
    [InlineData(
        "steps: [{id: a, action: http_request, params: {url: ftp://x}}]",
        "error ACTION_PARAM_INVALID steps.0.params.url",
        "1:53",
        "http://"
    )]
    // Branches.
    [InlineData(
        "steps: [{id: a, action: conditional, params: {branches: [x]}}]",
        "error INVALID_BRANCH steps.0.params.branches.0",
        "1:58",
        "is no map"
    )]
    [InlineData(
        "steps: [{id: a, action: conditional, params: {branches: [{condition: 'true'}]}}]",
        "error INVALID_BRANCH steps.0.params.branches.0",
        "1:58",
        "'id'"
    )]
    [InlineData(
        "steps: [{id: a, action: conditional, params: {branches: [{id: x}]}}]",
        "error INVALID_BRANCH steps.0.params.branches.0",
        "1:58",
        "'condition'"
    )]
    [InlineData(
        Pair + "- {id: b, action: conditional, params: {branches: [{id: x, condition: 1 >, target_step: a}]}}",
        "error CONDITION_SYNTAX steps.1.params.branches.0.condition",
        null,
        "does not parse"
    )]
    [InlineData(
        Pair + "- {id: b, action: condition, params: {condition: value > 100, on_true: aa}}",
        "error UNKNOWN_STEP steps.1.params.on_true",
        "3:72",
        "did you mean 'a'?"
    )]
    [InlineData(
        Pair + "- {id: b, action: condition, params: {condition: value > 100, on_false: b}}",
        "error SELF_DEPENDENCY steps.1.params.on_false",
        "3:73",
        "branches to itself"
    )]
    // Shell.
    [InlineData(
        "steps: [{id: a, action: shell, params: {command: 'rm {{ params.dir }}', env: {}}}]",
        "warning SHELL_SPLICE steps.0.params.command",
        "1:57",
        "env: {DIR: \"{{ params.dir }}\"} and write \"$DIR\""
    )]
    [InlineData(
        "steps: [{id: a, action: shell, params: {args: [/bin/bash, -ec, 'rm {{ params.dir }}']}}]",
        "warning SHELL_SPLICE steps.0.params.args.2",
        "1:71",
        "env"
    )]
    public void What_is_wrong_is_told_with_code_path_place_and_remedy(
        string yaml,
        string brief,
        string? place,
        string says
    )
    {
        var compiled = Compile(yaml);
        var found = Assert.Single(compiled.Diagnostics, d => Brief(d) == brief);
        Assert.All(compiled.Diagnostics, d => Assert.True(d == found || d.Severity == Severity.Warning, Brief(d)));
        Assert.Equal(place ?? PlaceOf(found), PlaceOf(found));
        Assert.Contains(says, $"{found.Message} {found.Hint}", StringComparison.Ordinal);
        Assert.Equal(found.Severity == Severity.Error, compiled.Plan is null);
    }

    [Theory]
    [InlineData("_trigger.type")]
    [InlineData("event.model_id")]
    [InlineData("header_x_token")]
    [InlineData("user_id")]
    public void Parameters_that_a_trigger_injects_need_no_declaration(string name) =>
        Assert.Empty(
            Compile($"parameters: [{{name: x}}]\n{Pair}outputs: {{x: '{{{{ params.{name} }}}}'}}").Diagnostics
        );

    [Theory]
    [InlineData("params: {must: '{{ params.x }}'}")]
    [InlineData("params: {must: x, mode: '{{ params.x }}', level: null}")]
    [InlineData("params: {must: x, count: '{{ params.x }}', code: '{{ params.x }}', flag: '{{ params.x }}'}")]
    [InlineData("params: {must: x, count: '7', flag: 'TRUE', mode: EXPERT, level: 3}")]
    public void Values_that_are_known_only_at_run_time_are_not_judged(string fields) =>
        Assert.Empty(Compile($"parameters: [{{name: x}}]\nsteps: [{{id: a, action: picky, {fields}}}]").Diagnostics);

    [Fact]
    public void A_shell_step_that_uses_env_or_args_is_not_warned_of() =>
        Assert.Empty(
            Compile(
                """
                parameters: [{name: dir}]
                steps:
                  - {id: a, action: shell, params: {command: 'rm "$DIR"', env: {DIR: '{{ params.dir }}'}}}
                  - {id: b, action: shell, params: {args: [rm, '{{ params.dir }}']}}
                """
            ).Diagnostics
        );

    [Fact]
    public void Every_reference_of_a_template_is_looked_at() =>
        Assert.Equal(
            ["x", "y", "z"],
            Compile(
                "parameters: [{name: p}]\nsteps: [{id: a, action: log, params: {message: "
                    + "'{{ steps.x.outputs.a + steps.y.outputs.b if steps.z.status == \"failed\" }}'}}]"
            )
                .Errors.Select(e => e.Text!.Split('.')[1])
        );

    [Fact]
    public void The_place_inside_a_block_text_is_found()
    {
        var compiled = Compile(
            """
            parameters: [{name: x}]
            steps:
              - id: a
                action: shell
                params:
                  command: |
                    echo one

                    echo {{ params.x }} {{ params.nope }}
                  env: {A: "tab\t{{ params.none }}"}
            """
        );
        Assert.Equal(["9:32", "10:25"], compiled.Errors.Select(PlaceOf));
        Assert.Equal(["params.nope", "params.none"], compiled.Errors.Select(e => e.Text));
    }

    [Theory]
    [InlineData("A: C, B: A, C: B", "A -> C -> B -> A")]
    [InlineData("A: B, B: A, C: A", "A -> B -> A")]
    [InlineData("X: , A: C, B: A, C: B", "A -> C -> B -> A")]
    public void A_cycle_is_told_as_a_path_that_ends_where_it_began(string edges, string path)
    {
        var steps = edges
            .Split(", ")
            .Select(e => e.Split(": "))
            .Select(e => $"- {{id: {e[0]}, action: log, depends_on: [{e[1]}]}}");
        var error = Assert.Single(Compile($"steps:\n{string.Join('\n', steps)}").Errors);
        Assert.Equal("CYCLE", error.Code);
        Assert.Contains($"cyclic dependency: {path}.", error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Location);
    }

    [Fact]
    public void Each_group_of_steps_in_a_circle_is_told_once() =>
        Assert.Equal(
            2,
            Compile(
                """
                steps:
                  - {id: a, action: log, depends_on: [b]}
                  - {id: b, action: log, depends_on: [a, c]}
                  - {id: c, action: log, depends_on: [d]}
                  - {id: d, action: log, depends_on: [c]}
                """
            )
                .Errors.Count(e => e.Code == "CYCLE")
        );

    [Theory]
    [InlineData("params: {message: '{{ steps.b.outputs.x }}'}", "steps.0.params.message")]
    [InlineData("condition: steps.b.status == 'failed'", "steps.0.condition")]
    public void A_reference_to_a_step_that_waits_for_this_one_is_an_error(string field, string path)
    {
        var error = Assert.Single(
            Compile($"steps:\n- {{id: a, action: log, {field}}}\n- {{id: b, action: log, depends_on: a}}").Errors
        );
        Assert.Equal(("REFERENCE_CYCLE", path), (error.Code, error.Path));
        Assert.Contains("a -> b -> a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_form_and_of_meaning_come_together()
    {
        var compiled = Compile(
            """
            name: [x]
            parameters: [{name: p}]
            steps:
              - {id: a, action: log, timeout_seconds: soon, depends_on: [b]}
              - {action: log}
              - {id: c, action: lgo, depends_on: [a, x], params: {message: "{{ params.q }} {{ 1 + }}"}}
            outputs: {x: "{{ steps.q.outputs.x }}"}
            """
        );
        Assert.Null(compiled.Definition);
        Assert.Equal(
            [
                "error WRONG_TYPE name",
                "error WRONG_TYPE steps.0.timeout_seconds",
                "error UNKNOWN_DEPENDENCY steps.0.depends_on",
                "error MISSING_FIELD steps.1.id",
                "warning UNKNOWN_ACTION steps.2.action",
                "error UNKNOWN_DEPENDENCY steps.2.depends_on",
                "error TEMPLATE_SYNTAX steps.2.params.message",
                "error UNKNOWN_STEP outputs.x",
            ],
            compiled.Diagnostics.Select(Brief)
        );
    }

    [Fact]
    public void The_example_of_the_SDK_compiles_without_errors()
    {
        var compiled = Compile(
            """
            {"steps": [
              {"id": "health_check", "action": "cluster_health", "params": {"cluster_id": "cluster_prod"},
               "retry": {"max_attempts": 3, "backoff_multiplier": 2}},
              {"id": "deploy", "action": "deployment_create", "params": {"model_id": " {{ params.model_id }} "},
               "depends_on": ["health_check"], "condition": "steps.health_check.output.status == 'healthy'"},
              {"id": "notify_failure", "action": "notification", "params": {"message": "Deployment failed"},
               "condition": "steps.deploy.status == 'failed'"}
            ]}
            """
        );
        Assert.Empty(compiled.Errors);
        Assert.Equal(
            ["UNKNOWN_ACTION", "UNKNOWN_ACTION", "UNDECLARED_PARAMETER", "UNKNOWN_ACTION"],
            compiled.Warnings.Select(w => w.Code)
        );
        var plan = compiled.Plan!;
        Assert.False(plan.Steps[1].IsFailureHandler);
        Assert.True(plan.Steps[2].IsFailureHandler);
        Assert.Equal([1], plan.Steps[2].Dependencies.AsEnumerable());
    }

    [Fact]
    public void No_definition_makes_the_compiler_throw() =>
        Gen.Select(GenFields.Steps, GenFields.Rest)
            .Sample(
                (steps, rest) =>
                {
                    var compiled = Compile($"steps:\n{steps}{rest}");
                    Assert.Equal(compiled.Plan is null, compiled.Errors.Any());
                    if (compiled.Definition is { } definition)
                    {
                        Assert.Equal(compiled.Plan!.Hash, PlanCompiler.Compile(definition, Catalog).Hash);
                    }
                },
                iter: 1000
            );

    [Fact]
    public void Hostile_names_cost_no_more_than_their_length()
    {
        var longName = new string('x', 80);
        var strangers = Enumerable
            .Range(0, 1000)
            .Select(i =>
                $"- {{id: a{longName}{i}, action: log, params: {{message: '{{{{ steps.b{longName}{i} }}}}'}}}}\n"
            );
        Assert.Equal(501, Compile($"steps:\n{string.Concat(strangers)}").Diagnostics.Length);

        var dots = string.Concat(Enumerable.Repeat("a.", 500_000));
        var found = Assert.Single(Compile($"steps: [{{id: a, action: log, params: {{'{dots}': 1}}}}]").Diagnostics);
        Assert.Equal("UNKNOWN_ACTION_PARAM", found.Code);
        Assert.True(found.Path.Length + found.Message.Length < 5000);
    }

    /// <summary>Definitions whose parts are each plausible, and seldom fit together.</summary>
    private static class GenFields
    {
        private static readonly Gen<string> Id = GenDefinition.OneOf("a", "b", "c", "d", "e f", "9-x");

        private static readonly Gen<string> Expression = GenDefinition.OneOf(
            "steps.a.outputs.x",
            "steps.b.status == 'failed'",
            "steps['e f'].output.y > 1",
            "params.x | default(3)",
            "params.y",
            "1 +",
            "now",
            "unknown.thing"
        );

        private static readonly Gen<string> Field = Gen.OneOf(
            Id.Select(i => $"depends_on: ['{i}']"),
            Expression.Select(e => $"condition: \"{e}\""),
            Expression.Select(e => $"params: {{message: \"x {{{{ {e} }}}}\"}}"),
            Gen.Select(Id, Expression)
                .Select((i, e) => $"params: {{branches: [{{id: q, condition: \"{e}\", target_step: {i}}}]}}"),
            GenDefinition.OneOf("run_when: on_failure", "retry: {}", "weight: -1", "timeout_seconds: 3", "x: y")
        );

        private static readonly Gen<string> Step = Gen.Select(
            Id,
            GenDefinition.OneOf("log", "shell", "condition", "conditional", "nope"),
            Field.Array[0, 3],
            (id, action, fields) => $"- {{id: '{id}', action: {action}, {string.Join(", ", fields)}}}\n"
        );

        public static readonly Gen<string> Steps = Step.Array[1, 6].Select(s => string.Concat(s));

        public static readonly Gen<string> Rest = Gen.OneOf(
            Gen.Const(""),
            Expression.Select(e => $"outputs: {{o: \"{{{{ {e} }}}}\"}}"),
            Gen.Const("parameters: [{name: x}]")
        );
    }
}
