using System.CommandLine;
using BudPipeline.Cli.Nodes;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>--server</c> and <c>--data</c>: which node a verb talks to.</summary>
internal sealed class NodeOptions
{
    private readonly Option<string?> server = new("--server")
    {
        Description = "URL of a server; BUD_SERVER when not given.",
        HelpName = "URL",
    };

    private readonly Option<string?> data = DataOption();

    public static Option<string?> DataOption() =>
        new("--data", "-d")
        {
            Description = "Data folder of the node; $XDG_DATA_HOME/budpipeline when not given.",
            HelpName = "DIR",
        };

    /// <summary>The full path of the folder that the user named, or of the default.</summary>
    public static string FolderOf(string? named) =>
        Path.GetFullPath(string.IsNullOrEmpty(named) ? NodeFolder.DefaultPath : named);

    public void AddTo(Command verb)
    {
        verb.Add(server);
        verb.Add(data);
    }

    /// <summary>What the user chose; an address that is none is a usage error.</summary>
    public NodeChoice Read(ParseResult result)
    {
        var address = result.GetValue(server) ?? Environment.GetEnvironmentVariable("BUD_SERVER");
        var folder = FolderOf(result.GetValue(data));
        if (string.IsNullOrEmpty(address))
        {
            return new NodeChoice(null, folder);
        }

        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new NodeChoice(uri, folder)
            : throw VerbFailure.Usage($"--server {address}: not an address (such as http://127.0.0.1:8080)");
    }
}
