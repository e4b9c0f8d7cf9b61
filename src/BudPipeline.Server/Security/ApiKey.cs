using System.Security.Cryptography;
using System.Text;

namespace BudPipeline.Server.Security;

/// <summary>
/// The text of a key: <c>bud_</c> and 40 random letters and digits. The first 12 characters are its id, which may be shown;
/// of the whole only a SHA-256 is kept, which is enough for a text that nobody can guess.
/// </summary>
internal static class ApiKey
{
    private const string Prefix = "bud_";
    private const int IdLength = 12;
    private const int RandomLength = 40;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string New() => Prefix + RandomNumberGenerator.GetString(Alphabet, RandomLength);

    public static bool IsOne(string text) =>
        text.Length == Prefix.Length + RandomLength && text.StartsWith(Prefix, StringComparison.Ordinal);

    public static string IdOf(string key) => key[..IdLength];

    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
