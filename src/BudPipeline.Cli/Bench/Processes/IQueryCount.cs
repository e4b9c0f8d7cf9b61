namespace BudPipeline.Cli.Bench.Processes;

/// <summary>Counts what a node asks of its database.</summary>
internal interface IQueryCount
{
    /// <summary>What the node's process must have in its environment.</summary>
    IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>How far the count may lag behind.</summary>
    TimeSpan Lag { get; }

    Task<long> ReadAsync(CancellationToken cancellation);
}
