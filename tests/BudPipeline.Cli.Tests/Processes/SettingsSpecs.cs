using System.Text.Json;

namespace BudPipeline.Cli.Tests.Processes;

/// <summary>Where settings come from, and what <c>--print-config</c> shows of them.</summary>
public sealed class SettingsSpecs : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public async Task The_annotated_file_holds_the_defaults_and_is_what_runs()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(BudProcess.RepositoryRoot, "config", "bud.json"));
        using var file = JsonDocument.Parse(text, new() { CommentHandling = JsonCommentHandling.Skip });

        await using var bud = await BudProcess.RunAsync(folder, "serve", "--print-config");

        Assert.True(await bud.ExitCodeAsync() == 0, bud.Error);
        var printed = bud.Output.Split('\n').Select(line => line.Trim()).ToArray();
        foreach (var section in file.RootElement.EnumerateObject())
        {
            foreach (var setting in section.Value.EnumerateObject().Where(s => s.Name != "DataFolder"))
            {
                Assert.Contains($"{section.Name}:{setting.Name} = {setting.Value}".TrimEnd(), printed);
            }
        }
    }

    [Fact]
    public async Task The_environment_goes_over_the_file_and_the_command_line_over_both()
    {
        var environment = new Dictionary<string, string>
        {
            ["BUD__Server__Urls"] = "http://127.0.0.1:1111",
            ["BUD__Engine__WakeWindow"] = "7",
        };

        await using var bud = BudProcess.Start(
            folder,
            environment,
            null,
            "serve",
            "--print-config",
            "--urls",
            "http://127.0.0.1:2222"
        );

        Assert.True(await bud.ExitCodeAsync() == 0, bud.Error);
        Assert.Contains("Server:Urls = http://127.0.0.1:2222", bud.Output, StringComparison.Ordinal);
        Assert.Contains("Engine:WakeWindow = 7", bud.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_is_wrong_is_named()
    {
        var environment = new Dictionary<string, string> { ["BUD__Engine__WakeWindow"] = "many" };

        await using var bud = BudProcess.Start(folder, environment, null, "serve");

        Assert.Equal(2, await bud.ExitCodeAsync());
        Assert.Contains("WakeWindow", bud.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
