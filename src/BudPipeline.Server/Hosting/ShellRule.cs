using BudPipeline.Worker.Shell;

namespace BudPipeline.Server.Hosting;

/// <summary>Whether a node with these settings runs commands, and what it says when it does not.</summary>
internal static class ShellRule
{
    public static ShellOptions Of(ServerOptions server) =>
        server.Shell switch
        {
            ShellAccess.Always => ShellOptions.Open,
            ShellAccess.Loopback when Loopback.IsAll(server.Urls) => ShellOptions.Open,
            ShellAccess.Loopback => new ShellOptions(
                Allowed: false,
                "this server can be reached from other machines and runs no commands; the setting Server:Shell = Always "
                    + "lets whoever may start an execution run commands on it"
            ),
            _ => new ShellOptions(Allowed: false, "this server runs no commands: its setting Server:Shell is Never"),
        };
}
