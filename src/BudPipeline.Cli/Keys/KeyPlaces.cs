using System.CommandLine;
using BudPipeline.Cli.Following;
using BudPipeline.Cli.Nodes;
using BudPipeline.Cli.Verbs;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Operator;
using Npgsql;

namespace BudPipeline.Cli.Keys;

/// <summary>
/// Gives a verb the keys that it is about: those of the server that the user named; those of <c>DATABASE_URL</c>, whoever
/// has it; those of the data folder, through the node that has it or else past any.
/// </summary>
internal static class KeyPlaces
{
    public static Verb On(Verb verb, TimeProvider time, Func<ParseResult, IKeyPlace, CancellationToken, Task> action)
    {
        var options = new NodeOptions();
        options.AddTo(verb);
        verb.SetAction(async result =>
        {
            using var interrupts = new Interrupts();
            try
            {
                await FindAsync(
                    options.Read(result),
                    time,
                    keys => action(result, keys, interrupts.First),
                    interrupts.First
                );
                return ExitCodes.Completed;
            }
            catch (OperationCanceledException) when (interrupts.First.IsCancellationRequested)
            {
                return ExitCodes.Cancelled;
            }
        });
        return verb;
    }

    private static async Task FindAsync(
        NodeChoice choice,
        TimeProvider time,
        Func<IKeyPlace, Task> use,
        CancellationToken cancellation
    )
    {
        if (choice.Server is { } server)
        {
            await use(new ServerKeys(NodeClient.For(server, time), cancellation));
            return;
        }

        var settings = NodeSettings.Read(NodeKind.Run, new Dictionary<string, string?>(), time);
        if (settings.DatabaseConnection is { } address)
        {
            await using var desk = await OpenAsync(address, time, cancellation);
            await use(new DatabaseKeys(desk));
            return;
        }

        switch (await NodeFolder.ClaimAsync(choice.DataFolder, time, cancellation))
        {
            case NodeFolderClaim.Served { Address: var node }:
                await use(new ServerKeys(NodeClient.For(node.Url, time, node.Token), cancellation));
                break;
            case NodeFolderClaim.Taken { Folder: var folder }:
                using (folder)
                {
                    await using var desk = KeyDesk.On(folder, time);
                    await use(new DatabaseKeys(desk));
                }

                break;
        }
    }

    private static async Task<KeyDesk> OpenAsync(string address, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            return await KeyDesk.OnAsync(address, time, cancellation);
        }
        catch (NpgsqlException unreachable)
        {
            throw new VerbFailure(
                ExitCodes.Failed,
                $"{PostgresAddress.Describe(address)} cannot be used: {unreachable.Message}; check DATABASE_URL"
            );
        }
    }
}
