using System.Globalization;
using System.Text.Json;

namespace BudPipeline.Cli.Bench.Finished;

/// <summary>What lists and starts take with many executions in the tables.</summary>
internal sealed record FinishedReport : IBenchReport
{
    public string Engine { get; } = "budpipeline";
    public string Workload { get; } = "finished";
    public required string Database { get; init; }

    /// <summary>How many have ended.</summary>
    public required int Count { get; init; }

    /// <summary>How long it took to put them there.</summary>
    public required double FillS { get; init; }

    /// <summary>The median of each list over HTTP, in milliseconds.</summary>
    public required IReadOnlyDictionary<string, double> ListP50Ms { get; init; }

    /// <summary>Durable starts a second with nothing there and with all of them there, medians, and the second by the first.</summary>
    public required double StartsEmptyPerS { get; init; }
    public required double StartsFullPerS { get; init; }
    public required double StartsRatio { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Default.FinishedReport);

    public string ToText()
    {
        var lists = ListP50Ms.Select(list =>
            string.Create(CultureInfo.InvariantCulture, $"  {list.Value, 10:0.00} ms median of the list {list.Key}")
        );
        return $"""
            {Workload} on {Database}: {Count} executions, made in {FillS:0.0} s
            {string.Join(Environment.NewLine, lists)}
              {StartsFullPerS, 10:0.0} starts a second, {StartsEmptyPerS:0.0} with nothing there ({StartsRatio:0.00} times)
            """;
    }
}
