using System.CommandLine;
using BudPipeline.Cli.Terminal;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Server.Hosting;
using Npgsql;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud serve</c>: a server node that resumes everything on its data folder.</summary>
internal static class ServeVerb
{
    public static Command Create(TimeProvider time)
    {
        var urls = new Option<string?>("--urls")
        {
            Description = "Where to listen; port 0 takes a free one. Beyond loopback only with keys.",
            HelpName = "URL",
        };
        var data = NodeOptions.DataOption();
        var printConfig = new Option<bool>("--print-config")
        {
            Description = "Prints the settings that it would run with, secrets masked, and ends.",
        };
        var verb = new Verb(
            "serve",
            "Runs a server that resumes every execution of its data folder.",
            "bud serve",
            "bud serve --urls http://127.0.0.1:8080 --data /var/lib/budpipeline",
            "bud serve --print-config"
        )
        {
            urls,
            data,
            printConfig,
        };
        verb.SetAction(
            async (result, cancellation) =>
            {
                var settings = Read(result.GetValue(urls), result.GetValue(data), time);
                if (result.GetValue(printConfig))
                {
                    SettingsText.Print(Console.Out, settings);
                    return ExitCodes.Completed;
                }

                return await ServeAsync(settings, time, cancellation);
            }
        );
        return verb;
    }

    /// <summary>The settings of a server with these on its command line.</summary>
    public static NodeSettings Read(string? urls, string? data, TimeProvider time)
    {
        var commandLine = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (urls is not null)
        {
            commandLine[$"{ServerOptions.Section}:{nameof(ServerOptions.Urls)}"] = urls;
        }

        if (data is not null)
        {
            commandLine[$"{ServerOptions.Section}:{nameof(ServerOptions.DataFolder)}"] = data;
        }

        return NodeSettings.Read(NodeKind.Serve, commandLine, time);
    }

    private static async Task<int> ServeAsync(NodeSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        var claim = await NodeFolder.ClaimAsync(settings.Server.DataFolder, time, cancellation);
        if (claim is not NodeFolderClaim.Taken { Folder: var folder })
        {
            var other = ((NodeFolderClaim.Served)claim).Address;
            throw new VerbFailure(
                ExitCodes.Failed,
                $"{settings.Server.DataFolder} is already served on {other.Url} by process {other.Pid}; "
                    + "use that one, or another --data folder"
            );
        }

        await using var node = await StartAsync(settings, folder, cancellation);
        await Console.Out.WriteLineAsync(
            $"bud is ready on {node.Url.ToString().TrimEnd('/')}, data in {PlaceOf(settings, folder)}"
        );
        await node.RunAsync(cancellation);
        return ExitCodes.Completed;
    }

    private static string PlaceOf(NodeSettings settings, NodeFolder folder) =>
        settings.DatabaseConnection is { } address ? PostgresAddress.Describe(address) : folder.Path;

    private static async Task<BudNode> StartAsync(
        NodeSettings settings,
        NodeFolder folder,
        CancellationToken cancellation
    )
    {
        try
        {
            return await BudNode.StartAsync(settings, folder, cancellation);
        }
        catch (DatabaseHeldException held)
        {
            throw new VerbFailure(ExitCodes.Failed, held.Message);
        }
        catch (NpgsqlException unreachable)
        {
            throw new VerbFailure(
                ExitCodes.Failed,
                $"{PostgresAddress.Describe(settings.DatabaseConnection!)} cannot be used: {unreachable.Message}; check DATABASE_URL"
            );
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new VerbFailure(
                ExitCodes.Failed,
                $"{settings.Server.Urls} is taken by another program; choose another one with --urls, port 0 for any free one"
            );
        }
    }
}
