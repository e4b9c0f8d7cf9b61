using BudPipeline.Cli.Sources;
using BudPipeline.Core.Definitions;

namespace BudPipeline.Cli.Tests.Sources;

public sealed class DiagnosticPrinterSpecs
{
    private static readonly DefinitionSource Source = new("chain.yaml", "name: chain\r\nsteps:\n\t- id: [biuld]\n");

    [Fact]
    public void The_caret_underlines_the_offending_text()
    {
        var diagnostic = new Diagnostic(
            Severity.Error,
            "UNKNOWN_DEPENDENCY",
            "There is no step 'biuld'.",
            "steps.0",
            new SourceLocation(3, 9),
            "biuld",
            "did you mean 'build'?"
        );

        Assert.Equal(
            [
                "chain.yaml:3:9: error UNKNOWN_DEPENDENCY: There is no step 'biuld'. (did you mean 'build'?)",
                "    3 | \t- id: [biuld]",
                "      | \t       ^^^^^",
            ],
            Print(diagnostic, withExcerpts: true)
        );
    }

    [Fact]
    public void A_text_that_does_not_stand_there_gets_one_caret()
    {
        var diagnostic = At(new SourceLocation(1, 7), text: "something else");

        Assert.Equal(["    1 | name: chain", "      |       ^"], Print(diagnostic, withExcerpts: true)[1..]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(99, 1)]
    public void A_line_that_is_not_there_brings_no_excerpt(int line, int column) =>
        Assert.Single(Print(At(new SourceLocation(line, column)), withExcerpts: true));

    [Fact]
    public void A_column_behind_the_line_points_to_its_end() =>
        Assert.Equal("      |            ^", Print(At(new SourceLocation(1, 99)), withExcerpts: true)[^1]);

    [Fact]
    public void Without_a_terminal_there_is_one_line_a_diagnostic() =>
        Assert.Single(Print(At(new SourceLocation(1, 1)), withExcerpts: false));

    private static Diagnostic At(SourceLocation location, string? text = null) =>
        new(Severity.Warning, "UNKNOWN_FIELD", "What is it?", "", location, text, null);

    private static string[] Print(Diagnostic diagnostic, bool withExcerpts)
    {
        using var output = new StringWriter();
        new DiagnosticPrinter(output, withExcerpts).Print(Source, [diagnostic]);
        return output.ToString().TrimEnd().Split(Environment.NewLine);
    }
}
