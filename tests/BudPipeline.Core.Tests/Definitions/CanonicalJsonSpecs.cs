using BudPipeline.Core.Definitions;
using CsCheck;

namespace BudPipeline.Core.Tests.Definitions;

public sealed class CanonicalJsonSpecs
{
    private static PipelineDefinition Read(string text, string? format = null)
    {
        var reading = DefinitionReader.Read(text, format);
        Assert.Empty(reading.Diagnostics);
        return reading.Definition!;
    }

    [Fact]
    public void It_fills_in_defaults_and_sorts_every_map() =>
        Assert.Equal(
            """{"name":"n","parameters":[],"settings":{"fail_fast":true,"max_parallel_steps":10,"""
                + "\"skip_propagation\":\"branch\",\"timeout_seconds\":7200},\"steps\":[{\"action\":\"log\","
                + "\"depends_on\":[],\"id\":\"a\",\"name\":\"a\",\"on_failure\":\"fail\",\"outputs\":[],"
                + "\"params\":{\"a\":{\"x\":1.0,\"y\":[true,null]},\"b\":1},\"weight\":1.0}],\"version\":\"1.0\"}",
            CanonicalJson.Write(
                Read("{name: n, steps: [{id: a, action: log, params: {b: 1, a: {y: [true, null], x: 1.0}}}]}")
            )
        );

    [Fact]
    public void YAML_and_JSON_of_one_pipeline_have_one_hash()
    {
        var yaml = Read(
            """
            name: twin
            version: 2.0
            steps:
              - id: a
                action: shell
                params:
                  command: |
                    echo "ä"
                    exit 0
                  env: {B: 0x10, A: ~}
                on_failure: STOP
                retry: {delay: 5}
              - {id: b, action: log, depends_on: a, condition: true, weight: 2}
            """
        );
        var json = Read(
            """
            {"steps": [
              {"action": "shell", "id": "a", "retry": {"backoff_seconds": 5, "backoff_multiplier": 2},
               "params": {"env": {"A": null, "B": 16}, "command": "echo \"\u00e4\"\nexit 0\n"}},
              {"id": "b", "name": "b", "action": "log", "depends_on": ["a", "a"], "condition": "true", "weight": 2.0}
             ], "version": "2.0", "name": "twin"}
            """,
            "json"
        );
        Assert.Equal(CanonicalJson.Write(yaml), CanonicalJson.Write(json));
        Assert.Equal(ContentHash.Of(yaml), ContentHash.Of(json));
        Assert.Matches("^[0-9a-f]{64}$", ContentHash.Of(yaml));
    }

    [Theory]
    [InlineData("params: {x: 1}", "params: {x: 1.0}")]
    [InlineData("params: {x: '1'}", "params: {x: 1}")]
    [InlineData("params: {x: null}", "params: {}")]
    [InlineData("weight: 2", "weight: 3")]
    [InlineData("condition: 'true'", "condition: null")]
    [InlineData("run_when: on_success", "run_when: null")]
    [InlineData("retry: {}", "retry: null")]
    [InlineData("depends_on: [x, y]", "depends_on: [y, x]")]
    public void What_changes_the_run_changes_the_hash(string one, string other) =>
        Assert.NotEqual(
            ContentHash.Of(Read($"steps: [{{id: a, action: log, {one}}}]")),
            ContentHash.Of(Read($"steps: [{{id: a, action: log, {other}}}]"))
        );

    [Fact]
    public void The_reader_reads_back_what_was_written() =>
        GenDefinition.Any.Sample(definition =>
        {
            var json = CanonicalJson.Write(definition);
            var reading = DefinitionReader.Read(json, "json");
            Assert.Empty(reading.Diagnostics);
            Assert.Equal(json, CanonicalJson.Write(reading.Definition!));
            AssertSame(definition, reading.Definition!);
        });

    [Fact]
    public void JSON_read_as_YAML_is_the_same_definition() =>
        GenDefinition.Any.Sample(definition =>
        {
            var json = CanonicalJson.Write(definition);
            var reading = DefinitionReader.Read(json, "yaml");
            Assert.Empty(reading.Diagnostics);
            Assert.Equal(json, CanonicalJson.Write(reading.Definition!));
        });

    // Records with immutable arrays in them compare those by identity.
    private static void AssertSame(PipelineDefinition expected, PipelineDefinition actual)
    {
        Assert.Equal(expected.Parameters.AsEnumerable(), actual.Parameters);
        Assert.Equal(expected.Outputs, actual.Outputs);
        Assert.Equal(Plain(expected.Settings.RetryPolicy), Plain(actual.Settings.RetryPolicy));
        Assert.Equal(expected.Settings with { RetryPolicy = null }, actual.Settings with { RetryPolicy = null });
        Assert.Equal(
            (expected.Name, expected.Version, expected.Description),
            (actual.Name, actual.Version, actual.Description)
        );
        Assert.Equal(expected.Steps.Length, actual.Steps.Length);
        Assert.Equal(expected.Phases.AsEnumerable(), actual.Phases);
        Assert.Equal(expected.FinallyCount, actual.FinallyCount);
        foreach (var (one, other) in expected.Steps.Zip(actual.Steps))
        {
            Assert.Equal(Plain(one), Plain(other));
            Assert.Equal(one.DependsOn.AsEnumerable(), other.DependsOn);
            Assert.Equal(one.Outputs.AsEnumerable(), other.Outputs);
            Assert.Equal(Plain(one.Retry), Plain(other.Retry));
            Assert.Equal(one.Retry?.RetryOn.AsEnumerable(), other.Retry?.RetryOn);
        }
    }

    private static StepDefinition Plain(StepDefinition step) =>
        step with
        {
            DependsOn = [],
            Outputs = [],
            Retry = null,
            Compensate = step.Compensate is { } c ? c with { Retry = Plain(c.Retry) } : null,
        };

    private static RetryPolicy? Plain(RetryPolicy? policy) => policy is null ? null : policy with { RetryOn = [] };
}
