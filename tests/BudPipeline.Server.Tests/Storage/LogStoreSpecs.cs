using BudPipeline.Core.Actions;
using BudPipeline.Server.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BudPipeline.Server.Tests.Storage;

public sealed class LogStoreSpecs : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private LogStore? store;

    private LogStore Store => store ?? throw new InvalidOperationException("not open");

    public Task InitializeAsync()
    {
        store = Open(TimeProvider.System);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Lines_of_many_writers_are_all_kept_and_numbered_in_their_order()
    {
        var logs = Enumerable.Range(0, 8).Select(i => Log("e", $"s{i}")).ToList();
        await Parallel.ForEachAsync(
            logs,
            (log, _) =>
            {
                for (var i = 0; i < 1_000; i++)
                {
                    log.Write(StepLogLevel.Info, $"{i}");
                }

                return ValueTask.CompletedTask;
            }
        );
        var lines = await Store.ReadAsync(new LogFilter("e"), CancellationToken.None);
        Assert.Equal(Enumerable.Range(1, 8_000).Select(i => (long)i), lines.Select(line => line.Sequence));
        foreach (var step in lines.GroupBy(line => line.StepId, StringComparer.Ordinal))
        {
            Assert.Equal(Enumerable.Range(0, 1_000).Select(i => $"{i}"), step.Select(line => line.Message));
        }
    }

    [Fact]
    public async Task Numbers_go_on_where_the_last_process_ended()
    {
        Log("e", "a").Write(StepLogLevel.Info, "before");
        await Store.DisposeAsync();
        store = Open(TimeProvider.System);
        Log("e", "a").Write(StepLogLevel.Info, "after");
        var lines = await Store.ReadAsync(new LogFilter("e"), CancellationToken.None);
        Assert.Equal([(1L, "before"), (2L, "after")], lines.Select(line => (line.Sequence, line.Message)));
    }

    [Fact]
    public async Task A_line_is_written_once_others_had_their_chance_to_join_it()
    {
        await Store.DisposeAsync();
        var time = new FakeTimeProvider();
        store = Open(time);
        Log("e", "a").Write(StepLogLevel.Info, "one");
        Log("e", "a").Write(StepLogLevel.Info, "two");
        using var table = new LogsTable(Path);
        while (table.LastSequence() < 2)
        {
            time.Advance(LogStore.FlushWithin);
            await Task.Yield();
        }
    }

    [Fact]
    public async Task A_tail_gets_the_lines_of_its_execution_as_they_come()
    {
        using var tail = Store.Tail("e");
        Log("other", "a").Write(StepLogLevel.Info, "not this");
        Log("e", "a").Write(StepLogLevel.Error, "this");
        var line = await tail.Lines.ReadAsync();
        Assert.Equal(("this", "error", "a"), (line.Message, line.Level, line.StepId));
        Assert.False(tail.Lines.TryRead(out _));
    }

    [Fact]
    public async Task A_reader_that_falls_behind_is_cut_and_the_lines_are_kept()
    {
        using var slow = Store.Tail("e");
        var log = Log("e", "a");
        for (var i = 0; i < 4_001; i++)
        {
            log.Write(StepLogLevel.Info, $"{i}");
        }

        var got = 0;
        await foreach (var _ in slow.Lines.ReadAllAsync())
        {
            got++;
        }

        Assert.Equal(4_000, got);
        var kept = await Store.ReadAsync(new LogFilter("e") { Limit = 20_000 }, CancellationToken.None);
        Assert.Equal(4_001, kept.Count);
    }

    [Fact]
    public async Task A_command_that_prints_faster_than_the_disk_writes_loses_lines_and_is_told()
    {
        var (log, text) = (Log("e", "a"), new string('x', 30_000));
        await using (var other = new SqliteConnection($"Data Source={Path};Pooling=False"))
        {
            await other.OpenAsync();
            await using var busy = await other.BeginTransactionAsync();
            for (var i = 0; i < 700; i++)
            {
                log.Write(StepLogLevel.Info, text);
            }
        }

        await Store.FlushAsync(CancellationToken.None);
        log.Write(StepLogLevel.Info, "again");
        var lines = await Store.ReadAsync(new LogFilter("e"), CancellationToken.None);
        Assert.Equal("again", lines[^1].Message);
        var kept = lines.Count(line => line.Message == text);
        Assert.Equal($"({700 - kept} lines were dropped)", lines[^2].Message);
    }

    [Fact]
    public async Task A_tail_that_left_gets_nothing()
    {
        var tail = Store.Tail("e");
        using var other = Store.Tail("e");
        tail.Dispose();
        Log("e", "a").Write(StepLogLevel.Info, "late");
        Assert.False(await tail.Lines.WaitToReadAsync());
        Assert.True(other.Lines.TryRead(out _));
    }

    [Fact]
    public async Task A_line_without_end_is_cut()
    {
        Log("e", "a").Write(StepLogLevel.Info, new string('x', LogStore.LongestLine + 1));
        var line = Assert.Single(await Store.ReadAsync(new LogFilter("e"), CancellationToken.None));
        Assert.Equal(LogStore.LongestLine, line.Message.Length);
    }

    [Fact]
    public async Task After_the_end_lines_are_dropped_without_a_fault()
    {
        await Store.DisposeAsync();
        Log("e", "a").Write(StepLogLevel.Info, "too late");
        store = Open(TimeProvider.System);
        Assert.Empty(await Store.ReadAsync(new LogFilter("e"), CancellationToken.None));
    }

    private string Path => System.IO.Path.Combine(folder.Path, "logs.db");

    private LogStore Open(TimeProvider time) => new(new LogsTable(Path), time, NullLogger<LogStore>.Instance);

    private IStepLog Log(string executionId, string stepId) => Store.Open(new AttemptKey(executionId, 0, 1, 1), stepId);
}
