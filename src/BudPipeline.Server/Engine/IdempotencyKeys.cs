using BudPipeline.Server.Api;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Engine;

/// <summary>Keys of requests that may be repeated.</summary>
internal static class IdempotencyKeys
{
    private const int LongestKey = 255;

    /// <summary>The id that the key named first: this one, or that of an earlier request with this fingerprint.</summary>
    public static async Task<string> IdOfAsync(
        this IdempotencyKeysTable keys,
        string key,
        string? owner,
        string fingerprint,
        string id
    )
    {
        if (key.Length is 0 or > LongestKey)
        {
            throw new ProblemException(
                Problems.Validation($"an idempotency key has 1 to {LongestKey} characters", "Idempotency-Key")
            );
        }

        var claimed = await keys.ClaimAsync(KeyOf(key, owner), fingerprint, id);
        return claimed.Fingerprint == fingerprint
            ? claimed.ExecutionId
            : throw new ProblemException(
                Problems.Conflict(
                    "IDEMPOTENCY_CONFLICT",
                    $"the key '{key}' was used for another request",
                    claimed.ExecutionId,
                    "use a new key for a new request"
                ) with
                {
                    Param = "Idempotency-Key",
                }
            );
    }

    /// <summary>Owners know nothing of each other's keys.</summary>
    private static string KeyOf(string key, string? owner) => owner is null ? key : $"{owner.Length}:{owner}:{key}";
}
