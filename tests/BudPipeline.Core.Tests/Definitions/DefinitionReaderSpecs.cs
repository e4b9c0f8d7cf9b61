using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Definitions;

/// <summary>Contract §a.1: every field with its default, its bounds and its leniencies.</summary>
public sealed class DefinitionReaderSpecs
{
    private const string Steps = "steps: [{id: a, action: log}]";

    private static PipelineDefinition Read(string yaml)
    {
        var reading = DefinitionReader.Read(yaml);
        Assert.Empty(reading.Diagnostics);
        return reading.Definition!;
    }

    private static StepDefinition ReadStep(string fields) =>
        Read($"steps: [{{id: a, action: log, {fields}}}]").Steps[0];

    private static Diagnostic OnlyProblemOf(string text, string? format = null) =>
        Assert.Single(DefinitionReader.Read(text, format).Diagnostics);

    [Fact]
    public void What_is_not_given_has_its_default()
    {
        var definition = Read(Steps);
        Assert.Equal("Ephemeral Pipeline", definition.Name);
        Assert.Equal("1.0", definition.Version);
        Assert.Null(definition.Description);
        Assert.Empty(definition.Parameters);
        Assert.Equal(PipelineSettings.Default, definition.Settings);
        Assert.Null(definition.Outputs);

        var step = Assert.Single(definition.Steps);
        Assert.Equal(("a", "a", "log"), (step.Id, step.Name, step.Action));
        Assert.Equal(0, step.Params.Count);
        Assert.Empty(step.DependsOn);
        Assert.Empty(step.Outputs);
        Assert.Null(step.Condition);
        Assert.Equal(OnFailure.Fail, step.OnFailure);
        Assert.Null(step.TimeoutSeconds);
        Assert.Null(step.Retry);
        Assert.Equal(1, step.Weight);
        Assert.Null(step.RunWhen);
    }

    [Fact]
    public void Everything_that_is_given_is_read()
    {
        var definition = Read(
            """
            name: nightly
            version: 2.10
            description: what it does
            parameters:
              - name: region
                type: string
                description: where
                required: false
                default: eu
              - name: _count
                type: INTEGER
            settings:
              timeout_seconds: 60
              fail_fast: false
              max_parallel_steps: 2
              skip_propagation: all
              retry_policy: {max_attempts: 5}
            steps:
              - id: first
                name: The first
                action: shell
                params: {command: "true", env: {A: 1}}
                outputs: [x, y]
              - id: second
                action: log
                depends_on: [first, first]
                condition: steps.first.outputs.x == 1
                on_failure: Continue
                timeout_seconds: 9
                weight: 2.5
                run_when: always
                retry:
                  max_attempts: 2
                  backoff_seconds: 1
                  backoff_multiplier: 1.5
                  max_backoff_seconds: 10
                  retry_on: [timeout, http_5xx]
            outputs:
              total: "{{ steps.first.outputs.x }}"
              nested: {list: [1, 2.5, null, true]}
            """
        );
        Assert.Equal(
            ("nightly", "2.10", "what it does"),
            (definition.Name, definition.Version, definition.Description)
        );
        Assert.Equal(
            new ParameterDefinition("region", ParameterType.Text, "string", "where", false, Value.Of("eu")),
            definition.Parameters[0]
        );
        Assert.Equal(
            new ParameterDefinition("_count", ParameterType.Integer, "INTEGER", null, true, null),
            definition.Parameters[1]
        );
        Assert.Equal(60, definition.Settings.TimeoutSeconds);
        Assert.False(definition.Settings.FailFast);
        Assert.Equal(2, definition.Settings.MaxParallelSteps);
        Assert.Equal(SkipPropagation.All, definition.Settings.SkipPropagation);
        Assert.Equal(5, definition.Settings.RetryPolicy?.MaxAttempts);
        Assert.Equal("The first", definition.Steps[0].Name);
        Assert.Equal("x y", string.Join(' ', definition.Steps[0].Outputs));
        Assert.Equal(Value.Of(1), Assert.IsAssignableFrom<MapValue>(definition.Steps[0].Params["env"])["A"]);

        var second = definition.Steps[1];
        Assert.Equal("first", Assert.Single(second.DependsOn));
        Assert.Equal("steps.first.outputs.x == 1", second.Condition);
        Assert.Equal((OnFailure.Continue, 9, 2.5), (second.OnFailure, second.TimeoutSeconds, second.Weight));
        Assert.Equal(RunWhen.Always, second.RunWhen);
        Assert.Equal((2, 1, 1.5, 10), Numbers(second.Retry!));
        Assert.Equal("timeout http_5xx", string.Join(' ', second.Retry!.RetryOn));
        Assert.Equal(ValueJson.Parse("""{"list":[1,2.5,null,true]}"""), definition.Outputs!["nested"]);
    }

