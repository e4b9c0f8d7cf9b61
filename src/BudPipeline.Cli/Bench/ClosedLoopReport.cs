using System.Text.Json;

namespace BudPipeline.Cli.Bench;

/// <summary>One workload's figures; as JSON, one line in the shape that the peers' programs print.</summary>
internal sealed record ClosedLoopReport : IBenchReport
{
    public string Engine { get; } = "budpipeline";
    public required string Workload { get; init; }
    public required string Via { get; init; }
    public required string Database { get; init; }
    public required int Count { get; init; }
    public required int Concurrency { get; init; }

    /// <summary>Whole executions a second; durable starts a second where only the start is measured.</summary>
    public required double ExecutionsPerS { get; init; }

    public required double StepsPerS { get; init; }

    /// <summary>Microseconds of a step: of the clock, and of this process's processors.</summary>
    public required double UsPerStep { get; init; }
    public required double CpuUsPerStep { get; init; }

    /// <summary>Milliseconds of one call, median and 99 of 100.</summary>
    public required double P50Ms { get; init; }
    public required double P99Ms { get; init; }

    /// <summary>Processor seconds of this process a second.</summary>
    public required double Cpu { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Default.ClosedLoopReport);

    public string ToText() =>
        $"""
            {Workload} via {Via} on {Database}: {Count} executions, {Concurrency} in flight
              {ExecutionsPerS, 10:0.0} a second ({StepsPerS:0} steps)
              {UsPerStep, 10:0.0} µs a step ({CpuUsPerStep:0.0} µs of processor)
              {P50Ms, 10:0.00} ms median, {P99Ms:0.00} ms of 99 in 100
              {Cpu, 10:0.00} processors
            """;
}
