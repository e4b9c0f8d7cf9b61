using System.Collections.Concurrent;
using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using BudPipeline.Journal.Torture;

namespace BudPipeline.Journal.Tests;

/// <summary>
/// Actors that write batches as fast as they can. One that a failed write has stopped is started again when the journal is
/// healthy, as a node's reviver does.
/// </summary>
internal sealed class JournalLoad : IAsyncDisposable
{
    private const int Actors = 64;

    // A line for every actor of every failure would be most of the load.
    private static readonly Config Quiet = ConfigurationFactory.ParseString("akka.loglevel = OFF");

    private readonly JournalDatabase _database;
    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, long> _acknowledged = new(StringComparer.Ordinal);
    private long _count;

    private JournalLoad(JournalDatabase database)
    {
        _database = database;
        _system = ActorSystem.Create(
            "load",
            ActorSystemSetup.Create(
                BootstrapSetup.Create().WithConfig(Quiet.WithFallback(BudJournal.Config())),
                new JournalSetup(database, new CountProjection())
            )
        );
        _system.ActorOf(Props.Create(() => new Keeper(database.Health, Note)));
    }

    public JournalHealth Health => _database.Health;

    /// <summary>Batches acknowledged so far.</summary>
    public long Acknowledged => Interlocked.Read(ref _count);

    /// <summary>Disposes the database with itself.</summary>
    public static async Task<JournalLoad> StartAsync(JournalDatabase database)
    {
        await CountProjection.CreateAsync(database);
        return new JournalLoad(database);
    }

    /// <summary>Ends when so many more batches have been acknowledged.</summary>
    public async Task ProgressAsync(int batches)
    {
        var target = Acknowledged + batches;
        await UntilAsync(() => Acknowledged >= target);
    }

    public Task UnhealthyAsync() => UntilAsync(() => !Health.Current.IsHealthy);

    public Task HealthyAsync() => Health.WhenHealthyAsync().WaitAsync(JournalHouse.Patience);

    /// <summary>Ends the writers, commits what waits, and judges what is there; answers how many events that is.</summary>
    public async Task<int> StopAndCheckAsync(Func<Task<JournalDatabase>> open)
    {
        await DisposeAsync();
        await using var database = await open();
        Assert.Equal(Actors, _acknowledged.Count);
        return await JournalContent.CheckAsync(database, _acknowledged);
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        await _database.DisposeAsync();
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(JournalHouse.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition() && await timer.WaitForNextTickAsync(patience.Token)) { }
    }

    private void Note(string id, long number)
    {
        _acknowledged[id] = number;
        Interlocked.Increment(ref _count);
    }

    private sealed record Revival(string Id);

    /// <summary>Starts each writer, and again when it has stopped.</summary>
    private sealed class Keeper : UntypedActor, IWithTimers
    {
        private readonly JournalHealth _health;
        private readonly Action<string, long> _note;

        public Keeper(JournalHealth health, Action<string, long> note)
        {
            _health = health;
            _note = note;
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart()
        {
            for (var actor = 0; actor < Actors; actor++)
            {
                Begin(string.Create(CultureInfo.InvariantCulture, $"w-{actor}"));
            }
        }

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Terminated ended:
                    var stopped = ended.ActorRef.Path.Name;
                    _ = _health.WhenHealthyAsync().PipeTo(Self, success: () => new Revival(stopped));
                    break;
                case Revival revival:
                    // Not at once: a write may fail before the journal is known to be unhealthy.
                    Timers.StartSingleTimer(revival.Id, revival.Id, TimeSpan.FromMilliseconds(100));
                    break;
                case string id:
                    Begin(id);
                    break;
            }
        }

        private void Begin(string id) =>
            Context.Watch(Context.ActorOf(Props.Create(() => new BatchWriter(id, _note)), id));
    }
}