    private static (int, int, double, int) Numbers(RetryPolicy retry) =>
        (retry.MaxAttempts, retry.BackoffSeconds, retry.BackoffMultiplier, retry.MaxBackoffSeconds);

    [Theory]
    [InlineData("version: 1", "1")]
    [InlineData("version: 1.10", "1.10")]
    [InlineData("version: '2'", "2")]
    public void A_version_may_be_a_number_and_is_kept_as_written(string yaml, string expected) =>
        Assert.Equal(expected, Read($"{yaml}\n{Steps}").Version);

    [Fact]
    public void A_single_dependency_needs_no_list() =>
        Assert.Equal("x", Assert.Single(ReadStep("depends_on: x").DependsOn));

    [Theory]
    [InlineData("condition: true", "true")]
    [InlineData("condition: False", "false")]
    [InlineData("condition: 0", "0")]
    [InlineData("condition: '  '", null)]
    [InlineData("condition: null", null)]
    public void A_condition_may_be_a_literal(string field, string? expected) =>
        Assert.Equal(expected, ReadStep(field).Condition);

    [Theory]
    [InlineData("fail", OnFailure.Fail)]
    [InlineData("FAIL", OnFailure.Fail)]
    [InlineData("stop", OnFailure.Fail)]
    [InlineData("Continue", OnFailure.Continue)]
    [InlineData("retry", OnFailure.Retry)]
    public void On_failure_is_read_in_any_case_and_knows_stop(string word, OnFailure expected) =>
        Assert.Equal(expected, ReadStep($"on_failure: {word}").OnFailure);

    [Theory]
    [InlineData("{}", 3, 60, 2.0)]
    [InlineData("{delay: 5}", 3, 5, 2.0)]
    [InlineData("{initial_interval_seconds: 7.0}", 3, 7, 2.0)]
    [InlineData("{backoff: 3}", 3, 60, 3.0)]
    public void Retry_fields_have_their_older_names_too(string retry, int attempts, int backoff, double multiplier) =>
        Assert.Equal((attempts, backoff, multiplier, 3600), Numbers(ReadStep($"retry: {retry}").Retry!));

    [Fact]
    public void A_field_beside_its_alias_wins_with_a_warning()
    {
        var reading = DefinitionReader.Read("steps: [{id: a, action: log, retry: {delay: 5, backoff_seconds: 9}}]");
        Assert.Equal(9, reading.Definition!.Steps[0].Retry!.BackoffSeconds);
        var warning = Assert.Single(reading.Diagnostics);
        Assert.Equal((Severity.Warning, "CONFLICTING_FIELDS"), (warning.Severity, warning.Code));
        Assert.Equal("steps.0.retry.delay", warning.Path);
    }

    [Theory]
    [InlineData("dag")]
    [InlineData("definition")]
    [InlineData("pipeline_definition")]
    public void A_definition_may_stand_in_the_wrapper_of_a_request(string wrapper)
    {
        var definition = Read($"name: outer\n{wrapper}:\n  {Steps}\nparams: {{x: 1}}");
        Assert.Equal("outer", definition.Name);
        Assert.Equal("a", definition.Steps[0].Id);
    }

