using System.Collections.Frozen;
using System.Security.Cryptography;
using BudPipeline.Client.Errors;
using BudPipeline.Journal;
using BudPipeline.Server.Api;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Security;

/// <summary>
/// All keys in memory, so that no request asks the database: read again after some seconds, at once when this node changed
/// one, and when somebody comes with one that is not there (at most four times a second).
/// </summary>
internal sealed partial class KeyRing(
    ApiKeysTable table,
    JournalDatabase database,
    TimeProvider time,
    ILogger<KeyRing> logger
) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadForStrangersEvery = TimeSpan.FromMilliseconds(250);

    // A database that hangs must not hold up who was let in before: known keys are used then, since nobody can revoke one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NoteUseEvery = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim reading = new(1);
    private Keys? current;
    private long readForStrangersAt;

    public void Dispose() => reading.Dispose();

    /// <summary>The keys as they were some seconds ago at most.</summary>
    public ValueTask<Keys> KeysAsync() => current is { } keys && IsWithin(Fresh, keys) ? new(keys) : ReadAsync(Fresh);

    /// <summary>The key of this text; null when there is none.</summary>
    public async ValueTask<KnownKey?> FindAsync(string text)
    {
        if (!ApiKey.IsOne(text))
        {
            return null;
        }

        var (id, hash) = (ApiKey.IdOf(text), ApiKey.HashOf(text));
        return Match(await KeysAsync(), id, hash)
            ?? (MayReadForStranger() ? Match(await ReadAsync(TimeSpan.Zero), id, hash) : null);
    }

    /// <summary>Whoever asks from now on sees what was changed.</summary>
    public async Task ChangedAsync() => await ReadAsync(TimeSpan.Zero);

    /// <summary>Remembers that a key was used, once a minute.</summary>
    public void Used(KnownKey key)
    {
        var now = time.GetUtcNow();
        if (key.TryNoteUse(now, NoteUseEvery))
        {
            _ = NoteUseAsync(key.Row.Id, now);
        }
    }

    private static KnownKey? Match(Keys keys, string id, byte[] hash) =>
        keys.ById.TryGetValue(id, out var key) && CryptographicOperations.FixedTimeEquals(key.Hash, hash) ? key : null;

    private bool MayReadForStranger()
    {
        var last = Interlocked.Read(ref readForStrangersAt);
        return (last == 0 || time.GetElapsedTime(last) >= ReadForStrangersEvery)
            && Interlocked.CompareExchange(ref readForStrangersAt, time.GetTimestamp(), last) == last;
    }

    private bool IsWithin(TimeSpan span, Keys keys) => time.GetElapsedTime(keys.ReadAt) < span;

    private async ValueTask<Keys> ReadAsync(TimeSpan fresh)
    {
        if (!await reading.WaitAsync(Patience))
        {
            return current ?? throw Unreadable();
        }

        try
        {
            return current is { } known && (IsWithin(fresh, known) || !database.Health.Current.IsHealthy)
                ? known
                : current = await ReadNowAsync();
        }
        finally
        {
            reading.Release();
        }
    }

    private async Task<Keys> ReadNowAsync()
    {
        var began = time.GetTimestamp();
        try
        {
            return new Keys(began, await table.AllAsync().WaitAsync(Patience, time));
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or TimeoutException)
        {
            LogUnread(logger, exception);
            return current ?? throw Unreadable();
        }
    }

    private static ProblemException Unreadable() =>
        new(Problems.Unavailable("the keys cannot be read from the database"));

    private async Task NoteUseAsync(string id, DateTimeOffset now)
    {
        try
        {
            await table.UsedAsync(id, now.ToColumn());
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or JournalWriteException)
        {
            LogUnnoted(logger, exception, id);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys cannot be read; those known before are used")]
    private static partial void LogUnread(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "That key {KeyId} was used cannot be noted")]
    private static partial void LogUnnoted(ILogger logger, Exception exception, string keyId);
}

/// <summary>All keys of one moment.</summary>
internal sealed class Keys(long readAt, IReadOnlyList<ApiKeyRow> rows)
{
    public long ReadAt => readAt;

    public FrozenDictionary<string, KnownKey> ById { get; } =
        rows.Select(row => new KnownKey(row)).ToFrozenDictionary(key => key.Row.Id, StringComparer.Ordinal);
}

/// <summary>A key that was read.</summary>
internal sealed class KnownKey(ApiKeyRow row)
{
    private long usedAt = row.LastUsedAt ?? 0;

    public ApiKeyRow Row => row;

    public byte[] Hash { get; } = Convert.FromHexString(row.Hash);

    public GrantedPrincipal Principal { get; } =
        new(
            new Grant($"key:{row.Name}", CallerRoles.TryParse(row.Role) ?? CallerRole.Viewer, row.Owner),
            CredentialHandler.Scheme
        );

    /// <summary>Why it lets nobody in any more; null while it does.</summary>
    public string? Fault(DateTimeOffset now) =>
        row.RevokedAt is not null ? $"the key {row.Id}… was revoked"
        : row.ExpiresAt is { } end && end <= now.ToColumn() ? $"the key {row.Id}… has expired"
        : null;

    public bool TryNoteUse(DateTimeOffset now, TimeSpan interval)
    {
        var known = Interlocked.Read(ref usedAt);
        return now.ToColumn() - known >= interval.TotalMilliseconds
            && Interlocked.CompareExchange(ref usedAt, now.ToColumn(), known) == known;
    }
}
