namespace BudPipeline.Worker.Shell;

/// <summary>Names of the signals that end commands.</summary>
internal static class Signals
{
    /// <summary>Such as "SIGKILL (signal 9)".</summary>
    public static string Name(int signal) =>
        signal switch
        {
            1 => "SIGHUP (signal 1)",
            2 => "SIGINT (signal 2)",
            3 => "SIGQUIT (signal 3)",
            4 => "SIGILL (signal 4)",
            6 => "SIGABRT (signal 6)",
            7 => "SIGBUS (signal 7)",
            8 => "SIGFPE (signal 8)",
            9 => "SIGKILL (signal 9; the system sends it when memory runs out)",
            11 => "SIGSEGV (signal 11)",
            13 => "SIGPIPE (signal 13)",
            14 => "SIGALRM (signal 14)",
            15 => "SIGTERM (signal 15)",
            24 => "SIGXCPU (signal 24)",
            25 => "SIGXFSZ (signal 25)",
            _ => $"signal {signal}",
        };
}
