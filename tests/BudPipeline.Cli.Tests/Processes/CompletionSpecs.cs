namespace BudPipeline.Cli.Tests.Processes;

/// <summary>What a shell is told at a tab, and the scripts that ask.</summary>
public sealed class CompletionSpecs : IDisposable
{
    private readonly TestFolder folder = new();

    [Theory]
    [InlineData("bud ex", "executions")]
    [InlineData("bud executions ", "watch")]
    [InlineData("bud run -o ", "json")]
    [InlineData("bud run config/examples/hel", "config/examples/hello.yaml")]
    [InlineData("bud run conf", "config/")]
    [InlineData("bud run --det", "--detach")]
    public async Task A_tab_offers_what_fits(string typed, string offered)
    {
        await using var bud = await BudProcess.RunAsync(folder, $"[suggest:{typed.Length}]", typed);

        Assert.Contains(offered, bud.Output.Split('\n').Select(line => line.Trim()));
    }

    [Theory]
    [InlineData("bash", "complete ")]
    [InlineData("zsh", "compdef")]
    [InlineData("fish", "complete -c bud")]
    public async Task Each_shell_has_its_script(string shell, string expected)
    {
        await using var bud = await BudProcess.RunAsync(folder, "completion", shell);

        Assert.Equal(0, await bud.ExitCodeAsync());
        Assert.Contains(expected, bud.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("serve")]
    [InlineData("validate")]
    [InlineData("graph")]
    [InlineData("executions", "list")]
    [InlineData("executions", "get")]
    [InlineData("executions", "watch")]
    [InlineData("executions", "logs")]
    [InlineData("executions", "cancel")]
    [InlineData("executions", "pause")]
    [InlineData("executions", "resume")]
    [InlineData("actions", "list")]
    [InlineData("completion")]
    public async Task The_help_of_every_verb_has_examples(params string[] verb)
    {
        await using var bud = await BudProcess.RunAsync(folder, [.. verb, "--help"]);

        Assert.Equal(0, await bud.ExitCodeAsync());
        Assert.Contains($"Examples:{Environment.NewLine}  ", bud.Output, StringComparison.Ordinal);
        Assert.Contains($"bud {string.Join(' ', verb)}", bud.Output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
