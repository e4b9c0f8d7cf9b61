namespace BudPipeline.Cli.Tests.Processes;

/// <summary><c>bud keys</c>, without a server and with one.</summary>
public sealed class KeysSpecs : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public async Task The_first_key_needs_no_server_and_shuts_the_door_of_the_next_one()
    {
        var data = folder.File("data");
        await using var made = await BudProcess.RunAsync(
            folder,
            "keys",
            "create",
            "ci",
            "--role",
            "viewer",
            "-d",
            data
        );
        Assert.True(await made.ExitCodeAsync() == 0, made.Error);
        var key = made.Output.Trim();
        Assert.Matches("^bud_[0-9A-Za-z]{40}$", key);

        await using var serve = BudProcess.Start(folder, "serve", "--data", data, "--urls", "http://0.0.0.0:0");
        var url = ServeLine.UrlOf(await serve.WaitForAsync("bud is ready on ")).ToString();

        string[] list = ["executions", "list", "--server", url];
        await using var stranger = await BudProcess.RunAsync(folder, list);
        Assert.Equal(1, await stranger.ExitCodeAsync());
        Assert.Contains("bud keys create", stranger.Error, StringComparison.Ordinal);
        await using var holder = BudProcess.Start(folder, Key(key), null, list);
        Assert.True(await holder.ExitCodeAsync() == 0, holder.Error);
        await using var viewer = BudProcess.Start(folder, Key(key), null, "keys", "list", "--server", url);
        Assert.Equal(1, await viewer.ExitCodeAsync());
        Assert.Contains("needs the role admin", viewer.Error, StringComparison.Ordinal);

        // Whoever has the data folder needs no key.
        await using var run = await BudProcess.RunAsync(folder, "run", "config/examples/hello.yaml", "-d", data);
        Assert.True(await run.ExitCodeAsync() is 0 or 1, run.Error);
        Assert.DoesNotContain("does not say who", run.Error, StringComparison.Ordinal);
        await using var revoke = await BudProcess.RunAsync(folder, "keys", "revoke", key[..12], "-d", data);
        Assert.True(await revoke.ExitCodeAsync() == 0, revoke.Error);
        await using var former = BudProcess.Start(folder, Key(key), null, list);
        Assert.Equal(1, await former.ExitCodeAsync());
        Assert.Contains("revoked", former.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_embedded_node_lets_its_own_command_in_where_there_are_keys()
    {
        var data = folder.File("data");
        await using var made = await BudProcess.RunAsync(
            folder,
            "keys",
            "create",
            "ci",
            "--role",
            "viewer",
            "-d",
            data
        );
        Assert.True(await made.ExitCodeAsync() == 0, made.Error);

        await using var run = await BudProcess.RunAsync(folder, "run", "config/examples/hello.yaml", "-d", data);

        Assert.True(await run.ExitCodeAsync() == 0, run.Error);
    }

    [Fact]
    public async Task A_list_shows_what_there_is()
    {
        await using var made = await BudProcess.RunAsync(
            folder,
            "keys",
            "create",
            "ada",
            "--role",
            "author",
            "--owner",
            "ada",
            "--expires-in",
            "30d",
            "-o",
            "json"
        );
        Assert.True(await made.ExitCodeAsync() == 0, made.Error);
        var details = made.Json().GetProperty("details");

        await using var list = await BudProcess.RunAsync(folder, "keys", "list");

        Assert.True(await list.ExitCodeAsync() == 0, list.Error);
        Assert.Contains(
            $"{details.GetProperty("id").GetString()}  ada   author  ada    active",
            list.Output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("--role viewer --expires-in soon", "--expires-in soon")]
    [InlineData("--role king", "king")]
    [InlineData("", "--role")]
    public async Task A_mistake_is_a_usage_error(string arguments, string named)
    {
        string[] options = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await using var bud = await BudProcess.RunAsync(folder, ["keys", "create", "x", .. options]);

        Assert.Equal(2, await bud.ExitCodeAsync());
        Assert.Contains(named, bud.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static Dictionary<string, string> Key(string key) => new() { ["BUD_API_KEY"] = key };
}
