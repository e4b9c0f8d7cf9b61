using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BudPipeline.Client.Errors;

namespace BudPipeline.Server.Api;

/// <summary>Reads a JSON body; one that is none, or not of the right shape, becomes a problem that names the place.</summary>
internal static class JsonBody
{
    public static async Task<T> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class =>
        await ReadOptionalAsync(http, type) ?? throw new ProblemException(Problems.Validation("the body is empty"));

    /// <summary>The body, or null when there is none.</summary>
    public static async Task<T?> ReadOptionalAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        if (http.Request.ContentLength is 0 or null && !http.Request.Headers.TransferEncoding.Contains("chunked"))
        {
            return null;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, http.RequestAborted);
        }
        catch (JsonException exception)
        {
            throw new ProblemException(Malformed(exception));
        }
    }

    private static Problem Malformed(JsonException exception)
    {
        // The parser counts from 0, people from 1.
        var place = exception.LineNumber is { } line
            ? $" at line {line + 1}, byte {exception.BytePositionInLine + 1}"
            : "";
        var field = exception.Path is { Length: > 2 } path ? path[2..] : null;
        return Problems.Of(400, "MALFORMED_JSON", $"the body is not the JSON that is expected{place}") with
        {
            Param = field,
            Hint = field is null ? "check quotes, commas and brackets" : $"look at the field '{field}'",
        };
    }
}
