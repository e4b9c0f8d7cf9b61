using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Tests.Expressions;

public sealed class NearestNameSpecs
{
    [Theory]
    [InlineData("delpoy", "deploy")]
    [InlineData("Deploy", "deploy")]
    [InlineData("deploi", "deploy")]
    [InlineData("depends", "depends_on")]
    [InlineData("timeout_second", "timeout_seconds")]
    [InlineData("dep", "deploy")]
    [InlineData("de", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData("something_else", null)]
    public void A_slip_finds_the_name_that_was_meant(string written, string? meant) =>
        Assert.Equal(meant, NearestName.Of(written, ["fetch", "deploy", "depends_on", "timeout_seconds"]));

    [Fact]
    public void Of_several_near_names_the_nearest_wins_and_then_the_first()
    {
        Assert.Equal("steps", NearestName.Of("stepz", ["stops", "steps", "stepy"]));
        Assert.Equal("ab1", NearestName.Of("ab2", ["ab1", "ab3"]));
    }
}
