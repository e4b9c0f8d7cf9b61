using System.Collections.Immutable;
using BudPipeline.Cli.Sources;
using BudPipeline.Cli.Tests.Processes;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Cli.Tests.Sources;

public sealed class ParameterArgumentsSpecs
{
    private static readonly ImmutableArray<ParameterDefinition> Declared =
    [
        new("region", ParameterType.Text, "string", null, true, null),
        new("limit", ParameterType.Integer, "integer", null, true, null),
    ];

    [Fact]
    public async Task A_declared_one_stays_text_for_the_engine_to_type()
    {
        var given = await ReadAsync(["region=007", "limit=5"], null, Declared);

        Assert.Equal(MapValue.Of(("region", Value.Of("007")), ("limit", Value.Of("5"))), given);
    }

    [Theory]
    [InlineData("5", "5")]
    [InlineData("0.5", "0.5")]
    [InlineData("true", "true")]
    [InlineData("null", "null")]
    [InlineData("[1, 2]", "[1,2]")]
    [InlineData("{\"a\": 1}", "{\"a\":1}")]
    [InlineData("north", "\"north\"")]
    [InlineData("", "\"\"")]
    [InlineData("a=b", "\"a=b\"")]
    public async Task Where_nothing_is_declared_the_text_tells_its_type(string text, string json)
    {
        var given = await ReadAsync([$"anything={text}"], null, []);

        Assert.Equal(json, ValueJson.ToText(given["anything"]));
    }

    [Fact]
    public async Task The_command_line_wins_over_the_file()
    {
        using var folder = new TestFolder();
        var file = folder.Write("parameters.yaml", "region: north\nlimit: 5\n");

        var given = await ReadAsync(["limit=6"], file, Declared);

        Assert.Equal(MapValue.Of(("region", Value.Of("north")), ("limit", Value.Of("6"))), given);
    }

    [Theory]
    [InlineData("limit")]
    [InlineData("=5")]
    public async Task Without_a_name_and_an_equals_sign_it_is_a_usage_error(string argument)
    {
        var failure = await Assert.ThrowsAsync<VerbFailure>(() => ReadAsync([argument], null, Declared));

        Assert.Equal(ExitCodes.Usage, failure.ExitCode);
    }

    [Fact]
    public async Task A_name_that_is_not_declared_brings_the_nearest_one()
    {
        var failure = await Assert.ThrowsAsync<VerbFailure>(() => ReadAsync(["regoin=north"], null, Declared));

        Assert.Contains("did you mean 'region'?", failure.Message, StringComparison.Ordinal);
    }

    private static Task<MapValue> ReadAsync(
        string[] arguments,
        string? file,
        ImmutableArray<ParameterDefinition> declared
    ) => ParameterArguments.ReadAsync(arguments, file, declared, CancellationToken.None);
}
