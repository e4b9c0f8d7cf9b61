using System.Text.Json;

namespace BudPipeline.Cli.Bench.Processes;

/// <summary>What an idle node costs.</summary>
internal sealed record IdleReport : IBenchReport
{
    public string Engine { get; } = "budpipeline";
    public string Workload { get; } = "idle";
    public required string Database { get; init; }

    /// <summary>How long it was looked at.</summary>
    public required double Seconds { get; init; }

    /// <summary>Transactions, reading ones too, that its database saw meanwhile.</summary>
    public required long Queries { get; init; }
    public required double QueriesPerS { get; init; }

    /// <summary>Processor seconds of its process meanwhile.</summary>
    public required double CpuS { get; init; }

    /// <summary>Resident memory of its process at the end, in MiB.</summary>
    public required double MemoryMb { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Default.IdleReport);

    public string ToText() =>
        $"""
            {Workload} on {Database}: {Seconds} s with nothing to do
              {QueriesPerS, 10:0.000} queries a second ({Queries} in all)
              {CpuS, 10:0.00} s of processor
              {MemoryMb, 10:0.0} MB resident
            """;
}
