using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BudPipeline.Server.Operator;

namespace BudPipeline.Cli.Terminal;

/// <summary>What <c>bud doctor</c> prints.</summary>
internal static class DoctorReport
{
    private const int LevelWidth = 9;
    private const int CheckWidth = 10;

    public static void Print(IReadOnlyList<Finding> findings, bool asJson)
    {
        if (asJson)
        {
            var worst = findings.Max(f => f.Level);
            JsonOutput.Print(new DoctorDocument(worst, findings), DoctorJson.Default.DoctorDocument);
        }
        else
        {
            Print(Console.Out, findings);
        }
    }

    public static void Print(TextWriter output, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var level = WordOf(finding.Level).PadRight(LevelWidth);
            output.WriteLine($"{level}{finding.Check.PadRight(CheckWidth)}{TerminalText.FirstLine(finding.Message)}");
            if (finding.Remedy is { } remedy)
            {
                output.WriteLine($"{"".PadRight(LevelWidth + CheckWidth)}→ {remedy}");
            }
        }

        var (faults, warnings) = (Count(FindingLevel.Fault), Count(FindingLevel.Warning));
        output.WriteLine();
        output.WriteLine(
            $"{(faults == 0 ? "no fault" : Counted(faults, "fault"))}{(warnings == 0 ? "" : $", {Counted(warnings, "warning")}")}"
        );

        int Count(FindingLevel level) => findings.Count(f => f.Level == level);
    }

    public static void Print(long rebuiltEvents, bool asJson)
    {
        if (asJson)
        {
            JsonOutput.Print(new RebuildDocument(rebuiltEvents), DoctorJson.Default.RebuildDocument);
        }
        else
        {
            Console.Out.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"filled the tables from {rebuiltEvents:N0} events")
            );
        }
    }

    private static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string WordOf(FindingLevel level) =>
        level switch
        {
            FindingLevel.Ok => "ok",
            FindingLevel.Warning => "warning",
            _ => "fault",
        };
}

/// <summary>The findings as one document.</summary>
/// <param name="Status">The worst level.</param>
/// <param name="Findings">In the order of the checks.</param>
internal sealed record DoctorDocument(FindingLevel Status, IReadOnlyList<Finding> Findings);

/// <summary>What a rebuild did.</summary>
/// <param name="Events">How many events it read.</param>
internal sealed record RebuildDocument(long Events);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(Words)])]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(RebuildDocument))]
internal sealed partial class DoctorJson : JsonSerializerContext
{
    private sealed class Words() : JsonStringEnumConverter<FindingLevel>(JsonNamingPolicy.SnakeCaseLower);
}
