using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Wire;

namespace BudPipeline.Cli.Terminal;

/// <summary>Prints one JSON document on standard output.</summary>
internal static class JsonOutput
{
    public static void Print(ExecutionDocument execution) => Print(execution, BudJson.Wire.ExecutionDocument);

    public static void Print<T>(T document, JsonTypeInfo<T> type)
    {
        using var output = Console.OpenStandardOutput();
        using (var writer = new Utf8JsonWriter(output, Indented))
        {
            JsonSerializer.Serialize(writer, document, type);
        }

        output.Write("\n"u8);
    }

    private static JsonWriterOptions Indented =>
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
