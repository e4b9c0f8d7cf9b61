using System.Text.Json;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Definitions.Schema;
using BudPipeline.Core.Expressions;
using CsCheck;
using Json.Schema;

namespace BudPipeline.Core.Tests.Definitions;

/// <summary>The JSON Schema says what the reader and the checks say, and never more.</summary>
public sealed class PipelineSchemaSpecs
{
    private const string Modeline = "# yaml-language-server: $schema=../schemas/pipeline.json";

    private static readonly string Folder = Path.Combine(RepositoryRoot(), "config");
    private static readonly JsonSchema Schema = JsonSchema.FromText(PipelineSchema.Of(DefinitionChecks.Catalog));

    public static TheoryData<string> Examples() =>
        new(
            Directory.EnumerateFiles(Path.Combine(Folder, "examples"), "*.yaml").Select(file => Path.GetFileName(file))
        );

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_names_the_schema_and_keeps_to_it(string example)
    {
        var text = File.ReadAllText(Path.Combine(Folder, "examples", example));

        Assert.StartsWith(Modeline, text, StringComparison.Ordinal);
        AssertTaken(text);
    }

    /// <summary><c>UPDATE_APPROVED=1</c> writes the file.</summary>
    [Fact]
    public void The_schema_beside_the_examples_is_the_one_of_this_version()
    {
        var file = Path.Combine(Folder, "schemas", "pipeline.json");
        var schema = PipelineSchema.Of(BuiltInActions.Catalog);
        if (Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, schema);
        }

