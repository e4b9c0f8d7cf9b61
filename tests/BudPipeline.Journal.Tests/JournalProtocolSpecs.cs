using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using Akka.TestKit;

namespace BudPipeline.Journal.Tests;

/// <summary>The behaviours of Akka's own journal specification.</summary>
public abstract class JournalProtocolSpecs(DatabaseDialect dialect) : IAsyncLifetime
{
    private const string Id = "p-1";
    private const string Writer = "writer-1";

    private readonly JournalHouse _house = JournalHouse.Open(dialect);
    private TestProbe _probe = null!;

    public async Task InitializeAsync()
    {
        _probe = _house.Probe();
        _house.Journal.Tell(
            Writes.Of(
                _probe,
                Writes.Atomic(Id, Writer, 1, "a-1"),
                Writes.Atomic(Id, Writer, 2, "a-2"),
                Writes.Atomic(Id, Writer, 3, "a-3"),
                Writes.Atomic(Id, Writer, 4, "a-4", "a-5")
            )
        );
        await _probe.ExpectMsgAsync<WriteMessagesSuccessful>();
        for (var sequenceNr = 1; sequenceNr <= 5; sequenceNr++)
        {
            var written = await _probe.ExpectMsgAsync<WriteMessageSuccess>();
            Assert.Equal((sequenceNr, $"a-{sequenceNr}"), (written.Persistent.SequenceNr, written.Persistent.Payload));
            Assert.Equal(Writes.Instance, written.ActorInstanceId);
        }
    }

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [SkippableTheory]
    [InlineData(1, long.MaxValue, long.MaxValue, 1, 5)]
    [InlineData(0, long.MaxValue, long.MaxValue, 1, 5)]
    [InlineData(3, long.MaxValue, long.MaxValue, 3, 5)]
    [InlineData(1, 3, long.MaxValue, 1, 3)]
    [InlineData(1, long.MaxValue, 3, 1, 3)]
    [InlineData(2, 3, long.MaxValue, 2, 3)]
    [InlineData(2, 5, 2, 2, 3)]
    [InlineData(2, 2, long.MaxValue, 2, 2)]
    [InlineData(2, 4, 1, 2, 2)]
    [InlineData(2, 4, 0, 1, 0)]
    [InlineData(3, 2, long.MaxValue, 1, 0)]
    [InlineData(6, long.MaxValue, long.MaxValue, 1, 0)]
    [InlineData(1, long.MaxValue, 5, 1, 5)]
    public async Task A_replay_keeps_its_bounds_and_tells_the_highest_number(
        long from,
        long to,
        long max,
        int first,
        int last
    )
    {
        Assert.Equal(Enumerable.Range(first, last - first + 1), await ReplayAsync(from, to, max));
    }

    [SkippableFact]
    public async Task An_id_that_was_never_written_has_no_events_and_number_zero()
    {
        _house.Journal.Tell(new ReplayMessages(0, long.MaxValue, long.MaxValue, "unknown", _probe));
        Assert.Equal(0, (await _probe.ExpectMsgAsync<RecoverySuccess>()).HighestSequenceNr);
    }

    [SkippableFact]
    public async Task An_id_that_was_announced_as_new_is_not_looked_up_the_first_time()
    {
        // Nobody may announce an id that has events: this shows that the database is not asked.
        using (_house.Database.NewIds.Announce(Id))
        {
            _house.Journal.Tell(new ReplayMessages(0, long.MaxValue, long.MaxValue, Id, _probe));
            Assert.Equal(0, (await _probe.ExpectMsgAsync<RecoverySuccess>()).HighestSequenceNr);
            Assert.Equal([1, 2, 3, 4, 5], await ReplayAsync(1, long.MaxValue, long.MaxValue));
        }

        _house.Database.NewIds.Announce(Id).Dispose();
        Assert.Equal([1, 2, 3, 4, 5], await ReplayAsync(1, long.MaxValue, long.MaxValue));
    }

    [SkippableFact]
    public async Task A_replayed_event_is_as_it_was_written()
    {
        _house.Journal.Tell(new ReplayMessages(5, 5, 1, Id, _probe));
        var replayed = (await _probe.ExpectMsgAsync<ReplayedMessage>()).Persistent;
        Assert.Equal(
            ("a-5", 5, Id, Writer),
            (replayed.Payload, replayed.SequenceNr, replayed.PersistenceId, replayed.WriterGuid)
        );
        Assert.False(replayed.IsDeleted);
        Assert.NotEqual(0, replayed.Timestamp);
    }

    [SkippableFact]
    public async Task Deleted_events_are_not_replayed_and_the_highest_number_stays()
    {
        await DeleteAsync(3);
        Assert.Equal([4, 5], await ReplayAsync(1, long.MaxValue, long.MaxValue));
        await DeleteAsync(4);
        Assert.Equal([5], await ReplayAsync(1, long.MaxValue, long.MaxValue));
    }

