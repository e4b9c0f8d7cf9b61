using System.Collections.Concurrent;
using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Persistence;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.TestDatabases;
using Npgsql;

namespace BudPipeline.Journal.Tests.PostgreSql;

/// <summary>What goes wrong with a server, and what of the journal is there afterwards.</summary>
public sealed class PostgresFaultSpecs
{
    private const int Actors = 64;

    /// <summary>The environment's <c>BUD_TORTURE_ROUNDS</c>; CI runs a few.</summary>
    private static int Rounds =>
        int.TryParse(
            Environment.GetEnvironmentVariable("BUD_TORTURE_ROUNDS"),
            CultureInfo.InvariantCulture,
            out var wanted
        )
            ? wanted
            : 5;

    [SkippableFact]
    public async Task Connections_that_are_ended_under_load_lose_nothing_that_was_acknowledged()
    {
        var address = PostgresCluster.Shared.NewDatabase();
        await using var load = await Load.StartAsync(address);
        for (var round = 0; round < Rounds; round++)
        {
            await load.ProgressAsync(200);
            await ExecuteAsync(
                address,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    + "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            );
        }

        await load.ProgressAsync(200);
        await load.StopAndCheckAsync(address);
    }

    [SkippableFact]
    public async Task A_server_that_crashes_and_comes_back_under_load_loses_nothing_that_was_acknowledged()
    {
        using var server = PostgresCluster.StartOwn();
        var address = server.NewDatabase();
        await using var load = await Load.StartAsync(address);
        for (var round = 0; round < Math.Min(Rounds, 3); round++)
        {
            await load.ProgressAsync(200);
            server.Crash();
            await load.UnhealthyAsync();
            server.StartAgain();
            await load.Health.WhenHealthyAsync().WaitAsync(JournalHouse.Patience);
        }

        await load.ProgressAsync(200);
        await load.StopAndCheckAsync(address);
    }

    [SkippableFact]
    public async Task A_fenced_node_writes_nothing_more_and_says_so()
    {
        await using var house = JournalHouse.Open(DatabaseDialect.PostgreSql);
        var probe = house.Probe();
        house.Journal.Tell(Writes.Of(probe, Writes.Atomic("a", "w", 1, "one")));
        await probe.FishForMessageAsync(message => message is WriteMessageSuccess);

        await ExecuteAsync(((PostgresDatabase)house.Database).ConnectionString, "SELECT journal_fence('held')");
        house.Journal.Tell(Writes.Of(probe, Writes.Atomic("a", "w", 2, "two")));
        var failed = (WriteMessagesFailed)await probe.FishForMessageAsync(message => message is WriteMessagesFailed);
        Assert.Contains("has been fenced", failed.Cause.Message, StringComparison.Ordinal);
        Assert.Equal(1, await house.ScalarAsync("SELECT count(*) FROM journal"));
        await house.WaitUntilAsync(() => !house.Database.Health.Current.IsHealthy);
    }

    [SkippableFact]
    public async Task Whoever_fences_waits_for_the_group_under_way()
    {
        await using var house = JournalHouse.Open(DatabaseDialect.PostgreSql);
        var address = ((PostgresDatabase)house.Database).ConnectionString;
        await using var group = new NpgsqlConnection(address);
        await group.OpenAsync();
        await using var transaction = await group.BeginTransactionAsync();
        await using var check = new NpgsqlCommand("SELECT journal_check_fence('held', 1)", group);
        await check.ExecuteNonQueryAsync();

        var fencing = ExecuteAsync(address, "SELECT journal_fence('held')");
        await house.WaitUntilAsync(() => IsSomebodyWaiting(address));
        Assert.False(fencing.IsCompleted);
        await transaction.CommitAsync();
        await fencing;
    }

    private static bool IsSomebodyWaiting(string address)
    {
        using var connection = new NpgsqlConnection(address);
        connection.Open();
        using var command = new NpgsqlCommand(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)",
            connection
        );
        return (bool)command.ExecuteScalar()!;
    }

