using Akka.Actor;
using Akka.Persistence;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace BudPipeline.Journal.Tests.Sqlite;

public sealed class JournalOutageSpecs : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FillingProjection _filling = new();
    private readonly JournalHouse _house;

    public JournalOutageSpecs() =>
        _house = JournalHouse.OpenSqlite(
            options => options with { Time = _time, BusyTimeout = TimeSpan.FromMilliseconds(50) },
            _filling
        );

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [Fact]
    public async Task A_locked_file_fails_writes_in_words_and_a_probe_finds_it_usable_again()
    {
        var probe = _house.Probe();
        var health = _house.Database.Health;
        await using (var other = new SqliteConnection($"Data Source={_house.Sqlite.Path};Pooling=false"))
        {
            await other.OpenAsync();
            Execute(other, "BEGIN IMMEDIATE");
            _house.Journal.Tell(Writes.Of(probe, Writes.Atomic("locked", "w", 1, "a")));
            var failed = await probe.ExpectMsgAsync<WriteMessagesFailed>();
            Assert.Contains("is locked by another process", failed.Cause.Message, StringComparison.Ordinal);
            await probe.ExpectMsgAsync<WriteMessageFailure>();
            await _house.WaitUntilAsync(() => !health.Current.IsHealthy);
            Assert.Equal(_time.GetUtcNow(), health.Current.Since);
            Assert.Contains("locked", health.Current.Reason, StringComparison.Ordinal);
            Execute(other, "ROLLBACK");
        }

        var check = await Persistence
            .Instance.Apply(_house.System)
            .CheckJournalHealthAsync(BudJournal.PluginId, CancellationToken.None);
        Assert.Equal(PersistenceHealthStatus.Unhealthy, check.Status);

        await ProbesFindItHealedAsync();
        _house.Journal.Tell(Writes.Of(probe, Writes.Atomic("locked", "w", 1, "a")));
        await probe.ExpectMsgAsync<WriteMessagesSuccessful>();
    }

    [Fact]
    public async Task A_full_disk_fails_writes_in_words_until_there_is_room()
    {
        var probe = _house.Probe();
        _filling.IsFull = true;
        _house.Journal.Tell(Writes.Of(probe, Writes.Atomic("full", "w", 1, "a")));
        var failed = await probe.ExpectMsgAsync<WriteMessagesFailed>();
        Assert.Contains("the disk is full", failed.Cause.Message, StringComparison.Ordinal);
        await probe.ExpectMsgAsync<WriteMessageFailure>();
        await _house.WaitUntilAsync(() => !_house.Database.Health.Current.IsHealthy);
        Assert.Equal(0, await _house.ScalarAsync("SELECT count(*) FROM journal"));

        _filling.IsFull = false;
        await ProbesFindItHealedAsync();
        _house.Journal.Tell(Writes.Of(probe, Writes.Atomic("full", "w", 1, "a")));
        await probe.ExpectMsgAsync<WriteMessagesSuccessful>();
    }

    [Fact]
    public async Task An_idle_journal_commits_nothing_and_has_no_timer()
    {
        using var meter = new CommitMeter(_house.Sqlite.Path);
        _ = _house.Journal;
        _time.Advance(TimeSpan.FromDays(1));
        await _house.Sqlite.ExecuteAsync((_, _) => { });
        Assert.Equal([1], meter.Writes);
    }

    private async Task ProbesFindItHealedAsync()
    {
        var healed = _house.Database.Health.WhenHealthyAsync();
        await _house.WaitUntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return healed.IsCompleted;
        });
        Assert.True(_house.Database.Health.Current.IsHealthy);
    }

    /// <summary>Lets the file grow no further and then wants it to.</summary>
    private sealed class FillingProjection : IJournalProjection
    {
        private static readonly RowStatement Limit = new("PRAGMA max_page_count = 1", "");
        private static readonly RowStatement Fill = new("CREATE TABLE filler AS SELECT zeroblob(1000000)", "");

        public bool IsFull { get; set; }

        public void Project(IReadOnlyList<JournalEntry> entries, IRowWriter rows)
        {
            if (IsFull)
            {
                rows.Add(Limit);
                rows.Add(Fill);
            }
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
