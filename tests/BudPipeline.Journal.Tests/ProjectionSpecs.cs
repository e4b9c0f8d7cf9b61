using System.Collections.Concurrent;
using Akka.Actor;

namespace BudPipeline.Journal.Tests;

public abstract class ProjectionSpecs : IAsyncLifetime
{
    private readonly CountingProjection _projection = new();
    private readonly JournalHouse _house;

    protected ProjectionSpecs(DatabaseDialect dialect) => _house = JournalHouse.Open(dialect, _projection);

    public Task InitializeAsync() =>
        _house.Database.WriteAsync(
            async (connection, transaction) =>
            {
                await using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = "CREATE TABLE counts (id TEXT PRIMARY KEY, events BIGINT NOT NULL)";
                return await command.ExecuteNonQueryAsync();
            }
        );

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Rows_of_a_projection_are_there_when_the_write_is_acknowledged()
    {
        await AppendAsync("a", "one", "two");
        Assert.Equal(2, await _house.ScalarAsync("SELECT events FROM counts WHERE id = 'a'"));
        await AppendAsync("a", "three");
        Assert.Equal(3, await _house.ScalarAsync("SELECT events FROM counts WHERE id = 'a'"));
    }

    [SkippableFact]
    public async Task A_projection_sees_events_as_they_were_persisted()
    {
        await AppendAsync("seen", "first", "second");
        Assert.Equal(
            [("seen", 1L, "first"), ("seen", 2L, "second")],
            _projection.Seen.Select(entry => (entry.PersistenceId, entry.SequenceNr, (string)entry.Payload))
        );
        Assert.All(_projection.Seen, entry => Assert.NotEqual(default, entry.Timestamp));
    }

    [SkippableFact]
    public async Task A_write_that_a_projection_refuses_fails_alone_and_leaves_nothing()
    {
        var failures = _house.Probe();
        _house.System.EventStream.Subscribe(failures.Ref, typeof(PersistFailed));
        var good = Enumerable.Range(0, 5).Select(i => _house.Ledger($"good-{i}")).ToArray();
        var bad = _house.Ledger("bad");
        await Task.WhenAll(
            good.Append(bad).Select(ledger => ledger.Ask<Ledger.Content>(new Ledger.Read(), JournalHouse.Patience))
        );

        Task[] written;
        using (await _house.HoldWriterAsync())
        {
            written =
            [
                .. good.Select(ledger =>
                    ledger.Ask<Ledger.Content>(new Ledger.Append("fine", "too"), JournalHouse.Patience)
                ),
            ];
            bad.Tell(new Ledger.Append("fine", CountingProjection.Poison));
            await _house.WaitUntilAsync(() => _house.Database.WaitingWrites == 6);
        }

        await Task.WhenAll(written);
        var failed = await failures.ExpectMsgAsync<PersistFailed>();
        Assert.Equal("bad", failed.PersistenceId);
        Assert.Contains("poison", failed.Cause.Message, StringComparison.Ordinal);
        Assert.Equal(10, await _house.ScalarAsync("SELECT count(*) FROM journal"));
        Assert.Equal(10, await _house.ScalarAsync("SELECT CAST(sum(events) AS BIGINT) FROM counts"));
        Assert.Equal(0, await _house.ScalarAsync("SELECT count(*) FROM counts WHERE id = 'bad'"));
        Assert.True(_house.Database.Health.Current.IsHealthy);
    }

    private async Task AppendAsync(string id, params string[] words)
    {
        var ledger = _house.Ledger(id);
        await ledger.Ask<Ledger.Content>(new Ledger.Append(words), JournalHouse.Patience);
        await ledger.GracefulStop(JournalHouse.Patience);
    }

    private sealed class CountingProjection : IJournalProjection
    {
        public const string Poison = "poison";

        public ConcurrentQueue<JournalEntry> Seen { get; } = new();

        private static readonly RowStatement Count = new(
            """
            INSERT INTO counts (id, events) VALUES ($id, $events)
            ON CONFLICT (id) DO UPDATE SET events = counts.events + excluded.events
            """,
            """
            INSERT INTO counts (id, events) SELECT id, events FROM {rows}
            ON CONFLICT (id) DO UPDATE SET events = counts.events + excluded.events
            """,
            RowColumn.Text("id"),
            RowColumn.Integer("events")
        );

        public void Project(IReadOnlyList<JournalEntry> entries, IRowWriter rows)
        {
            foreach (var entry in entries)
            {
                Seen.Enqueue(entry);
            }

            if (entries.Any(entry => entry.Payload is Poison))
            {
                throw new InvalidOperationException("No poison here.");
            }

            foreach (var history in entries.GroupBy(entry => entry.PersistenceId, StringComparer.Ordinal))
            {
                rows.Add(Count, history.Key, history.LongCount());
            }
        }
    }
}
