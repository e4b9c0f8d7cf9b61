using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace BudPipeline.Journal.Tests;

/// <summary>Somebody else fills the disk that the database is on.</summary>
public abstract class FullDiskSpecs(DatabaseDialect dialect, ITestOutputHelper output)
{
    private const int DefaultRounds = 2;
    private const int BatchesOfARound = 500;
    private const int ProbesThatFail = 5;
    private const int TooLittle = 64 * 1024;
    private const int LargeGroup = 2_000_000;

    private static readonly TimeSpan DefaultOutage = TimeSpan.FromSeconds(1);

    [SkippableFact]
    public async Task Under_load_it_fails_writes_in_words_and_loses_nothing_and_goes_on_when_there_is_room()
    {
        var rounds = Rounds.Of(DefaultRounds);
        using var place = new DatabaseOnSmallDisk(dialect, rounds);
        await using var load = await JournalLoad.StartAsync(await place.OpenAsync());
        for (var round = 0; round < rounds; round++)
        {
            await load.ProgressAsync(BatchesOfARound);
            place.Disk.Fill();
            await load.UnhealthyAsync();
            await Task.Delay(Rounds.Outage(DefaultOutage), TimeProvider.System);
            if (dialect == DatabaseDialect.Sqlite)
            {
                // A server may have given up, and then it says nothing any more.
                Assert.Contains("the disk is full", load.Health.Current.Reason, StringComparison.Ordinal);
            }

            await place.HealAsync(load);
        }

        await load.ProgressAsync(BatchesOfARound);
        var events = await load.StopAndCheckAsync(place.OpenAsync);
        output.WriteLine($"{rounds} full disks, {load.Acknowledged} acknowledged batches, {events} events");
    }

    [SkippableFact]
    public async Task It_is_not_taken_for_healed_while_there_is_no_room_for_a_group()
    {
        var time = new FakeTimeProvider();
        using var place = new DatabaseOnSmallDisk(dialect, rounds: 1);
        await using var database = await place.OpenAsync(time);
        using var meter = new CommitMeter(database.Address);
        var changes = new ConcurrentQueue<JournalCondition>();
        using var subscription = database.Health.Subscribe(changes.Enqueue);

        place.Disk.Fill(TooLittle);
        var failure = await WriteLargeAsync(database);
        Assert.Contains("the disk is full", failure?.Message, StringComparison.Ordinal);
        await ProbeUntilAsync(() => meter.Failed > ProbesThatFail || changes.Any(change => change.IsHealthy));
        Assert.DoesNotContain(changes, change => change.IsHealthy);

        place.Disk.Free();
        await ProbeUntilAsync(() => database.Health.Current.IsHealthy);
        Assert.Null(await WriteLargeAsync(database));

        async Task ProbeUntilAsync(Func<bool> condition) =>
            await JournalLoad.UntilAsync(() =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return condition();
            });
    }

    /// <summary>Answers why it is not written, or null.</summary>
    private static async Task<Exception?> WriteLargeAsync(JournalDatabase database)
    {
#pragma warning disable RS0030 // Seeded: bytes that PostgreSQL cannot compress.
        var bytes = new byte[LargeGroup];
        new Random(LargeGroup).NextBytes(bytes);
#pragma warning restore RS0030
        var completed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var row = new JournalRow("large", 1, 0, bytes, SerializerId: 1, Manifest: "", WriterUuid: "w", Tags: []);
        database.StoreWith([]).Write([row], [], completed.SetResult);
        return await completed.Task;
    }
}
