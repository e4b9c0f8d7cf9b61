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
                Assert.Contains($"{section.Name}:{setting.Name} = {setting.Value}".Trim(), printed);
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
    public async Task Templates_see_the_environment_that_they_may_and_steps_the_secrets()
    {
        var environment = new Dictionary<string, string>
        {
            ["BUD__Templates__Env"] = "BUD_TEST_REGION",
            ["BUD_TEST_REGION"] = "eu",
            ["BUD_TEST_OTHER"] = "hidden",
            ["BUD__Secrets__token"] = "t0p",
        };
        var file = folder.Write(
            "names.yaml",
            """
            name: names
            steps:
              - id: check
                action: shell
                params:
                  command: test "$AUTH" = "Bearer t0p"
                  env: {AUTH: "Bearer {{ secrets.token }}"}
              - {id: tell, action: log, params: {message: "with {{ secrets.token }}"}}
            outputs:
              region: "{{ env.BUD_TEST_REGION }}"
              other: "{{ env.BUD_TEST_OTHER }}"
              token: "{{ secrets.token }}"
            """
        );

        await using var bud = BudProcess.Start(folder, environment, null, "run", file);

        Assert.True(await bud.ExitCodeAsync() == 0, bud.Output + bud.Error);
        Assert.Contains("eu", bud.Output, StringComparison.Ordinal);
        Assert.Contains("with ***REDACTED***", bud.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", bud.Output + bud.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("t0p", bud.Output + bud.Error, StringComparison.Ordinal);
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
