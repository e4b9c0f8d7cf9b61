using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using BudPipeline.Server.Hosting;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace BudPipeline.Server.Security;

/// <summary>The public keys of an issuer of tokens.</summary>
internal static class JwtKeys
{
    /// <summary>Keys of a setting; throws <see cref="SettingsException"/> when there are none in it.</summary>
    public static IReadOnlyList<SecurityKey> Of(string setting)
    {
        var text = setting.TrimStart();
        try
        {
            if (!text.StartsWith('{') && !text.StartsWith("-----", StringComparison.Ordinal))
            {
                text = File.ReadAllText(setting).TrimStart();
            }

            var keys = text.StartsWith('{') ? new JsonWebKeySet(text).GetSigningKeys() : [.. OfPem(text)];
            return keys.Count > 0 ? [.. keys] : throw new FormatException("it holds no keys.");
        }
        catch (Exception wrong)
            when (wrong
                    is IOException
                        or UnauthorizedAccessException
                        or ArgumentException
                        or FormatException
                        or CryptographicException
            )
        {
            throw new SettingsException(
                $"The setting Jwt:Keys is wrong: {wrong.Message} Give a JWKS document, PEM, or the path of a file with either."
            );
        }
    }

    private static IEnumerable<SecurityKey> OfPem(string text)
    {
        while (PemEncoding.TryFind(text, out var found))
        {
            yield return OfPem(text[found.Location], text[found.Label]);
            text = text[found.Location.End..];
        }
    }

    private static SecurityKey OfPem(string pem, string label)
    {
        if (label == "CERTIFICATE")
        {
            return new X509SecurityKey(X509Certificate2.CreateFromPem(pem));
        }

        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return new RsaSecurityKey(rsa);
        }
        catch (CryptographicException)
        {
            rsa.Dispose();
            var curve = ECDsa.Create();
            curve.ImportFromPem(pem);
            return new ECDsaSecurityKey(curve);
        }
    }
}

/// <summary>Reads a JWKS document as what the token handler wants of an issuer.</summary>
internal sealed class JwksRetriever : IConfigurationRetriever<OpenIdConnectConfiguration>
{
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(
        string address,
        IDocumentRetriever retriever,
        CancellationToken cancel
    )
    {
        var configuration = new OpenIdConnectConfiguration { JwksUri = address };
        foreach (var key in new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel)).GetSigningKeys())
        {
            configuration.SigningKeys.Add(key);
        }

        return configuration;
    }
}
