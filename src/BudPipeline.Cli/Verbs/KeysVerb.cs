using System.CommandLine;
using System.Globalization;
using BudPipeline.Cli.Keys;
using BudPipeline.Cli.Terminal;
using BudPipeline.Client.Security;
using BudPipeline.Client.Wire;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud keys …</c>: who may call a server.</summary>
internal static class KeysVerb
{
    private const string Text = "text";
    private const string Json = "json";

    public static Command Create(TimeProvider time) =>
        new Verb(
            "keys",
            "Makes, lists and revokes the API keys of a server, or of a data folder or DATABASE_URL without one.",
            "bud keys create ci --role author",
            "bud keys list"
        )
        {
            Make(time),
            List(time),
            Revoke(time),
        };

    private static Verb Make(TimeProvider time)
    {
        var name = new Argument<string>("name") { Description = "What the key is for." };
        var role = new Option<string>("--role") { Description = "What may be done with it.", Required = true };
        role.AcceptOnlyFromAmong("viewer", "author", "operator", "admin");
        var owner = new Option<string?>("--owner")
        {
            Description = "Whose executions it shows and makes; everyone's when not given.",
        };
        var expires = new Option<string?>("--expires-in")
        {
            Description = "How long it lets anyone in; for ever when not given.",
            HelpName = "90m|12h|30d",
        };
        var output = OutputOption.Create(Text, Json);
        var verb = new Verb(
            "create",
            "Makes a key and prints it, which nobody does again. The first key shuts the door to those without one.",
            "bud keys create root --role admin",
            "bud keys create ada --role author --owner ada --expires-in 30d",
            "export BUD_API_KEY=$(bud keys create me --role admin)"
        )
        {
            name,
            role,
            owner,
            expires,
            output,
        };
        return KeyPlaces.On(
            verb,
            time,
            async (result, keys, _) =>
            {
                var created = await keys.CreateAsync(
                    new CreateKeyRequest
                    {
                        Name = result.GetRequiredValue(name),
                        Role = result.GetRequiredValue(role),
                        Owner = result.GetValue(owner),
                        ExpiresAt = result.GetValue(expires) is { } span ? time.GetUtcNow() + SpanOf(span) : null,
                    }
                );
                if (result.GetValue(output) == Json)
                {
                    JsonOutput.Print(created, BudJson.Wire.CreatedApiKey);
                    return;
                }

                await Console.Out.WriteLineAsync(created.Key);
                StandardError.Note($"keep it: nobody shows it again; its id is {created.Details.Id}");
            }
        );
    }

    private static Verb List(TimeProvider time)
    {
        var output = OutputOption.Create(Text, Json);
        var verb = new Verb("list", "Lists the keys, without what is secret of them.", "bud keys list") { output };
        return KeyPlaces.On(
            verb,
            time,
            async (result, keys, _) =>
            {
                var list = await keys.ListAsync();
                if (result.GetValue(output) == Json)
                {
                    JsonOutput.Print(list, BudJson.Wire.ApiKeyList);
                    return;
                }

                Columns.Print(
                    Console.Out,
                    ["ID", "NAME", "ROLE", "OWNER", "STATUS", "CREATED", "EXPIRES", "LAST USED"],
                    list.Keys.Select(Row)
                );
            }
        );
    }

    private static Verb Revoke(TimeProvider time)
    {
        var id = new Argument<string>("id") { Description = "The id of the key: its first 12 characters." };
        var verb = new Verb("revoke", "Revokes a key; it lets nobody in from then on.", "bud keys revoke bud_x7Hk2pQa")
        {
            id,
        };
        return KeyPlaces.On(
            verb,
            time,
            async (result, keys, _) =>
            {
                var revoked = await keys.RevokeAsync(result.GetRequiredValue(id));
                await Console.Out.WriteLineAsync($"{revoked.Id} ({revoked.Name}) is revoked");
            }
        );
    }

    private static string[] Row(ApiKeyDocument key) =>
        [
            key.Id,
            key.Name,
            key.Role,
            key.Owner ?? "-",
            key.Status,
            Day(key.CreatedAt),
            Day(key.ExpiresAt),
            Day(key.LastUsedAt),
        ];

    private static string Day(DateTimeOffset? moment) =>
        moment?.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "-";

    private static TimeSpan SpanOf(string text)
    {
        var isNumber = int.TryParse(
            text.AsSpan(0, Math.Max(text.Length - 1, 0)),
            CultureInfo.InvariantCulture,
            out var n
        );
        return (isNumber && n is > 0 and <= 100_000, text[^1..]) switch
        {
            (true, "m") => TimeSpan.FromMinutes(n),
            (true, "h") => TimeSpan.FromHours(n),
            (true, "d") => TimeSpan.FromDays(n),
            _ => throw VerbFailure.Usage($"--expires-in {text}: not a span (such as 90m, 12h or 30d)"),
        };
    }
}
