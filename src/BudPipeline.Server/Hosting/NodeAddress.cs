using System.Text.Json;
using System.Text.Json.Serialization;

namespace BudPipeline.Server.Hosting;

/// <summary>Where the node that holds a data folder can be reached.</summary>
/// <param name="Url">Its API.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Serves">True for <c>bud serve</c>, false for a <c>bud run</c> that ends with its own execution.</param>
/// <param name="Token">Lets whoever may read the data folder past the door.</param>
public sealed record NodeAddress(Uri Url, int Pid, bool Serves, string? Token = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NodeAddress))]
internal sealed partial class NodeAddressJson : JsonSerializerContext
{
    public static NodeAddress? TryRead(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), Default.NodeAddress);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
