using System.Globalization;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;
using BudPipeline.Worker.Shell;

namespace BudPipeline.Worker.Tests.Shell;

public sealed class ShellActionSpecs : IAsyncLifetime
{
    private readonly WorkerUnderTest worker = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await worker.DisposeAsync();

    [Fact]
    public async Task Standard_output_becomes_an_output_and_log_lines()
    {
        var outcome = await worker.ShellAsync("echo one; echo two");

        Assert.Equal(OutcomeStatus.Completed, outcome.Status);
        Assert.Equal(Value.Of("one\ntwo"), outcome.Outputs["stdout"]);
        Assert.Equal(Value.Of(0), outcome.Outputs["exit_code"]);
        Assert.Equal([(StepLogLevel.Info, "one"), (StepLogLevel.Info, "two")], worker.Logs.Lines);
    }

    [Fact]
    public async Task Standard_error_is_logged_as_a_warning_and_is_no_output()
    {
        var outcome = await worker.ShellAsync("echo careful >&2");

        Assert.Equal(Value.EmptyText, outcome.Outputs["stdout"]);
        Assert.Equal([(StepLogLevel.Warning, "careful")], worker.Logs.Lines);
    }

    [Fact]
    public async Task The_environment_names_the_attempt()
    {
        await worker.ShellAsync("true");
        await worker.ShellAsync("echo $BUD_EXECUTION_ID $BUD_STEP_ID $BUD_ATTEMPT $BUD_FENCE");

        Assert.Equal(["exec_1 build 2 42"], worker.Lines);
    }

    [Fact]
    public async Task The_steps_own_environment_is_set_and_null_removes_a_variable()
    {
        var env = MapValue.Of(
            ("GREETING", Value.Of("it's \"quoted\" $HOME")),
            ("COUNT", Value.Of(3)),
            ("LIST", Value.Of([Value.Of(1), Value.Of("x")])),
            ("HOME", Value.Null)
        );
        await worker.RunAsync(
            "shell",
            MapValue.Of(
                ("command", Value.Of("echo \"$GREETING|$COUNT|$LIST|${HOME-none}|${PATH:+path}\"")),
                ("env", env)
            )
        );

        Assert.Equal(["it's \"quoted\" $HOME|3|[1,\"x\"]|none|path"], worker.Lines);
    }

    [Fact]
    public async Task Arguments_reach_the_program_without_a_shell()
    {
        var arguments = new[] { "printf", "%s\\n", "$HOME", "a b", "*", "", "'" }.Select(a => Value.Of(a));
        var outcome = await worker.RunAsync("shell", MapValue.Of(("args", Value.Of(arguments))));

        Assert.Equal(Value.Of("$HOME\na b\n*\n\n'"), outcome.Outputs["stdout"]);
    }

    [Fact]
    public async Task It_runs_in_the_given_directory()
    {
        await worker.RunAsync(
            "shell",
            MapValue.Of(("command", Value.Of("pwd")), ("cwd", Value.Of(worker.Folder.Path)))
        );

        Assert.Equal([worker.Folder.Path], worker.Lines);
    }

    [Fact]
    public async Task The_outputs_file_is_laid_over_the_outputs()
    {
        var outcome = await worker.ShellAsync(
            """echo text; echo '{"total": 12.5, "stdout": "mine"}' > "$BUD_OUTPUT" """
        );

        Assert.Equal(Value.Of(12.5), outcome.Outputs["total"]);
        Assert.Equal(Value.Of("mine"), outcome.Outputs["stdout"]);
        Assert.Equal(Value.Of(0), outcome.Outputs["exit_code"]);
    }

    [Theory]
    [InlineData("echo '[1]' > \"$BUD_OUTPUT\"", "one JSON object")]
    [InlineData("echo '{\"a\":' > \"$BUD_OUTPUT\"", "no JSON")]
    [InlineData("head -c 1048577 /dev/zero > \"$BUD_OUTPUT\"", "1048577 bytes")]
    public async Task An_outputs_file_that_cannot_be_used_fails_the_step(string command, string named)
    {
        var outcome = await worker.ShellAsync(command);

        Assert.Equal("OUTPUTS_INVALID", outcome.Error?.Code);
        Assert.Contains(named, outcome.Error?.Message);
    }

    [Fact]
    public async Task An_exit_code_other_than_0_fails_with_the_last_lines_and_what_was_given()
    {
        var outcome = await worker.ShellAsync(
            """
            for i in 1 2 3 4 5 6 7 8 9 10 11; do echo line-$i; done
            echo '{"got": true}' > "$BUD_OUTPUT"; exit 3
            """
        );

        Assert.Equal(OutcomeStatus.Failed, outcome.Status);
        Assert.Equal(("COMMAND_FAILED", "application"), (outcome.Error?.Code, outcome.Error?.Type));
        Assert.Contains("exit code 3", outcome.Error?.Message);
        Assert.EndsWith(
            "line-2\nline-3\nline-4\nline-5\nline-6\nline-7\nline-8\nline-9\nline-10\nline-11",
            outcome.Error?.Message
        );
        Assert.Equal((Value.Of(3), Value.True), (outcome.Outputs["exit_code"], outcome.Outputs["got"]));
    }

    [Fact]
    public async Task A_signal_is_named()
    {
        var outcome = await worker.ShellAsync("kill -SEGV $$");

        Assert.Contains("SIGSEGV", outcome.Error?.Message);
        Assert.Equal(Value.Of(139), outcome.Outputs["exit_code"]);
    }

