using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Expressions;
using BudPipeline.Worker.Supervision;

namespace BudPipeline.Worker.Shell;

/// <summary>Runs a command; every process that it starts ends with it.</summary>
internal sealed class ShellAction(CommandSupervisor supervisor, WorkerOptions options, TimeProvider time) : IAction
{
    public ActionDescriptor Descriptor => ShellDescriptor.About;

    public async Task<ActionOutcome> RunAsync(ActionContext context, CancellationToken cancellation)
    {
        if (!options.Shell.Allowed)
        {
            return Failed("SHELL_NOT_ALLOWED", options.Shell.Refusal, StepError.Business);
        }

        if (context.WithOpenSecrets(out var failure) is not { } open)
        {
            return failure!;
        }

        if (ShellRequest.Read(open, out var problem) is not { } spec)
        {
            return Failed("INVALID_PARAMS", problem ?? "", StepError.Business);
        }

        try
        {
            await using var command = await supervisor.StartAsync(spec, cancellation);
            return await FollowAsync(command, context.Log, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ActionOutcome.Stopped();
        }
        catch (Exception e) when (supervisor.IsEnding && e is (SupervisorLostException or ObjectDisposedException))
        {
            return ActionOutcome.Stopped();
        }
        catch (CommandNotStartedException e)
        {
            return Failed("COMMAND_NOT_STARTED", e.Message);
        }
        catch (SupervisorLostException e)
        {
            return Failed("SUPERVISOR_LOST", e.Message);
        }
    }

    private async Task<ActionOutcome> FollowAsync(RunningCommand command, IStepLog log, CancellationToken cancellation)
    {
        var tail = new OutputTail();
        var last = new LastLines();
        using var giveUp = new CancellationTokenSource();
        var reading = Task.WhenAll(
            OutputLines.ReadAsync(command.Output, tail.Add, line => Take(StepLogLevel.Info, line), giveUp.Token),
            OutputLines.ReadAsync(command.Error, _ => { }, line => Take(StepLogLevel.Warning, line), giveUp.Token)
        );
        var stopped = await EndAsync(command, cancellation);
        var exit = await command.Exited;
        if (!await IsDoneWithin(reading, options.DrainTime))
        {
            await giveUp.CancelAsync();
            await reading;
        }

        // A node that stops kills its commands; that is no failure of theirs.
        var isKilled = supervisor.IsEnding && exit is not { ExitCode: 0, EndedBy: 0 };
        return stopped || isKilled
            ? ActionOutcome.Stopped(exit.Usage)
            : OutcomeOf(command, exit, tail.Text(), last.ToString());

        void Take(StepLogLevel level, string line)
        {
            log.Write(level, line);
            last.Add(line);
        }
    }

    // Returns when nothing of the command runs any more: true when it was asked to stop, false when it ended by itself.
    private async Task<bool> EndAsync(RunningCommand command, CancellationToken cancellation)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellation.Register(() => asked.TrySetResult());
        var stop = await Task.WhenAny(command.Exited, asked.Task) == asked.Task;
        if (stop)
        {
            await command.SignalAsync(Libc.SigTerm);
        }

        // Children that it left behind get a moment to end by themselves, then they follow it.
        if (!await IsDoneWithin(command.Gone, stop ? options.StopGrace : options.DrainTime))
        {
            await command.SignalAsync(Libc.SigKill);
            await command.Gone;
        }

        return stop;
    }

    private async Task<bool> IsDoneWithin(Task task, TimeSpan limit)
    {
        if (task.IsCompleted)
        {
            await task;
            return true;
        }

        using var waiting = new CancellationTokenSource();
        var isDone = await Task.WhenAny(task, Task.Delay(limit, time, waiting.Token)) == task;
        await waiting.CancelAsync();
        if (isDone)
        {
            await task;
        }

        return isDone;
    }

    private static ActionOutcome OutcomeOf(RunningCommand command, CommandExit exit, string stdout, string last)
    {
        var written = CommandOutputs.Read(command.OutputsFile, out var problem);
        var code = exit.EndedBy == 0 ? exit.ExitCode : 128 + exit.EndedBy;
        var outputs = MapValue
            .Of(("exit_code", Value.Of(code)), ("stdout", Value.Of(stdout)))
            .With(written ?? MapValue.Empty);
        if (code == 0 && problem is null)
        {
            return ActionOutcome.Completed(outputs, exit.Usage);
        }

        var error =
            code == 0
                ? new StepError("OUTPUTS_INVALID", StepError.Application, problem ?? "")
                : new StepError("COMMAND_FAILED", StepError.Application, WhyFailed(exit, last));
        return ActionOutcome.Failed(error, outputs, exit.Usage);
    }

    private static string WhyFailed(CommandExit exit, string last)
    {
        var why = exit switch
        {
            { EndedBy: > 0 } => $"the command was ended by {Signals.Name(exit.EndedBy)}",
            { ExitCode: 126 } => "the command ended with exit code 126: the program cannot be executed",
            { ExitCode: 127 } => "the command ended with exit code 127: a program was not found on the node's PATH",
            { ExitCode: > 128 and < 160 } =>
                $"the command ended with exit code {exit.ExitCode}: a process in it was ended by "
                    + Signals.Name(exit.ExitCode - 128),
            _ => $"the command ended with exit code {exit.ExitCode}",
        };
        return last.Length == 0 ? $"{why}; it printed nothing" : $"{why}; its last lines:\n{last}";
    }

    private static ActionOutcome Failed(string code, string message, string type = StepError.Application) =>
        ActionOutcome.Failed(new StepError(code, type, message));
}