        Assert.Equal(File.ReadAllText(file), schema);
    }

    [Fact]
    public void Whatever_the_reader_takes_without_a_word_the_schema_takes() =>
        GenDefinition.Any.Sample(
            definition =>
            {
                var json = CanonicalJson.Write(definition);
                Assert.NotNull(DefinitionReader.Read(json).Definition);
                AssertTaken(json);
            },
            iter: 500
        );

    [Theory]
    [InlineData("{name: a, steps: [{id: a, action: log}]}")]
    [InlineData("{version: 1.10, description: null, parameters: [], settings: {}, steps: [{id: a, action: log}]}")]
    [InlineData(
        "{parameters: [{name: n, type: str, default: 5}, {name: m, required: false}], steps: [{id: 1a, action: log}]}"
    )]
    [InlineData(
        "{settings: {skip_propagation: NONE, retry_policy: {delay: 5, backoff: 1.5}}, steps: [{id: a, action: log}]}"
    )]
    [InlineData(
        "{steps: [{id: a, action: log, depends_on: b, condition: true, on_failure: STOP}, {id: b, action: soon}]}"
    )]
    [InlineData("{steps: [{id: a, action: log, condition: 1, retry: {retry_on: timeout, max_attempts: 3.0}}]}")]
    [InlineData("{steps: [{id: a, action: http_request, params: {url: '{{ params.url }}', timeout_seconds: '30'}}]}")]
    [InlineData(
        "{steps: [{id: a, action: http_request, params: {url: HTTPS://x, method: post, include_metadata: 'true'}}]}"
    )]
    [InlineData("{steps: [{id: a, action: delay, params: {seconds: null, duration: 5m}}]}")]
    [InlineData("{steps: [{id: a, action: picky, params: {must: 5, mode: expert, code: ab, more: 1}}]}")]
    [InlineData("{steps: [{id: a, action: log, weight: 0.1, run_when: always, idempotent: false, outputs: [x]}]}")]
    public void What_may_be_written_is_taken(string text)
    {
        Assert.NotNull(DefinitionReader.Read(text).Definition);
        AssertTaken(text);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{name: a}")]
    [InlineData("{steps: []}")]
    [InlineData("{steps: {a: {action: log}}}")]
    [InlineData("{name: 5, steps: [{id: a, action: log}]}")]
    [InlineData("{name: '', steps: [{id: a, action: log}]}")]
    [InlineData("{version: true, steps: [{id: a, action: log}]}")]
    [InlineData("{parameters: {n: 1}, steps: [{id: a, action: log}]}")]
    [InlineData("{parameters: [{type: string}], steps: [{id: a, action: log}]}")]
    [InlineData("{settings: {timeout_seconds: 0}, steps: [{id: a, action: log}]}")]
    [InlineData("{settings: {max_parallel_steps: 101}, steps: [{id: a, action: log}]}")]
    [InlineData("{settings: {fail_fast: 'yes'}, steps: [{id: a, action: log}]}")]
    [InlineData("{settings: {skip_propagation: some}, steps: [{id: a, action: log}]}")]
    [InlineData("{steps: [log]}")]
    [InlineData("{steps: [{action: log}]}")]
    [InlineData("{steps: [{id: a}]}")]
    [InlineData("{steps: [{id: null, action: log}]}")]
    [InlineData("{steps: [{id: a, action: ''}]}")]
    [InlineData("{steps: [{id: a, action: log, params: null}]}")]
    [InlineData("{steps: [{id: a, action: log, params: [1]}]}")]
    [InlineData("{steps: [{id: a, action: log, depends_on: [1]}]}")]
    [InlineData("{steps: [{id: a, action: log, condition: [x]}]}")]
    [InlineData("{steps: [{id: a, action: log, on_failure: panic}]}")]
    [InlineData("{steps: [{id: a, action: log, timeout_seconds: 1.5}]}")]
    [InlineData("{steps: [{id: a, action: log, retry: 3}]}")]
    [InlineData("{steps: [{id: a, action: log, retry: {max_attempts: 11}}]}")]
    [InlineData("{steps: [{id: a, action: log, retry: {backoff: 0.5}}]}")]
    [InlineData("{steps: [{id: a, action: log, retry: {delay: 0}}]}")]
    [InlineData("{steps: [{id: a, action: log, weight: 0}]}")]
    [InlineData("{steps: [{id: a, action: log, run_when: never}]}")]
    [InlineData("{steps: [{id: a, action: log, idempotent: maybe}]}")]
    [InlineData("{steps: [{id: a, action: http_request}]}")]
    [InlineData("{steps: [{id: a, action: api_call, params: {}}]}")]
    [InlineData("{steps: [{id: a, action: http_request, params: {url: ''}}]}")]
    [InlineData("{steps: [{id: a, action: http_request, params: {url: 'ftp://x'}}]}")]
    [InlineData("{steps: [{id: a, action: http_request, params: {url: 'http://x', method: FETCH}}]}")]
    [InlineData("{steps: [{id: a, action: http_request, params: {url: 'http://x', timeout_seconds: 301}}]}")]
    [InlineData("{steps: [{id: a, action: http_request, params: {url: 'http://x', include_metadata: 1}}]}")]
    [InlineData("{steps: [{id: a, action: delay, params: {seconds: -1}}]}")]
    [InlineData("{steps: [{id: a, action: picky, params: {must: a, code: abcd}}]}")]
    [InlineData("{steps: [{id: a, action: picky, params: {must: a, code: AB}}]}")]
    [InlineData("{steps: [{id: a, action: picky, params: {must: null}}]}")]
    public void A_mistake_is_refused_by_the_schema_and_by_the_checks(string text)
    {
        Assert.NotEmpty(DefinitionChecks.Compile(text).Errors);
        Assert.False(Evaluate(text).IsValid, $"the schema takes {text}");
    }

    [Theory]
    [InlineData("{nmae: a, steps: [{id: a, action: log}]}")]
    [InlineData("{steps: [{id: a, action: log, depend_on: [b]}]}")]
    [InlineData("{settings: {parallel: 1}, steps: [{id: a, action: log}]}")]
    public void An_unknown_field_is_only_warned_of_but_refused_while_somebody_types(string text)
    {
        Assert.Empty(DefinitionChecks.Compile(text).Errors);
        Assert.Contains(DefinitionChecks.Compile(text).Warnings, d => d.Code == DiagnosticCodes.UnknownField);
        Assert.False(Evaluate(text).IsValid);
    }

    [Fact]
    public void Actions_are_offered_with_what_they_do()
    {
        using var schema = JsonDocument.Parse(PipelineSchema.Of(BuiltInActions.Catalog));
        var names = schema.RootElement.GetProperty("definitions").GetProperty("actionName").GetProperty("anyOf");

        var offered = names
            .EnumerateArray()
            .Where(name => name.TryGetProperty("const", out _))
            .ToDictionary(n => n.GetProperty("const").GetString()!, n => n.GetProperty("description").GetString());

        Assert.Equal(
            BuiltInActions.Catalog.All.SelectMany(a => a.Aliases.Prepend(a.Type)).Order(StringComparer.Ordinal),
            offered.Keys.Order(StringComparer.Ordinal)
        );
        Assert.All(offered.Values, description => Assert.NotEmpty(description!));
    }

    private static void AssertTaken(string text)
    {
        var results = Evaluate(text);
        Assert.True(
            results.IsValid,
            string.Join(
                '\n',
                (results.Details ?? [])
                    .Where(d => d.Errors is not null)
                    .Select(d => $"{d.InstanceLocation}: {string.Join("; ", d.Errors!.Values)}")
            )
        );
    }

    private static EvaluationResults Evaluate(string yaml)
    {
        var (value, _) = ParameterFile.Read(yaml);
        using var document = JsonDocument.Parse(ValueJson.ToText(value!));
        return Schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BudPipeline.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the repository's top folder was not found");
        }

        return folder.FullName;
    }
}
