using System.Text.Json;

namespace BudPipeline.Cli.Tests.Processes;

/// <summary><c>bud doctor</c>, as a user and as a script call it.</summary>
public sealed class DoctorSpecs : IDisposable
{
    private const string FreePort = "http://127.0.0.1:0";

    private readonly TestFolder folder = new();

    private string Data => folder.File("data");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_sound_place_ends_with_0_and_one_line_a_check()
    {
        await using var doctor = await BudProcess.RunAsync(folder, "doctor", "--data", Data, "--urls", FreePort);

        Assert.True(await doctor.ExitCodeAsync() == 0, doctor.Output + doctor.Error);
        Assert.Contains("ok       versions  bud ", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("no fault", doctor.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_fault_ends_with_1_and_says_what_to_do()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "bud.db"), new string('x', 8192));

        await using var text = await BudProcess.RunAsync(folder, "doctor", "--data", Data, "--urls", FreePort);
        await using var json = await BudProcess.RunAsync(
            folder,
            "doctor",
            "--data",
            Data,
            "--urls",
            FreePort,
            "-o",
            "json"
        );

        Assert.Equal(1, await text.ExitCodeAsync());
        Assert.Contains("→ the file is damaged", text.Output, StringComparison.Ordinal);
        Assert.Equal(1, await json.ExitCodeAsync());
        Assert.Equal("fault", json.Json().GetProperty("status").GetString());
        var fault = json.Json()
            .GetProperty("findings")
            .EnumerateArray()
            .Single(finding => finding.GetProperty("level").GetString() == "fault");
        Assert.Equal("database", fault.GetProperty("check").GetString());
        Assert.Equal(JsonValueKind.String, fault.GetProperty("remedy").ValueKind);
    }

    [Fact]
    public async Task A_rebuild_waits_for_no_node_that_has_the_folder_and_runs_when_it_is_gone()
    {
        await using (var serve = BudProcess.Start(folder, "serve", "--data", Data, "--urls", FreePort))
        {
            var url = ServeLine.UrlOf(await serve.WaitForAsync("bud is ready on "));
            await using var run = await BudProcess.RunAsync(
                folder,
                "run",
                "config/examples/hello.yaml",
                "--data",
                Data
            );
            Assert.Equal(0, await run.ExitCodeAsync());
            await using var refused = await BudProcess.RunAsync(folder, "doctor", "--rebuild", "--data", Data);
            Assert.Equal(1, await refused.ExitCodeAsync());
            Assert.Contains($"{url}", refused.Error, StringComparison.Ordinal);
            Assert.Contains("stop it", refused.Error, StringComparison.Ordinal);
            await serve.SignalAsync("TERM");
            Assert.Equal(0, await serve.ExitCodeAsync());
        }

        await using var rebuild = await BudProcess.RunAsync(
            folder,
            "doctor",
            "--rebuild",
            "--data",
            Data,
            "-o",
            "json"
        );
        Assert.True(await rebuild.ExitCodeAsync() == 0, rebuild.Error);
        Assert.True(rebuild.Json().GetProperty("events").GetInt64() > 0);
        Assert.Contains("(100%)", rebuild.Error, StringComparison.Ordinal);
        await using var list = await BudProcess.RunAsync(folder, "executions", "list", "--data", Data);
        Assert.Contains("completed", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rebuild_of_nothing_names_the_folder()
    {
        await using var rebuild = await BudProcess.RunAsync(folder, "doctor", "--rebuild", "--data", Data);

        Assert.Equal(1, await rebuild.ExitCodeAsync());
        Assert.Contains(Data, rebuild.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }
}
