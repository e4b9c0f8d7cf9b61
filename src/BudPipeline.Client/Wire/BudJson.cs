using System.Text.Encodings.Web;
using System.Text.Json;

namespace BudPipeline.Client.Wire;

/// <summary>The one instance of the API's JSON.</summary>
public static class BudJson
{
    /// <summary>For the wire: text stays readable, only what JSON demands is escaped.</summary>
    public static BudJsonContext Wire { get; } =
        new(
            new JsonSerializerOptions(BudJsonContext.Default.Options)
            {
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