    [Fact]
    public async Task A_signal_that_ended_a_child_is_named()
    {
        var outcome = await worker.ShellAsync("sh -c 'kill -KILL $$'; exit $?");

        Assert.Contains("exit code 137", outcome.Error?.Message);
        Assert.Contains("SIGKILL", outcome.Error?.Message);
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_and_says_so()
    {
        var outcome = await worker.RunAsync("shell", MapValue.Of(("args", Value.Of([Value.Of("no-such-program")]))));

        Assert.Equal("COMMAND_FAILED", outcome.Error?.Code);
        Assert.Contains("no-such-program", outcome.Error?.Message);
        Assert.Contains("not found", outcome.Error?.Message);
    }

    [Fact]
    public async Task Signals_have_their_defaults_and_standard_input_is_empty()
    {
        var outcome = await worker.ShellAsync("cat; grep -E 'Sig(Ign|Blk)' /proc/self/status");

        // Signals 32 and 33 are libc's own.
        var masks = ActionParams.TextOf(outcome.Outputs["stdout"]).Split('\n').Select(l => l.Split('\t')[1]);
        Assert.All(masks, m => Assert.Equal(0, long.Parse(m, NumberStyles.HexNumber) & 0x7fffffff));
    }

    [Fact]
    public async Task No_descriptor_of_the_node_or_its_supervisor_is_inherited()
    {
        var outcome = await worker.ShellAsync("ls /proc/self/fd | wc -l");

        // 0, 1, 2, and the one with which ls reads the folder.
        Assert.Equal(Value.Of("4"), outcome.Outputs["stdout"]);
    }

    [Fact]
    public async Task A_hundred_thousand_lines_arrive_in_order_and_only_the_last_64_KB_are_kept()
    {
        var outcome = await worker.ShellAsync("seq 1 100000");

        Assert.Equal(Enumerable.Range(1, 100_000).Select(i => $"{i}"), worker.Lines);
        var text = Assert.IsType<StringValue>(outcome.Outputs["stdout"]).Content;
        Assert.EndsWith("99999\n100000", text);
        Assert.InRange(text.Length, 65_000, 65_536);
    }

    [Fact]
    public async Task A_line_above_64_KB_comes_in_pieces_and_no_byte_is_lost()
    {
        await worker.ShellAsync("yes ä | tr -d '\\n' | head -c 200000; echo; echo end");

        Assert.Equal("end", worker.Lines[^1]);
        Assert.Equal(new string('ä', 100_000), string.Concat(worker.Lines.SkipLast(1)));
    }

    [Fact]
    public async Task A_last_line_without_an_end_and_windows_line_ends_are_lines()
    {
        await worker.ShellAsync("printf 'a\\r\\n\\nb'");

        Assert.Equal(["a", "", "b"], worker.Lines);
    }

    [Fact]
    public async Task Processor_time_and_peak_memory_are_the_commands_own()
    {
        var outcome = await worker.ShellAsync("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done");

        Assert.InRange(outcome.Usage!.CpuSeconds, 0.01, 60);
        // The shell's own few megabytes, not the supervisor's.
        Assert.InRange(outcome.Usage.PeakMemoryMb, 0.2, 12);
    }

    [Fact]
    public async Task Commands_run_side_by_side()
    {
        // Each ends only once the other has begun.
        var first = worker.ShellAsync(Meet("a", "b"));
        var second = worker.ShellAsync(Meet("b", "a"));

        Assert.All(await Task.WhenAll(first, second), o => Assert.Equal(OutcomeStatus.Completed, o.Status));
    }

    [Fact]
    public async Task Nothing_of_an_attempt_is_left_in_the_data_folder()
    {
        await worker.ShellAsync("echo '{}' > $BUD_OUTPUT");

        Assert.Empty(Directory.EnumerateFileSystemEntries(worker.Folder.File("commands")));
    }

    [Theory]
    [InlineData("""{}""", "give 'command'")]
    [InlineData("""{"command": "a", "args": ["b"]}""", "not both")]
    [InlineData("""{"args": "ls"}""", "a list")]
    [InlineData("""{"command": "a", "env": [1]}""", "must be a map")]
    [InlineData("""{"command": "a", "env": {"A-B": 1}}""", "'A-B'")]
    [InlineData("""{"command": "a\u0000b"}""", "NUL")]
    [InlineData("""{"command": "a", "cwd": "/no/such/place"}""", "/no/such/place")]
    public async Task Parameters_that_make_no_command_are_refused(string parameters, string named)
    {
        var outcome = await worker.RunAsync("shell", (MapValue)ValueJson.Parse(parameters));

        Assert.Equal(("INVALID_PARAMS", "business"), (outcome.Error?.Code, outcome.Error?.Type));
        Assert.Contains(named, outcome.Error?.Message);
    }

    [Fact]
    public async Task A_node_that_refuses_shell_says_which_setting_allows_it()
    {
        var refusal = "shell is not allowed here; set Worker:AllowShell";
        await using var closed = new WorkerUnderTest(change: o => o with { Shell = new ShellOptions(false, refusal) });

        var outcome = await closed.ShellAsync("touch ran");

        Assert.Equal(("SHELL_NOT_ALLOWED", refusal), (outcome.Error?.Code, outcome.Error?.Message));
    }

    private string Meet(string mine, string other) =>
        $"""
            touch {worker.Folder.File(mine)}
            i=0; while [ ! -e {worker.Folder.File(other)} ] && [ $i -lt 600 ]; do sleep 0.1; i=$((i+1)); done
            [ -e {worker.Folder.File(other)} ]
            """;
}
