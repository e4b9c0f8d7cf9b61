using Akka.Actor;
using Akka.Persistence;

namespace BudPipeline.Journal.Tests;

public abstract class GroupCommitSpecs(DatabaseDialect dialect) : IAsyncLifetime
{
    private readonly JournalHouse _house = JournalHouse.Open(dialect);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _house.DisposeAsync().AsTask();

    [SkippableFact]
    public async Task Writes_that_wait_share_a_commit_up_to_a_thousand_rows()
    {
        using var meter = new CommitMeter(_house.Database.Address);
        var probe = _house.Probe();
        using (await _house.HoldWriterAsync())
        {
            for (var actor = 0; actor < 600; actor++)
            {
                _house.Journal.Tell(Writes.Of(probe, Writes.Atomic($"id-{actor}", "w", 1, "one", "two")));
            }

            await WaitUntilQueuedAsync(600);
        }

        for (var actor = 0; actor < 600; actor++)
        {
            await probe.FishForMessageAsync(message => message is WriteMessagesSuccessful);
        }

        Assert.Equal([1, 500, 100], meter.Writes);
        Assert.Equal([0, 1000, 200], meter.Rows);
    }

    [SkippableFact]
    public async Task Many_actors_need_fewer_commits_than_they_make_writes()
    {
        using var meter = new CommitMeter(_house.Database.Address);
        var ledgers = Enumerable.Range(0, 64).Select(i => _house.Ledger($"busy-{i}")).ToArray();
        await Task.WhenAll(
            ledgers.Select(async ledger =>
            {
                for (var round = 0; round < 10; round++)
                {
                    await ledger.Ask<Ledger.Content>(new Ledger.Append($"r{round}"), JournalHouse.Patience);
                }
            })
        );

        Assert.Equal(640, meter.Writes.Sum());
        Assert.True(meter.Writes.Count < 320, $"{meter.Writes.Count} commits for 640 writes");
    }

    [SkippableFact]
    public async Task A_write_whose_numbers_another_incarnation_has_used_fails_alone()
    {
        var probe = _house.Probe();
        var stranger = _house.Probe();
        _house.Journal.Tell(Writes.Of(probe, Writes.Atomic("contested", "winner", 1, "won")));
        await probe.ExpectMsgAsync<WriteMessagesSuccessful>();
        await probe.ExpectMsgAsync<WriteMessageSuccess>();

        using (await _house.HoldWriterAsync())
        {
            _house.Journal.Tell(Writes.Of(probe, Writes.Atomic("good-1", "w", 1, "a", "b")));
            _house.Journal.Tell(Writes.Of(stranger, Writes.Atomic("contested", "loser", 1, "lost", "too")));
            _house.Journal.Tell(Writes.Of(probe, Writes.Atomic("good-2", "w", 1, "c")));
            await WaitUntilQueuedAsync(3);
        }

        var failed = await stranger.ExpectMsgAsync<WriteMessagesFailed>();
        Assert.Contains("another incarnation", failed.Cause.Message, StringComparison.Ordinal);
        await stranger.ExpectMsgAsync<WriteMessageFailure>();
        await stranger.ExpectMsgAsync<WriteMessageFailure>();
        for (var good = 0; good < 2; good++)
        {
            await probe.FishForMessageAsync(message => message is WriteMessagesSuccessful);
        }

        Assert.Equal(4, await _house.ScalarAsync("SELECT count(*) FROM journal"));
        Assert.Equal(1, await _house.ScalarAsync("SELECT count(*) FROM journal WHERE persistence_id = 'contested'"));
        Assert.True(_house.Database.Health.Current.IsHealthy);
    }

    [SkippableFact]
    public async Task A_write_that_finds_its_own_rows_has_succeeded()
    {
        var probe = _house.Probe();
        var write = Writes.Of(probe, Writes.Atomic("twice", "same", 1, "a", "b"));
        for (var time = 0; time < 2; time++)
        {
            _house.Journal.Tell(write);
            await probe.ExpectMsgAsync<WriteMessagesSuccessful>();
            await probe.ExpectMsgAsync<WriteMessageSuccess>();
            await probe.ExpectMsgAsync<WriteMessageSuccess>();
        }

        Assert.Equal(2, await _house.ScalarAsync("SELECT count(*) FROM journal"));
    }

