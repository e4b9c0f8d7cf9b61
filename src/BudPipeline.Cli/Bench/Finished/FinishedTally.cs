using System.Collections.Concurrent;
using BudPipeline.Core.Executions;

namespace BudPipeline.Cli.Bench.Finished;

/// <summary>How many of what was made, for lists to be checked against.</summary>
internal sealed class FinishedTally
{
    private readonly ConcurrentDictionary<ExecutionStatus, long> statuses = new();
    private readonly ConcurrentDictionary<string, long> pipelines = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> tags = new(StringComparer.Ordinal);

    public void Count(FinishedExecution execution)
    {
        Add(statuses, execution.Status);
        Add(pipelines, execution.PipelineName);
        foreach (var tag in execution.Tags.Distinct(StringComparer.Ordinal))
        {
            Add(tags, tag);
        }
    }

    public long Of(ExecutionStatus status) => statuses.GetValueOrDefault(status);

    public long OfPipeline(int pipeline) => pipelines.GetValueOrDefault(FinishedExecution.NameOf(pipeline));

    public long OfTag(int tag) => tags.GetValueOrDefault(FinishedExecution.TagOf(tag));

    private static void Add<T>(ConcurrentDictionary<T, long> counts, T of)
        where T : notnull => counts.AddOrUpdate(of, 1, static (_, count) => count + 1);
}
