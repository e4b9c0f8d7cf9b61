using System.Text.Json.Nodes;

namespace BudPipeline.Server.Tests.Fixtures;

/// <summary>Holds what a node answers now against what one of an earlier version answered.</summary>
internal static class Recorded
{
    /// <summary>
    /// The places where the answer says something else. Everything that was recorded must be there and equal; what later
    /// versions add is passed over.
    /// </summary>
    public static IEnumerable<string> Differences(JsonNode? recorded, JsonNode? now, string at = "$") =>
        (recorded, now) switch
        {
            (JsonObject before, JsonObject after) => before.SelectMany(entry =>
                after.TryGetPropertyValue(entry.Key, out var value)
                    ? Differences(entry.Value, value, $"{at}.{entry.Key}")
                    : [$"{at}.{entry.Key} is gone"]
            ),
            (JsonArray before, JsonArray after) when before.Count == after.Count => before
                .Zip(after)
                .SelectMany((pair, index) => Differences(pair.First, pair.Second, $"{at}[{index}]")),
            _ => JsonNode.DeepEquals(recorded, now)
                ? []
                : [$"{at} was {recorded?.ToJsonString() ?? "null"} and is {now?.ToJsonString() ?? "null"}"],
        };
}
