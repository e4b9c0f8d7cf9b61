using System.Security.Cryptography;
using System.Text;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Security;

/// <summary>
/// Whether everyone who reaches the server is let in, and the two credentials that stand in no table: the node's own token,
/// which lies in its data folder for the <c>bud</c> of the same user, and the user's <c>APP_API_TOKEN</c>.
/// </summary>
internal sealed class Door(NodeSettings settings, KeyRing ring)
{
    private static readonly GrantedPrincipal Anyone = new(
        new Grant("anonymous", CallerRole.Admin, Owner: null) { SpeaksForUsers = true },
        CredentialHandler.Scheme
    );

    private readonly GrantedPrincipal folder = new(
        new Grant("data-folder", CallerRole.Admin, Owner: null),
        CredentialHandler.Scheme
    );

    private readonly GrantedPrincipal app = new(
        new Grant("app", CallerRole.Operator, Owner: null) { SpeaksForUsers = true },
        CredentialHandler.Scheme
    );

    private readonly bool isLockedBySettings = IsLockedBy(settings);

    /// <summary>What the data folder tells its readers.</summary>
    public string NodeToken { get; } = "node_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Whoever comes while there is nothing that could tell one from another; null when there is.</summary>
    public async ValueTask<GrantedPrincipal?> OpenToAsync() =>
        !isLockedBySettings && (await ring.KeysAsync()).ById.Count == 0 ? Anyone : null;

    /// <summary>Whom a token that is no key lets in.</summary>
    public GrantedPrincipal? Holder(string token) =>
        IsSame(token, NodeToken) ? folder
        : settings.AppToken is { } appToken && IsSame(token, appToken) ? app
        : null;

    /// <summary>A server that others reach demands a credential of them, so there has to be one.</summary>
    public static async Task DemandAsync(NodeSettings settings, NodeDatabase database)
    {
        if (
            !Loopback.IsAll(settings.Server.Urls)
            && !IsLockedBy(settings)
            && (await new ApiKeysTable(database.Journal).AllAsync()).Count == 0
        )
        {
            throw new SettingsException(
                $"The server does not listen on {settings.Server.Urls}: others reach it there, and there is no key to tell who "
                    + "may do what. Make one with `bud keys create NAME --role admin` (for the same --data folder or "
                    + "DATABASE_URL) and start it again, or listen on http://127.0.0.1:9082."
            );
        }
    }

    private static bool IsLockedBy(NodeSettings settings) => settings.AppToken is not null || settings.Jwt.IsOn();

    private static bool IsSame(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