    [SkippableFact]
    public async Task The_highest_number_survives_the_deletion_of_everything_and_a_restart()
    {
        await DeleteAsync(long.MaxValue);
        Assert.Empty(await ReplayAsync(0, long.MaxValue, long.MaxValue));
        Assert.Equal(1, await _house.ScalarAsync("SELECT count(*) FROM journal"));

        await _house.LeaveAndEnterAsync();
        _probe = _house.Probe();
        Assert.Empty(await ReplayAsync(0, long.MaxValue, long.MaxValue));
    }

    [SkippableFact]
    public async Task Deleting_nothing_succeeds()
    {
        _house.Journal.Tell(new DeleteMessagesTo("unknown", 10, _probe));
        Assert.Equal(10, (await _probe.ExpectMsgAsync<DeleteMessagesSuccess>()).ToSequenceNr);
    }

    [SkippableFact]
    public async Task Messages_that_are_not_persistent_come_back_in_their_order()
    {
        _house.Journal.Tell(
            Writes.Of(
                _probe,
                new Deferred("before"),
                Writes.Atomic(Id, Writer, 6, "a-6"),
                new Deferred("between"),
                Writes.Atomic(Id, Writer, 7, "a-7")
            )
        );
        await _probe.ExpectMsgAsync<WriteMessagesSuccessful>();
        Assert.Equal("before", (await _probe.ExpectMsgAsync<LoopMessageSuccess>()).Message);
        Assert.Equal(6, (await _probe.ExpectMsgAsync<WriteMessageSuccess>()).Persistent.SequenceNr);
        Assert.Equal("between", (await _probe.ExpectMsgAsync<LoopMessageSuccess>()).Message);
        Assert.Equal(7, (await _probe.ExpectMsgAsync<WriteMessageSuccess>()).Persistent.SequenceNr);
    }

    [SkippableFact]
    public async Task A_request_with_nothing_to_persist_is_answered()
    {
        _house.Journal.Tell(Writes.Of(_probe, new Deferred("only")));
        await _probe.ExpectMsgAsync<WriteMessagesSuccessful>();
        Assert.Equal("only", (await _probe.ExpectMsgAsync<LoopMessageSuccess>()).Message);
    }

    [SkippableFact]
    public async Task An_event_that_cannot_be_serialized_fails_the_request_and_writes_nothing_of_it()
    {
        _house.Journal.Tell(
            Writes.Of(_probe, Writes.Atomic(Id, Writer, 6, "a-6", new Unserializable()), new Deferred("after"))
        );
        var failed = await _probe.ExpectMsgAsync<WriteMessagesFailed>();
        Assert.Equal(1, failed.WriteCount);
        Assert.Contains("Event 7 of 'p-1'", failed.Cause.Message, StringComparison.Ordinal);
        Assert.Equal(6, (await _probe.ExpectMsgAsync<WriteMessageFailure>()).Persistent.SequenceNr);
        Assert.Equal(7, (await _probe.ExpectMsgAsync<WriteMessageFailure>()).Persistent.SequenceNr);
        await _probe.ExpectMsgAsync<LoopMessageSuccess>();
        Assert.Equal([1, 2, 3, 4, 5], await ReplayAsync(1, long.MaxValue, long.MaxValue));
    }

    [SkippableFact]
    public async Task A_health_check_is_answered()
    {
        var health = await Persistence
            .Instance.Apply(_house.System)
            .CheckJournalHealthAsync(BudJournal.PluginId, CancellationToken.None);
        Assert.Equal(PersistenceHealthStatus.Healthy, health.Status);
    }

    [SkippableFact]
    public async Task Histories_are_read_without_an_actor()
    {
        var events = await new JournalEvents(_house.System).ReadAsync(Id, fromSequenceNr: 4);
        Assert.Equal([(4L, "a-4"), (5L, "a-5")], events.Select(entry => (entry.SequenceNr, (string)entry.Payload)));
    }

    private async Task<IReadOnlyList<int>> ReplayAsync(long from, long to, long max)
    {
        _house.Journal.Tell(new ReplayMessages(from, to, max, Id, _probe));
        var replayed = ImmutableList<int>.Empty;
        while (true)
        {
            switch (await _probe.ExpectMsgAsync<IJournalResponse>())
            {
                case ReplayedMessage { Persistent: var persistent }:
                    Assert.Equal($"a-{persistent.SequenceNr}", persistent.Payload);
                    replayed = replayed.Add((int)persistent.SequenceNr);
                    break;
                case RecoverySuccess success:
                    Assert.Equal(5, success.HighestSequenceNr);
                    return replayed;
                case var other:
                    Assert.Fail($"Unexpected {other}");
                    break;
            }
        }
    }

    private async Task DeleteAsync(long toSequenceNr)
    {
        _house.Journal.Tell(new DeleteMessagesTo(Id, toSequenceNr, _probe));
        Assert.Equal(toSequenceNr, (await _probe.ExpectMsgAsync<DeleteMessagesSuccess>()).ToSequenceNr);
    }

    private sealed class Unserializable
    {
        public string Broken => throw new NotSupportedException("no text");
    }
}
