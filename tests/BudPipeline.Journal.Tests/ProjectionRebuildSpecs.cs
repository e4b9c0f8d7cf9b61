using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Persistence.Journal;

namespace BudPipeline.Journal.Tests;

public abstract class ProjectionRebuildSpecs : IAsyncLifetime
{
    private const string Clearing = "DELETE FROM words";

    private readonly WordsProjection _projection = new();
    private readonly JournalHouse _house;

    protected ProjectionRebuildSpecs(DatabaseDialect dialect) =>
        _house = JournalHouse.OpenWith(dialect, Adapters, _projection);

    public Task InitializeAsync() => ExecuteAsync(WordsProjection.Table);

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Rows_are_those_that_were_written_with_the_events()
    {
        await AppendAsync("a", "one", "two");
        await AppendAsync("b", "three");
        await AppendAsync("a", "four");
        var before = await RowsAsync();
        Assert.Equal(2, before.Count);

        await ExecuteAsync("UPDATE words SET events = 99, last = 'wrong' WHERE id = 'a'");
        await ExecuteAsync("DELETE FROM words WHERE id = 'b'");
        await ExecuteAsync("INSERT INTO words VALUES ('ghost', 1, 'boo', 0)");
        Assert.Equal(4, await RebuildAsync());

        Assert.Equal(before, await RowsAsync());
    }

    [SkippableFact]
    public async Task Many_pages_are_read_in_order_and_progress_is_told_after_each()
    {
        foreach (var history in (string[])["a", "b", "c"])
        {
            await AppendAsync(history, [.. Enumerable.Range(0, 850).Select(i => $"{history}{i}")]);
        }

        var before = await RowsAsync();
        Assert.Equal(3, before.Count);
        await ExecuteAsync(Clearing);
        _projection.Calls.Clear();
        var progress = new Told();

        Assert.Equal(2550, await RebuildAsync(progress: progress));

        Assert.Equal(before, await RowsAsync());
        Assert.Equal([1000L, 2000, 2550], progress.Counts);
        Assert.Equal([1000, 1000, 550], _projection.Calls);
    }

    [SkippableFact]
    public async Task A_rebuild_that_breaks_off_changes_nothing()
    {
        await AppendAsync("a", [.. Enumerable.Range(0, 1500).Select(i => $"a{i}")]);
        await AppendAsync("b", "fine", "poison");
        await ExecuteAsync("UPDATE words SET last = 'kept' WHERE id = 'b'");
        var before = await RowsAsync();
        _projection.Refused = "poison";

        var broken = await Assert.ThrowsAsync<InvalidOperationException>(() => RebuildAsync());

        Assert.Contains("poison", broken.Message, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync());
        _projection.Refused = null;
        await AppendAsync("c", "still writable");
        Assert.Equal(1503, await RebuildAsync());
    }

    [SkippableFact]
    public async Task An_event_that_an_adapter_changed_on_its_way_in_is_projected_as_its_actor_persisted_it()
    {
        await AppendAsync("a", "plain", $"{ShoutAdapter.Sign}quiet");
        var before = await RowsAsync();
        Assert.Contains("quiet", before[0], StringComparison.Ordinal);
        Assert.Equal(1, await _house.ScalarAsync(Count("QUIET")));

        Assert.Equal(2, await RebuildAsync());

        Assert.Equal(before, await RowsAsync());
    }

    [SkippableFact]
    public async Task What_stands_in_no_event_is_settled_last_and_in_the_same_transaction()
    {
        await AppendAsync("a", "one");
        await RebuildAsync("UPDATE words SET last = 'settled' WHERE events = 1");
        Assert.Contains("settled", Assert.Single(await RowsAsync()), StringComparison.Ordinal);

        await Assert.ThrowsAnyAsync<Exception>(() => RebuildAsync("UPDATE no_such_table SET last = 'x'"));
        Assert.Contains("settled", Assert.Single(await RowsAsync()), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Deleted_events_are_not_projected_again()
    {
        await AppendAsync("a", "one", "two", "three");
        var ledger = _house.Ledger("a");
        var deleted = _house.Probe();
        _house.System.EventStream.Subscribe(deleted.Ref, typeof(Akka.Persistence.DeleteMessagesSuccess));
        ledger.Tell(new Ledger.Forget(2));
        await deleted.ExpectMsgAsync<Akka.Persistence.DeleteMessagesSuccess>();

        Assert.Equal(1, await RebuildAsync());

        Assert.Contains("a 1 three", Assert.Single(await RowsAsync()), StringComparison.Ordinal);
    }

    private Task<long> RebuildAsync(string settling = "", IProgress<long>? progress = null) =>
        new ProjectionRebuild(_house.System, _projection).RunAsync(_house.Database, Clearing, settling, progress);

    private async Task AppendAsync(string id, params string[] words)
    {
        var ledger = _house.Ledger(id);
        await ledger.Ask<Ledger.Content>(new Ledger.Append(words), JournalHouse.Patience);
        await ledger.GracefulStop(JournalHouse.Patience);
    }

    private Task<int> ExecuteAsync(string sql) =>
        _house.Database.WriteAsync(
            async (connection, transaction) =>
            {
                await using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = sql;
                return await command.ExecuteNonQueryAsync();
            }
        );

    private Task<List<string>> RowsAsync() =>
        _house.Database.ReadAsync(async connection =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT id, events, last, at FROM words ORDER BY id";
            await using var reader = await command.ExecuteReaderAsync();
            List<string> rows = [];
            while (await reader.ReadAsync())
            {
                var values = new object[reader.FieldCount];
                reader.GetValues(values);
                rows.Add(string.Join(' ', values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture))));
            }

            return rows;
        });

    /// <summary>How many stored messages hold a text.</summary>
    private string Count(string text)
    {
        var hex = Convert.ToHexString(Encoding.UTF8.GetBytes(text));
        return _house.Database.Dialect == DatabaseDialect.Sqlite
            ? $"SELECT count(*) FROM journal WHERE instr(message, x'{hex}') > 0"
            : $"SELECT count(*) FROM journal WHERE position('\\x{hex}'::bytea IN message) > 0";
    }

    private static string Adapters =>
        $$"""
            {{BudJournal.PluginId}} {
              event-adapters.shout = "{{typeof(ShoutAdapter).FullName}}, {{typeof(ShoutAdapter).Assembly.GetName().Name}}"
              event-adapter-bindings."System.String" = shout
            }
            """;

    private sealed class Told : IProgress<long>
    {
        public List<long> Counts { get; } = [];

        public void Report(long value) => Counts.Add(value);
    }
}

/// <summary>Stores what begins with its sign in capitals, and gives it back small.</summary>
public sealed class ShoutAdapter : IEventAdapter
{
    public const string Sign = "!";

    public string Manifest(object evt) => "";

    public object ToJournal(object evt) =>
        evt is string text && text.StartsWith(Sign, StringComparison.Ordinal) ? text.ToUpperInvariant() : evt;

    public IEventSequence FromJournal(object evt, string manifest) =>
        EventSequence.Single(
            evt is string text && text.StartsWith(Sign, StringComparison.Ordinal)
                ? text.ToLower(CultureInfo.InvariantCulture)
                : evt
        );
}
