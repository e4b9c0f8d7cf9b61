using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using BudPipeline.Server.Storage;
using static BudPipeline.Server.Tests.Storage.Events;

namespace BudPipeline.Server.Tests.Storage;

/// <summary>Lists and their totals over many executions, against what they should be by the look of the rows.</summary>
public abstract class ExecutionListsSpecs(DatabaseDialect dialect) : IAsyncLifetime
{
    private static readonly string[] Pipelines = ["load", "train", "deploy"];
    private static readonly string[] AllTags = ["red", "green", "blue"];
    private static readonly ExecutionStatus[] Ways =
    [
        ExecutionStatus.Running,
        ExecutionStatus.Completed,
        ExecutionStatus.Failed,
        ExecutionStatus.Cancelled,
    ];

    /// <summary>Every set of tags with every pipeline and status; a tag may be given twice.</summary>
    private static readonly Sketch[] Sketches =
    [
        .. Enumerable
            .Range(0, 96)
            .Select(number => new Sketch(
                number * 7 % 20,
                Pipelines[number % 3],
                [
                    .. AllTags.Where((_, bit) => (number >> bit & 1) == 1),
                    .. number % 16 == 1 ? ["red"] : Array.Empty<string>(),
                ],
                Ways[number / 8 % 4]
            )),
    ];

    private static readonly ExecutionFilter[] Filters =
    [
        new(),
        new() { Statuses = ["completed"] },
        new() { Statuses = ["failed", "running"] },
        new() { Pipeline = "train" },
        new() { Pipeline = "train", Statuses = ["failed"] },
        new() { Pipeline = "nothing" },
        new() { PipelineId = "pipe_train" },
        new() { PipelineId = "pipe_train", Statuses = ["failed", "running"] },
        new() { PipelineId = "pipe_load", Tags = ["red"] },
        new() { PipelineId = "pipe_load", Pipeline = "train" },
        new() { PipelineId = "pipe_load", CreatedAfter = At(5) },
        new() { Tags = ["red"] },
        new() { Tags = ["red"], Statuses = ["completed"] },
        new() { Tags = ["green"], Pipeline = "load" },
        new() { Tags = ["red", "blue"] },
        new() { Tags = ["red", "blue"], Statuses = ["cancelled", "completed"] },
        new()
        {
            Initiator = "api",
            CreatedAfter = At(5),
            CreatedBefore = At(12),
        },
        new() { Tags = ["blue"], CreatedAfter = At(5) },
        new() { Tags = ["blue"], Initiator = "schedule" },
    ];

    private TestTables tables = null!;

    public async Task InitializeAsync() => tables = await TestTables.OpenAsync(dialect);

    public async Task DisposeAsync() => await tables.DisposeAsync();

    [SkippableFact]
    public async Task Every_filter_gives_the_right_rows_in_order_and_the_right_total()
    {
        await FillAsync();
        foreach (var filter in Filters)
        {
            var expected = Sketches
                .Select((sketch, number) => (sketch, Id: Id(number)))
                .Where(e => e.sketch.Matches(filter))
                .OrderByDescending(e => e.sketch.Second)
                .ThenByDescending(e => e.Id, StringComparer.Ordinal)
                .Select(e => e.Id)
                .ToList();
            Assert.Equal(expected.Count, await tables.Executions.CountAsync(filter));
            Assert.Equal(expected.Take(7), await PageAsync(filter with { Limit = 7 }));
            Assert.Equal(expected.Skip(7).Take(7), await PageAsync(filter with { Limit = 7, Offset = 7 }));
        }
    }

    [SkippableFact]
    public async Task Tables_of_before_are_counted_when_they_are_brought_up_to_date()
    {
        // There were no saved pipelines before.
        var filters = Filters.Where(filter => filter.PipelineId is null).ToList();
        await FillAsync();
        var expected = await Task.WhenAll(filters.Select(tables.Executions.CountAsync));
        await tables.RunAsync("DROP TABLE execution_counts; DROP TABLE execution_tags; DROP INDEX executions_status");
        await tables.UpgradeAgainFromBeforeAsync("lists");
        await tables.RunAsync("DROP INDEX executions_saved; DROP INDEX executions_saved_live");
        await tables.UpgradeAgainFromBeforeAsync("pipeline_executions");
        Assert.Equal(Sketches.Length, expected[0]);
        Assert.Equal(expected, await Task.WhenAll(filters.Select(tables.Executions.CountAsync)));
    }

    private static string Id(int number) => $"e{number:00}";

    private async Task<List<string>> PageAsync(ExecutionFilter filter) =>
        (await tables.Executions.ListAsync(filter)).ConvertAll(row => row.Id);

    /// <summary>Each is written as its journal would, some in one group and some in two.</summary>
    private async Task FillAsync()
    {
        foreach (var (number, sketch) in Sketches.Index())
        {
            ExecutionEvent start = Started(sketch.Second, sketch.Header);
            ExecutionEvent begin = Begins(sketch.Second, 0);
            if (sketch.Status == ExecutionStatus.Running)
            {
                await tables.WriteAsync(Id(number), start, begin);
            }
            else if (number % 5 == 0)
            {
                await tables.WriteAsync(Id(number), start, begin, Ends(30, sketch.Status));
            }
            else
            {
                await tables.WriteAsync(Id(number), start, begin);
                await tables.WriteAsync(Id(number), Ends(30, sketch.Status));
            }
        }
    }

    private sealed record Sketch(int Second, string Pipeline, string[] Tags, ExecutionStatus Status)
    {
        public ExecutionHeader Header =>
            Events.Header with
            {
                PipelineId = PipelineId,
                PipelineName = Pipeline,
                Tags = [.. Tags],
            };

        /// <summary>Those of odd seconds are of a saved pipeline.</summary>
        private string? PipelineId => Second % 2 == 1 ? $"pipe_{Pipeline}" : null;

        public bool Matches(ExecutionFilter filter) =>
            (filter.Statuses.Count == 0 || filter.Statuses.Contains(Status.Word(), StringComparer.Ordinal))
            && (filter.Pipeline ?? Pipeline) == Pipeline
            && (filter.PipelineId is null || filter.PipelineId == PipelineId)
            && (filter.Initiator ?? "api") == "api"
            && filter.Tags.All(tag => Tags.Contains(tag, StringComparer.Ordinal))
            && (filter.CreatedAfter is not { } after || At(Second) >= after)
            && (filter.CreatedBefore is not { } before || At(Second) < before);
    }
}

public sealed class ExecutionListsOnSqliteSpecs() : ExecutionListsSpecs(DatabaseDialect.Sqlite);

public sealed class ExecutionListsOnPostgresSpecs() : ExecutionListsSpecs(DatabaseDialect.PostgreSql);