    private static async Task ExecuteAsync(string address, string sql)
    {
        await using var connection = new NpgsqlConnection(address + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Actors that write batches, each restarted whenever a write of it fails.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly PostgresDatabase _database;
        private readonly ActorSystem _system;
        private readonly ConcurrentDictionary<string, long> _acknowledged = new(StringComparer.Ordinal);
        private long _count;

        private Load(PostgresDatabase database)
        {
            _database = database;
            _system = ActorSystem.Create(
                "load",
                ActorSystemSetup.Create(
                    BootstrapSetup.Create().WithConfig(BudJournal.Config()),
                    new JournalSetup(database)
                )
            );
            _system.ActorOf(Props.Create(() => new Keeper(Note)));
        }

        public JournalHealth Health => _database.Health;

        public static async Task<Load> StartAsync(string address) =>
            new(await PostgresDatabase.OpenAsync(new PostgresDatabaseOptions { ConnectionString = address }));

        /// <summary>Ends when so many more batches have been acknowledged.</summary>
        public async Task ProgressAsync(int batches)
        {
            var target = Interlocked.Read(ref _count) + batches;
            await UntilAsync(() => Interlocked.Read(ref _count) >= target);
        }

        public Task UnhealthyAsync() => UntilAsync(() => !Health.Current.IsHealthy);

        public async Task StopAndCheckAsync(string address)
        {
            await _system.Terminate();
            await _database.DisposeAsync();
            await using var connection = new NpgsqlConnection(address);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(
                "SELECT persistence_id, count(*), max(sequence_number) FROM journal GROUP BY persistence_id",
                connection
            );
            var last = new Dictionary<string, long>();
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                Assert.Equal(rows.GetInt64(1), rows.GetInt64(2));
                last[rows.GetString(0)] = rows.GetInt64(2);
            }

            Assert.Equal(Actors, _acknowledged.Count);
            Assert.All(_acknowledged, told => Assert.True(last[told.Key] >= told.Value, told.Key));
            Assert.All(last, written => Assert.Equal(0, written.Value % Batch));
        }

        public async ValueTask DisposeAsync()
        {
            await _system.Terminate();
            await _database.DisposeAsync();
        }

        private void Note(string id, long number)
        {
            _acknowledged[id] = number;
            Interlocked.Increment(ref _count);
        }

        private static async Task UntilAsync(Func<bool> condition)
        {
            using var patience = new CancellationTokenSource(JournalHouse.Patience);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            while (!condition() && await timer.WaitForNextTickAsync(patience.Token)) { }
        }

        private const int Batch = 3;

        /// <summary>Starts each writer, and again when it has stopped.</summary>
        private sealed class Keeper : UntypedActor, IWithTimers
        {
            private readonly Action<string, long> _note;

            public Keeper(Action<string, long> note) => _note = note;

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
                if (message is Terminated ended)
                {
                    // Not at once: the server may be gone.
                    var id = ended.ActorRef.Path.Name;
                    Timers.StartSingleTimer(id, id, TimeSpan.FromMilliseconds(100));
                }
                else
                {
                    Begin((string)message);
                }
            }

            private void Begin(string id) =>
                Context.Watch(Context.ActorOf(Props.Create(() => new Writer(id, _note)), id));
        }

        private sealed class Writer(string id, Action<string, long> note) : UntypedPersistentActor
        {
            public override string PersistenceId { get; } = id;

            public override Recovery Recovery { get; } = new(SnapshotSelectionCriteria.None);

            protected override void OnRecover(object message)
            {
                if (message is RecoveryCompleted)
                {
                    Self.Tell("next");
                }
            }

            protected override void OnCommand(object message)
            {
                var left = Batch;
                PersistAll(
                    Enumerable.Repeat("event", Batch),
                    _ =>
                    {
                        if (--left == 0)
                        {
                            note(PersistenceId, LastSequenceNr);
                            Self.Tell("next");
                        }
                    }
                );
            }
        }
    }
}