    [Fact]
    public void A_missing_name_is_the_one_the_caller_gives() =>
        Assert.Equal("hello.yaml", DefinitionReader.Read(Steps, defaultName: "hello.yaml").Definition!.Name);

    [Theory]
    [InlineData("a b")]
    [InlineData("a-b.c")]
    [InlineData("ärger")]
    [InlineData("9lives")]
    public void An_id_may_hold_any_character_behind_the_first(string id) =>
        Assert.Equal(id, Read($"steps: [{{id: '{id}', action: log}}]").Steps[0].Id);

    [Theory]
    [InlineData("cluster_ref")]
    [InlineData("model_ref")]
    [InlineData("endpoint_ref")]
    [InlineData("project_ref")]
    [InlineData("credential_ref")]
    public void Platform_references_are_types(string type) =>
        Assert.Equal(
            ParameterType.Reference,
            Read($"parameters: [{{name: p, type: {type}}}]\n{Steps}").Parameters[0].Type
        );

    [Theory]
    // The root.
    [InlineData("", "EMPTY_DEFINITION", "", "1:1", "")]
    [InlineData("  \n ", "EMPTY_DEFINITION", "", "1:1", "")]
    [InlineData("{}", "EMPTY_DEFINITION", "", "1:1", "")]
    [InlineData("null", "WRONG_TYPE", "", "1:1", "")]
    [InlineData("- a", "WRONG_TYPE", "", "1:1", "")]
    [InlineData("name: x", "MISSING_FIELD", "steps", "1:1", "steps")]
    [InlineData("name: x\nsteps: []", "OUT_OF_RANGE", "steps", "2:8", "steps")]
    [InlineData("name: x\nsteps: {id: a}", "WRONG_TYPE", "steps", "2:8", "'- '")]
    [InlineData("name: ''\nsteps: [{id: a, action: b}]", "OUT_OF_RANGE", "name", "1:7", "1 to 255")]
    [InlineData("name: [x]\nsteps: [{id: a, action: b}]", "WRONG_TYPE", "name", "1:7", "text")]
    [InlineData("name: 12\nsteps: [{id: a, action: b}]", "WRONG_TYPE", "name", "1:7", "\"12\"")]
    [InlineData("outputs: [x]\nsteps: [{id: a, action: b}]", "WRONG_TYPE", "outputs", "1:10", "map")]
    // Parameters.
    [InlineData("parameters: {a: b}\nsteps: [{id: a, action: b}]", "WRONG_TYPE", "parameters", "1:13", "name")]
    [InlineData("parameters: [x]\nsteps: [{id: a, action: b}]", "WRONG_TYPE", "parameters.0", "1:14", "name")]
    [InlineData(
        "parameters: [{type: string}]\nsteps: [{id: a, action: b}]",
        "MISSING_FIELD",
        "parameters.0.name",
        "1:14",
        "name"
    )]
    [InlineData(
        "parameters: [{name: 9a}]\nsteps: [{id: a, action: b}]",
        "INVALID_VALUE",
        "parameters.0.name",
        "1:21",
        "_9a"
    )]
    [InlineData(
        "parameters: [{name: a}, {name: a}]\nsteps: [{id: a, action: b}]",
        "DUPLICATE_PARAMETER",
        "parameters.1.name",
        "1:32",
        "Remove"
    )]
    [InlineData(
        "parameters: [{name: a, type: integer, default: soon}]\nsteps: [{id: a, action: b}]",
        "DEFAULT_TYPE",
        "parameters.0.default",
        "1:48",
        "integer"
    )]
    [InlineData(
        "parameters: [{name: a, required: maybe}]\nsteps: [{id: a, action: b}]",
        "WRONG_TYPE",
        "parameters.0.required",
        "1:34",
        "true or false"
    )]
    // Settings.
    [InlineData("settings: []\nsteps: [{id: a, action: b}]", "WRONG_TYPE", "settings", "1:11", "map")]
    [InlineData(
        "settings: {timeout_seconds: 0}\nsteps: [{id: a, action: b}]",
        "OUT_OF_RANGE",
        "settings.timeout_seconds",
        "1:29",
        "at least 1"
    )]
    [InlineData(
        "settings: {max_parallel_steps: 101}\nsteps: [{id: a, action: b}]",
        "OUT_OF_RANGE",
        "settings.max_parallel_steps",
        "1:32",
        "1 to 100"
    )]
    [InlineData(
        "settings: {max_parallel_steps: 0}\nsteps: [{id: a, action: b}]",
        "OUT_OF_RANGE",
        "settings.max_parallel_steps",
        "1:32",
        "1 to 100"
    )]
    [InlineData(
        "settings: {fail_fast: 'no'}\nsteps: [{id: a, action: b}]",
        "WRONG_TYPE",
        "settings.fail_fast",
        "1:23",
        "true or false"
    )]
    [InlineData(
        "settings: {skip_propagation: branches}\nsteps: [{id: a, action: b}]",
        "INVALID_VALUE",
        "settings.skip_propagation",
        "1:30",
        "did you mean 'branch'?"
    )]
    // Steps.
    [InlineData("steps: [x]", "WRONG_TYPE", "steps.0", "1:9", "Step 0")]
    [InlineData("steps: [{action: b}]", "MISSING_FIELD", "steps.0.id", "1:9", "id")]
    [InlineData("steps: [{id: a}]", "MISSING_FIELD", "steps.0.action", "1:9", "action")]
    [InlineData("steps: [{id: '-a', action: b}]", "INVALID_VALUE", "steps.0.id", "1:14", "letter or a digit")]
    [InlineData("steps: [{id: '', action: b}]", "OUT_OF_RANGE", "steps.0.id", "1:14", "1 to 100")]
    [InlineData("steps: [{id: 7, action: b}]", "WRONG_TYPE", "steps.0.id", "1:14", "quotes")]
    [InlineData("steps: [{id: a, action: ''}]", "OUT_OF_RANGE", "steps.0.action", "1:25", "at least 1")]
    [InlineData("steps: [{id: a, action: b, name: ''}]", "OUT_OF_RANGE", "steps.0.name", "1:34", "1 to 255")]
    [InlineData("steps: [{id: a, action: b, params: null}]", "WRONG_TYPE", "steps.0.params", "1:36", "null")]
    [InlineData("steps: [{id: a, action: b, params: []}]", "WRONG_TYPE", "steps.0.params", "1:36", "list")]
    [InlineData("steps: [{id: a, action: b, depends_on: {c: d}}]", "WRONG_TYPE", "steps.0.depends_on", "1:40", "list")]
    [InlineData("steps: [{id: a, action: b, depends_on: [1]}]", "WRONG_TYPE", "steps.0.depends_on.0", "1:41", "quotes")]
    [InlineData("steps: [{id: a, action: b, outputs: {c: d}}]", "WRONG_TYPE", "steps.0.outputs", "1:37", "list")]
    [InlineData("steps: [{id: a, action: b, condition: [c]}]", "WRONG_TYPE", "steps.0.condition", "1:39", "text")]
    [InlineData(
        "steps: [{id: a, action: b, on_failure: null}]",
        "WRONG_TYPE",
        "steps.0.on_failure",
        "1:40",
        "fail, continue or retry"
    )]
    [InlineData(
        "steps: [{id: a, action: b, on_failure: continu}]",
        "INVALID_VALUE",
        "steps.0.on_failure",
        "1:40",
        "did you mean 'continue'?"
    )]
    [InlineData(
        "steps: [{id: a, action: b, timeout_seconds: 0}]",
        "OUT_OF_RANGE",
        "steps.0.timeout_seconds",
        "1:45",
        "at least 1"
    )]
    [InlineData(
        "steps: [{id: a, action: b, timeout_seconds: -5}]",
        "OUT_OF_RANGE",
        "steps.0.timeout_seconds",
        "1:45",
        "at least 1"
    )]
    [InlineData(
        "steps: [{id: a, action: b, timeout_seconds: 1.5}]",
        "OUT_OF_RANGE",
        "steps.0.timeout_seconds",
        "1:45",
        "integer"
    )]
    [InlineData(
        "steps: [{id: a, action: b, timeout_seconds: '30'}]",
        "WRONG_TYPE",
        "steps.0.timeout_seconds",
        "1:45",
        "without quotes"
    )]
    [InlineData("steps: [{id: a, action: b, weight: 0}]", "OUT_OF_RANGE", "steps.0.weight", "1:36", "above 0")]
    [InlineData("steps: [{id: a, action: b, weight: heavy}]", "WRONG_TYPE", "steps.0.weight", "1:36", "number")]
    [InlineData(
        "steps: [{id: a, action: b, run_when: on_fail}]",
        "INVALID_VALUE",
        "steps.0.run_when",
        "1:38",
        "did you mean 'on_failure'?"
    )]
    [InlineData("steps: [{id: a, action: b, retry: 3}]", "WRONG_TYPE", "steps.0.retry", "1:35", "max_attempts: 3")]
    [InlineData(
        "steps: [{id: a, action: b, retry: {max_attempts: 11}}]",
        "OUT_OF_RANGE",
        "steps.0.retry.max_attempts",
        "1:50",
        "1 to 10"
    )]
    [InlineData(
        "steps: [{id: a, action: b, retry: {max_attempts: 0}}]",
        "OUT_OF_RANGE",
        "steps.0.retry.max_attempts",
        "1:50",
        "1 to 10"
    )]
    [InlineData(
        "steps: [{id: a, action: b, retry: {backoff_seconds: 0}}]",
        "OUT_OF_RANGE",
        "steps.0.retry.backoff_seconds",
        "1:53",
        "at least 1"
    )]
    [InlineData(
        "steps: [{id: a, action: b, retry: {backoff_multiplier: 0.5}}]",
        "OUT_OF_RANGE",
        "steps.0.retry.backoff_multiplier",
        "1:56",
        "1.0"
    )]
    [InlineData(
        "steps: [{id: a, action: b, retry: {max_backoff_seconds: 0}}]",
        "OUT_OF_RANGE",
        "steps.0.retry.max_backoff_seconds",
        "1:57",
        "at least 1"
    )]
    [InlineData(
        "steps: [{id: a, action: b, retry: {retry_on: [time_out]}}]",
        "INVALID_VALUE",
        "steps.0.retry.retry_on.0",
        "1:47",
        "did you mean 'timeout'?"
    )]
    [InlineData(
        "steps: [{id: a, action: b, retry: {retry_on: business}}]",
        "INVALID_VALUE",
        "steps.0.retry.retry_on",
        "1:46",
        "application"
    )]
    public void A_broken_field_is_an_error_at_its_place(
        string yaml,
        string code,
        string path,
        string place,
        string says
    )
    {
        var problem = OnlyProblemOf(yaml);
        Assert.Equal((Severity.Error, code, path), (problem.Severity, problem.Code, problem.Path));
        Assert.Equal(place, $"{problem.Location!.Value.Line}:{problem.Location.Value.Column}");
        Assert.Contains(says, $"{problem.Message} {problem.Hint}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stepz: 1\nsteps: [{id: a, action: b}]", "stepz", "1:1", "did you mean 'steps'?")]
    [InlineData(
        "settings: {timeout: 1}\nsteps: [{id: a, action: b}]",
        "settings.timeout",
        "1:12",
        "did you mean 'timeout_seconds'?"
    )]
    [InlineData(
        "steps: [{id: a, action: b, depend_on: []}]",
        "steps.0.depend_on",
        "1:28",
        "did you mean 'depends_on'?"
    )]
    [InlineData(
        "parameters: [{name: a, defualt: 1}]\nsteps: [{id: a, action: b}]",
        "parameters.0.defualt",
        "1:24",
        "did you mean 'default'?"
    )]
    [InlineData("steps: [{id: a, action: b, retry: {attempts: 1}}]", "steps.0.retry.attempts", "1:36", "Remove it")]
    public void A_field_that_nothing_reads_is_a_warning(string yaml, string path, string place, string hint)
    {
        var reading = DefinitionReader.Read(yaml);
        Assert.NotNull(reading.Definition);
        var warning = Assert.Single(reading.Diagnostics);
        Assert.Equal((Severity.Warning, "UNKNOWN_FIELD", path), (warning.Severity, warning.Code, warning.Path));
        Assert.Equal(place, $"{warning.Location!.Value.Line}:{warning.Location.Value.Column}");
        Assert.Contains(hint, warning.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("int", "did you mean 'integer'?")]
    [InlineData("strnig", "did you mean 'string'?")]
    public void An_unknown_parameter_type_is_a_warning_and_goes_unchecked(string type, string hint)
    {
        var reading = DefinitionReader.Read($"parameters: [{{name: p, type: {type}, default: [1]}}]\n{Steps}");
        var warning = Assert.Single(reading.Diagnostics);
        Assert.Equal((Severity.Warning, "UNKNOWN_TYPE", hint), (warning.Severity, warning.Code, warning.Hint));
        Assert.Equal(ParameterType.Reference, reading.Definition!.Parameters[0].Type);
    }

    [Fact]
    public void All_faults_come_in_one_pass_in_the_order_of_the_source()
    {
        var reading = DefinitionReader.Read(
            """
            name: 5
            settings: {max_parallel_steps: 0}
            steps:
              - action: log
              - id: b
                timeout_seconds: none
                retri: {}
            """
        );
        Assert.Null(reading.Definition);
        Assert.Equal(
            [
                ("WRONG_TYPE", "name"),
                ("OUT_OF_RANGE", "settings.max_parallel_steps"),
                ("MISSING_FIELD", "steps.0.id"),
                ("MISSING_FIELD", "steps.1.action"),
                ("WRONG_TYPE", "steps.1.timeout_seconds"),
                ("UNKNOWN_FIELD", "steps.1.retri"),
            ],
            reading.Diagnostics.Select(d => (d.Code, d.Path))
        );
    }

    [Fact]
    public void The_same_faults_are_found_in_JSON_at_their_places_in_JSON()
    {
        var problem = OnlyProblemOf("{\n  \"name\": \"ä𝄞\", \"steps\": [{\"id\": 7, \"action\": \"b\"}]\n}");
        Assert.Equal(("WRONG_TYPE", "steps.0.id"), (problem.Code, problem.Path));
        Assert.Equal(new SourceLocation(2, 35), problem.Location);
        Assert.Equal("7", problem.Text);
    }

    [Fact]
    public void More_steps_than_the_limit_are_refused()
    {
        var steps = string.Join(",", Enumerable.Range(0, 1001).Select(i => $"{{id: s{i}, action: log}}"));
        var problem = OnlyProblemOf($"steps: [{steps}]");
        Assert.Equal(("TOO_LARGE", "steps"), (problem.Code, problem.Path));
        Assert.Contains("1000", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_diagnostic_reads_as_one_line_with_file_place_and_remedy() =>
        Assert.Equal(
            "hello.yaml:1:40: error INVALID_VALUE: 'on_failure' must be fail, continue, retry or stop, not 'continu'. "
                + "(did you mean 'continue'?)",
            OnlyProblemOf("steps: [{id: a, action: b, on_failure: continu}]").Format("hello.yaml")
        );
}
