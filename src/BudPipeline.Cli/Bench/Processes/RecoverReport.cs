using System.Text.Json;

namespace BudPipeline.Cli.Bench.Processes;

/// <summary>How a node came back.</summary>
internal sealed record RecoverReport : IBenchReport
{
    public string Engine { get; } = "budpipeline";
    public string Workload { get; } = "recover";
    public required string Database { get; init; }

    /// <summary>How many executions were waiting when the node was killed.</summary>
    public required int Count { get; init; }

    /// <summary>Of how many the delay ended while no node was there.</summary>
    public required int Overdue { get; init; }

    /// <summary>From the start of the process to <c>/readyz</c>.</summary>
    public required double ReadyS { get; init; }

    /// <summary>From <c>/readyz</c> until every timer is set again and every overdue execution has run its next step.</summary>
    public required double ResumedS { get; init; }

    /// <summary>From <c>/readyz</c> until the overdue ones were seen completed.</summary>
    public required double OverdueS { get; init; }

    /// <summary>Processor seconds of the node until then, its start included.</summary>
    public required double CpuS { get; init; }

    /// <summary>How late the other delays ended, median and the latest.</summary>
    public required double LateP50Ms { get; init; }
    public required double LateMaxMs { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, BenchJson.Default.RecoverReport);

    public string ToText() =>
        $"""
            {Workload} on {Database}: {Count} executions in a delay, killed; {Overdue} delays ended meanwhile
              {ReadyS, 10:0.00} s from the start of the process until it is ready
              {ResumedS, 10:0.00} s more until all are under way again ({OverdueS:0.00} s until the overdue ones are completed)
              {CpuS, 10:0.00} s of processor until then
              {LateP50Ms, 10:0.0} ms the other delays ended late at the median, {LateMaxMs:0.0} ms at most
            """;
}
