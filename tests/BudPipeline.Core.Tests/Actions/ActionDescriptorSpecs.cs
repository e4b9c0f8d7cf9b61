using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Actions;

public sealed class ActionDescriptorSpecs
{
    public static TheoryData<string> Types => [.. BuiltInActions.Descriptors.Select(d => d.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public void A_descriptor_is_complete(string type)
    {
        Assert.True(BuiltInActions.Catalog.TryGet(type, out var action));

        Assert.Matches("^[a-z0-9_]+$", action.Type);
        Assert.All(new[] { action.Name, action.Category, action.Description }, Assert.NotEmpty);
        Assert.Equal(action.Params.Length, action.Params.DistinctBy(p => p.Name).Count());
        Assert.Equal(action.Outputs.Length, action.Outputs.DistinctBy(o => o.Name).Count());
        Assert.All(action.Params, p => Assert.Matches("^[a-z0-9_]+$", p.Name));
        Assert.All(action.Params, p => Assert.False(string.IsNullOrEmpty(p.Description), p.Name));
        Assert.All(action.Params.Where(p => p.Type == "select"), p => Assert.NotEmpty(p.Options));
        Assert.All(
            action.Params.Where(p => p.Default is not null),
            p => Assert.Null(ActionParameterRules.Broken(p, p.Default!))
        );
    }

    [Theory]
    [InlineData("condition", "conditional")]
    [InlineData("wait", "delay")]
    [InlineData("api_call", "http_request")]
    public void An_alias_leads_to_its_action(string alias, string type)
    {
        Assert.True(BuiltInActions.Catalog.TryGet(alias, out var action));
        Assert.Equal(type, action.Type);
    }

    [Fact]
    public void Only_control_flow_is_decided_by_the_core()
    {
        Assert.Equal(
            ["approval", "conditional", "delay", "for_each", "wait_for_event", "wait_until", "while"],
            BuiltInActions.Catalog.All.Where(d => d.Mode == ExecutionMode.ControlFlow).Select(d => d.Type)
        );
        Assert.Equal(
            ["fail", "log", "set_output", "transform"],
            BuiltInActions.Pure.Select(a => a.Descriptor.Type).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("""{"n": 5, "s": "abc"}""", null)]
    [InlineData("""{"n": "5", "s": "abc"}""", null)]
    [InlineData("""{"s": "abc"}""", "parameter 'n' of 'sample' is required")]
    [InlineData("""{"n": null}""", "parameter 'n' of 'sample' is required")]
    [InlineData("""{"n": ""}""", "parameter 'n' of 'sample' is required")]
    [InlineData("""{"n": 0}""", "parameter 'n' must be at least 1")]
    [InlineData("""{"n": 10.5}""", "parameter 'n' must be at most 10")]
    [InlineData("""{"n": "many"}""", "parameter 'n' must be a number, not \"many\"")]
    [InlineData("""{"n": true}""", "parameter 'n' must be a number, not true")]
    [InlineData("""{"n": 5, "s": "a"}""", "parameter 's' must have at least 2 characters")]
    [InlineData("""{"n": 5, "s": "abcde"}""", "parameter 's' must have at most 4 characters")]
    [InlineData("""{"n": 5, "s": "ab\n"}""", "parameter 's': letters only")]
    [InlineData("""{"n": 5, "mode": "deep"}""", "parameter 'depth' of 'sample' is required")]
    [InlineData("""{"n": 5, "mode": "deep", "depth": 1}""", null)]
    public void Parameters_are_held_against_their_rules(string parameters, string? problem)
    {
        var problems = ActionParameterRules.Broken(Sample, (MapValue)ValueJson.Parse(parameters));

        Assert.Equal(problem is null ? [] : [problem], problems);
    }

    private static ActionDescriptor Sample { get; } =
        new(
            "sample",
            "Sample",
            "Tests",
            "For tests.",
            [
                new("n", "N", "number", Required: true, Validation: new(Min: 1, Max: 10)),
                new(
                    "s",
                    "S",
                    "string",
                    Validation: new(MinLength: 2, MaxLength: 4, Pattern: "[a-z]+", PatternMessage: "letters only")
                ),
                new("mode", "Mode", "select", Options: ["flat", "deep"]),
                new(
                    "depth",
                    "Depth",
                    "number",
                    Required: true,
                    ShowWhen: new ShowWhen("mode", EqualTo: Value.Of("deep"), NotEqualTo: null)
                ),
            ],
            [],
            ExecutionMode.Sync,
            null,
            true,
            []
        );
}