    [SkippableFact]
    public async Task A_write_of_which_only_a_part_is_there_is_not_taken_for_written()
    {
        var probe = _house.Probe();
        _house.Journal.Tell(Writes.Of(probe, Writes.Atomic("part", "same", 1, "a")));
        await probe.ExpectMsgAsync<WriteMessagesSuccessful>();
        await probe.ExpectMsgAsync<WriteMessageSuccess>();
        _house.Journal.Tell(Writes.Of(probe, Writes.Atomic("part", "same", 1, "a", "b")));
        await probe.ExpectMsgAsync<WriteMessagesFailed>();
        Assert.Equal(1, await _house.ScalarAsync("SELECT count(*) FROM journal"));
    }

    [SkippableFact]
    public async Task A_recovery_waits_for_the_queued_writes_of_its_id_and_for_no_others()
    {
        var writer = _house.Probe();
        var recovering = _house.Probe();
        using (await _house.HoldWriterAsync())
        {
            _house.Journal.Tell(Writes.Of(writer, Writes.Atomic("mine", "w", 1, "a", "b")));
            _house.Journal.Tell(new ReplayMessages(1, long.MaxValue, long.MaxValue, "mine", recovering));
            _house.Journal.Tell(new ReplayMessages(1, long.MaxValue, long.MaxValue, "other", writer));
            Assert.Equal(0, (await writer.ExpectMsgAsync<RecoverySuccess>()).HighestSequenceNr);
        }

        await recovering.ExpectMsgAsync<ReplayedMessage>();
        await recovering.ExpectMsgAsync<ReplayedMessage>();
        Assert.Equal(2, (await recovering.ExpectMsgAsync<RecoverySuccess>()).HighestSequenceNr);
    }

    [SkippableFact]
    public async Task Histories_longer_than_a_page_are_replayed_whole()
    {
        var words = Enumerable.Range(1, 2500).Select(i => $"word {i}").ToArray();
        await _house.Ledger("long").Ask<Ledger.Content>(new Ledger.Append(words), JournalHouse.Patience);
        await _house.LeaveAndEnterAsync();
        var content = await _house.Ledger("long").Ask<Ledger.Content>(new Ledger.Read(), JournalHouse.Patience);
        Assert.Equal(words, content.Words);
        Assert.Equal(2500, content.SequenceNr);
    }

    [SkippableFact]
    public async Task Interleaved_incarnations_fail_the_recovery()
    {
        var probe = _house.Probe();
        string[] writers = ["old", "new", "old"];
        for (var sequenceNr = 1; sequenceNr <= 3; sequenceNr++)
        {
            _house.Journal.Tell(Writes.Of(probe, Writes.Atomic("torn", writers[sequenceNr - 1], sequenceNr, "x")));
            await probe.FishForMessageAsync(message => message is WriteMessageSuccess);
        }

        _house.Journal.Tell(new ReplayMessages(1, long.MaxValue, long.MaxValue, "torn", probe));
        var failure = (ReplayMessagesFailure)
            await probe.FishForMessageAsync(message => message is ReplayMessagesFailure);
        Assert.Contains("Event 3 of 'torn'", failure.Cause.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_waits_when_the_database_is_closed_is_still_written()
    {
        var probe = _house.Probe();
        var hold = await _house.HoldWriterAsync();
        _house.Journal.Tell(Writes.Of(probe, Writes.Atomic("late", "w", 1, "a")));
        await WaitUntilQueuedAsync(1);
        var left = _house.LeaveAndEnterAsync();
        hold.Dispose();
        await left;
        Assert.Equal(1, await _house.ScalarAsync("SELECT count(*) FROM journal"));
    }

    private Task WaitUntilQueuedAsync(int writes) =>
        _house.WaitUntilAsync(() => _house.Database.WaitingWrites == writes);
}
