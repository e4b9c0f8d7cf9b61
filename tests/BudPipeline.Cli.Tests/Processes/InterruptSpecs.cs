namespace BudPipeline.Cli.Tests.Processes;

/// <summary>Ctrl-C, SIGTERM and --timeout while an execution is followed.</summary>
public sealed class InterruptSpecs : IDisposable
{
    // The command tells its process id, so that the test can see whether it is gone.
    private const string Sleeper = """
        name: sleeper
        steps:
          - id: sleep
            action: shell
            params:
              command: echo "pid=$$"; sleep 600
        """;

    private readonly TestFolder folder = new();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task The_first_signal_cancels_and_the_command_is_gone(string signal)
    {
        await using var bud = BudProcess.Start(folder, "run", folder.Write("sleeper.yaml", Sleeper));
        var command = await CommandOfAsync(bud);

        await bud.SignalAsync(signal);

        Assert.Equal(3, await bud.ExitCodeAsync());
        Assert.Contains("sleeper cancelled", bud.Output, StringComparison.Ordinal);
        Assert.False(IsAlive(command), "the command still runs");
    }

    [Fact]
    public async Task A_second_signal_leaves_at_once_and_says_how_to_go_on()
    {
        var stubborn = Sleeper.Replace("echo", "trap '' TERM; echo", StringComparison.Ordinal);
        await using var bud = BudProcess.Start(folder, "run", folder.Write("sleeper.yaml", stubborn));
        var command = await CommandOfAsync(bud);
        await bud.SignalAsync("INT");
        await bud.WaitForAsync("cancelling");

        await bud.SignalAsync("INT");

        Assert.Equal(3, await bud.ExitCodeAsync());
        Assert.Contains("bud serve --data", bud.Error, StringComparison.Ordinal);
        Assert.Contains("bud executions watch exec_", bud.Error, StringComparison.Ordinal);
        await Eventually.IsTrueAsync(() => !IsAlive(command), "the command still runs");
    }

    [Fact]
    public async Task A_timeout_cancels_and_is_exit_code_4()
    {
        await using var bud = BudProcess.Start(folder, "run", folder.Write("sleeper.yaml", Sleeper), "--timeout", "3");
        var command = await CommandOfAsync(bud);

        Assert.Equal(4, await bud.ExitCodeAsync());
        Assert.False(IsAlive(command), "the command still runs");
    }

    [Fact]
    public async Task Killing_bud_takes_its_commands_along()
    {
        await using var bud = BudProcess.Start(folder, "run", folder.Write("sleeper.yaml", Sleeper));
        var command = await CommandOfAsync(bud);

        await bud.SignalAsync("KILL");

        await Eventually.IsTrueAsync(() => !IsAlive(command), "the command outlived its node");
    }

    public void Dispose() => folder.Dispose();

    private static async Task<int> CommandOfAsync(BudProcess bud)
    {
        var line = await bud.WaitForAsync("pid=");
        return int.Parse(line[(line.IndexOf("pid=", StringComparison.Ordinal) + 4)..].Trim());
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            var state = File.ReadAllText($"/proc/{processId}/stat");
            return state[state.LastIndexOf(')') + 2] != 'Z';
        }
        catch (IOException)
        {
            return false;
        }
    }
}
