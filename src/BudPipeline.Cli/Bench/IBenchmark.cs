namespace BudPipeline.Cli.Bench;

/// <summary>What is asked for.</summary>
/// <param name="Count">How many executions; null for as many as the benchmark usually takes.</param>
/// <param name="Concurrency">How many are in flight at once; null for the benchmark's own number.</param>
/// <param name="ViaHttp">Whether the engine is called over a socket.</param>
/// <param name="Span">How long a benchmark looks that waits for nothing.</param>
internal sealed record BenchOrder(int? Count, int? Concurrency, bool ViaHttp, TimeSpan Span);

/// <summary>Something that <c>bud bench</c> measures, and checks while it does.</summary>
internal interface IBenchmark
{
    /// <summary>As the user names it.</summary>
    string Name { get; }

    /// <summary>Throws when what it measured is not what was asked for.</summary>
    Task<IBenchReport> RunAsync(BenchOrder order, BenchPlace place, CancellationToken cancellation);
}

/// <summary>The figures of a benchmark.</summary>
internal interface IBenchReport
{
    /// <summary>One line.</summary>
    string ToJson();

    string ToText();
}
