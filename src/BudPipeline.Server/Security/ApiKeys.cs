using BudPipeline.Client.Security;
using BudPipeline.Server.Api;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Security;

/// <summary>Makes keys, lists and revokes them.</summary>
internal sealed class ApiKeys(ApiKeysTable table, TimeProvider time)
{
    private const int LongestName = 100;
    private const int LongestOwner = 255;

    /// <summary>The only answer that holds the key itself.</summary>
    public async Task<CreatedApiKey> CreateAsync(CreateKeyRequest request, string by)
    {
        var now = time.GetUtcNow();
        if (request.Name is not { Length: > 0 and <= LongestName } name || string.IsNullOrWhiteSpace(name))
        {
            throw Wrong($"a key has a name of 1 to {LongestName} characters", "name", "say what it is for");
        }

        if (CallerRoles.TryParse(request.Role) is not { } role)
        {
            throw Wrong($"'{request.Role}' is no role", "role", $"give {CallerRoles.All}");
        }

        if (request.Owner is { Length: 0 or > LongestOwner })
        {
            throw Wrong($"an owner has 1 to {LongestOwner} characters", "owner", "leave it out for everyone's things");
        }

        if (request.ExpiresAt <= now)
        {
            throw Wrong("the key would have expired already", "expires_at", "give a moment to come");
        }

        var key = ApiKey.New();
        var row = new ApiKeyRow
        {
            Id = ApiKey.IdOf(key),
            Name = name,
            Hash = Convert.ToHexStringLower(ApiKey.HashOf(key)),
            Role = role.Word(),
            Owner = request.Owner,
            CreatedAt = now.ToColumn(),
            CreatedBy = by,
            ExpiresAt = request.ExpiresAt?.ToColumn(),
        };
        await table.AddAsync(row);
        return new CreatedApiKey(key, Document(row, now));
    }

    public async Task<ApiKeyList> ListAsync()
    {
        var now = time.GetUtcNow();
        return new ApiKeyList([.. (await table.AllAsync()).Select(row => Document(row, now))]);
    }

    public async Task<ApiKeyDocument> RevokeAsync(string id)
    {
        var now = time.GetUtcNow();
        return await table.RevokeAsync(id, now.ToColumn()) is { } row
            ? Document(row, now)
            : throw new ProblemException(
                Problems.Of(404, "NOT_FOUND", $"there is no key '{id}'") with
                {
                    Param = "id",
                    Hint = "GET /api/v1/keys and `bud keys list` show the ids of keys",
                }
            );
    }

    private static ApiKeyDocument Document(ApiKeyRow row, DateTimeOffset now) =>
        new()
        {
            Id = row.Id,
            Name = row.Name,
            Role = row.Role,
            Owner = row.Owner,
            Status =
                row.RevokedAt is not null ? "revoked"
                : row.ExpiresAt <= now.ToColumn() ? "expired"
                : "active",
            CreatedAt = Moments.FromColumn(row.CreatedAt),
            CreatedBy = row.CreatedBy,
            ExpiresAt = Moments.FromColumn(row.ExpiresAt),
            RevokedAt = Moments.FromColumn(row.RevokedAt),
            LastUsedAt = Moments.FromColumn(row.LastUsedAt),
        };

    private static ProblemException Wrong(string detail, string param, string hint) =>
        new(Problems.Validation(detail, param, hint));
}
