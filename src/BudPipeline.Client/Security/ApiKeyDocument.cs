namespace BudPipeline.Client.Security;

/// <summary>What is known of a key, which is not the key itself.</summary>
public sealed record ApiKeyDocument
{
    /// <summary>Its first characters.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>viewer, author, operator or admin.</summary>
    public required string Role { get; init; }

    /// <summary>Whose things it shows; null for everyone's.</summary>
    public string? Owner { get; init; }

    /// <summary>active, expired or revoked.</summary>
    public required string Status { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>From when on it lets nobody in; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When it was last used, to a minute; null for never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>A key that was just made.</summary>
/// <param name="Key">The key. Nobody shows it again.</param>
/// <param name="Details">What is known of it.</param>
public sealed record CreatedApiKey(string Key, ApiKeyDocument Details);

/// <summary>All keys, the oldest first.</summary>
/// <param name="Keys">Revoked and expired ones too.</param>
public sealed record ApiKeyList(IReadOnlyList<ApiKeyDocument> Keys);

/// <summary>The key to make.</summary>
public sealed record CreateKeyRequest
{
    /// <summary>What it is for.</summary>
    public string? Name { get; init; }

    /// <summary>viewer, author, operator or admin.</summary>
    public string? Role { get; init; }

    /// <summary>Whose things it shows and makes; null for everyone's.</summary>
    public string? Owner { get; init; }

    /// <summary>From when on it lets nobody in; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
