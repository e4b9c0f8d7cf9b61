using System.Runtime.CompilerServices;
using Spectre.Console;

namespace BudPipeline.Cli.Following;

/// <summary>Chooses how an execution is shown.</summary>
internal static class Displays
{
    /// <summary>A tree on a terminal, plain lines elsewhere; on standard error where standard output is for JSON.</summary>
    public static IRunDisplay Create(bool asJson, TimeProvider time)
    {
        var isTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return asJson ? new PlainDisplay(Console.Error)
            : isTerminal ? OnTerminal(time)
            : new PlainDisplay(Console.Out);
    }

    // Of its own, so that nothing of Spectre.Console is loaded where nothing is drawn.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TerminalDisplay OnTerminal(TimeProvider time) => new(AnsiConsole.Console, time);
}
