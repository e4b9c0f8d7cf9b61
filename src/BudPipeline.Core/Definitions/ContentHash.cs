using System.Security.Cryptography;
using System.Text;

namespace BudPipeline.Core.Definitions;

/// <summary>Names a definition by its content: SHA-256 of its canonical JSON, lower-case hex.</summary>
public static class ContentHash
{
    /// <summary>The hash of a definition.</summary>
    public static string Of(PipelineDefinition definition) => OfCanonical(CanonicalJson.Write(definition));

    /// <summary>The hash of canonical JSON, taken as it is: what an older build wrote keeps its name.</summary>
    public static string OfCanonical(string canonicalJson) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalJson)));
}
