using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BudPipeline.Server.Callbacks;

/// <summary>
/// Signs callbacks as Standard Webhooks has it: HMAC-SHA256 over id, seconds and body, so that whoever receives one knows
/// that it is ours, whole and fresh.
/// </summary>
internal static class CallbackSignature
{
    private const string Base64Prefix = "whsec_";

    /// <summary>The key that a setting holds: base64 behind <c>whsec_</c>, or any other text as it is.</summary>
    public static byte[] KeyOf(string secret) =>
        secret.StartsWith(Base64Prefix, StringComparison.Ordinal)
            ? Convert.FromBase64String(secret[Base64Prefix.Length..])
            : Encoding.UTF8.GetBytes(secret);

    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    public static string Of(byte[] key, string id, long seconds, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}.")));
        hash.AppendData(body);
        return $"v1,{Convert.ToBase64String(hash.GetHashAndReset())}";
    }
}
