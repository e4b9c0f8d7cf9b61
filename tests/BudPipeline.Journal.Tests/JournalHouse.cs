using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using BudPipeline.Journal.Sqlite;

namespace BudPipeline.Journal.Tests;

/// <summary>An actor system on a journal in a real SQLite file, which both can be left and entered again.</summary>
internal sealed class JournalHouse : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    private readonly TempFolder _folder = new();
    private readonly SqliteDatabaseOptions _options;
    private readonly IJournalProjection[] _projections;
    private readonly string _config;
    private TestKit _kit = null!;

    private JournalHouse(
        Func<SqliteDatabaseOptions, SqliteDatabaseOptions> adapt,
        string config,
        IJournalProjection[] projections
    )
    {
        _options = adapt(new SqliteDatabaseOptions { Path = _folder.File("journal.db") });
        _config = config;
        _projections = projections;
        Enter();
    }

    public static JournalHouse Open(params IJournalProjection[] projections) =>
        new(options => options, "", projections);

    public static JournalHouse OpenWith(string config) => new(options => options, config, []);

    public static JournalHouse OpenWith(
        Func<SqliteDatabaseOptions, SqliteDatabaseOptions> adapt,
        params IJournalProjection[] projections
    ) => new(adapt, "", projections);

    public SqliteDatabase Database { get; private set; } = null!;

    public ActorSystem System => _kit.Sys;

    public IActorRef Journal => Persistence.Instance.Apply(System).JournalFor(BudJournal.PluginId);

    public TestProbe Probe() => _kit.CreateTestProbe();

    public IActorRef Ledger(string id) => System.ActorOf(Tests.Ledger.Props(id));

    public async Task LeaveAndEnterAsync()
    {
        await LeaveAsync();
        Enter();
    }

    public async Task LeaveAsync()
    {
        await System.Terminate();
        await Database.DisposeAsync();
        _kit.Dispose();
    }

    /// <summary>Keeps the writer busy until the answer is disposed, so that what follows waits and becomes one group.</summary>
    public async Task<IDisposable> HoldWriterAsync()
    {
        var hold = new WriterHold();
        _ = Database.ExecuteAsync((_, _) => hold.Wait());
        await hold.Holding;
        return hold;
    }

    public async Task WaitUntilAsync(Func<bool> condition) =>
        await Probe().AwaitConditionAsync(() => Task.FromResult(condition()), Patience, PollInterval);

    public Task<long> ScalarAsync(string sql) =>
        Database.ReadAsync(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            return (long)command.ExecuteScalar()!;
        });

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        _folder.Dispose();
    }

    private void Enter()
    {
        Database = SqliteDatabase.Open(_options);
        var config = ConfigurationFactory
            .ParseString(_config)
            .WithFallback(ConfigurationFactory.ParseString("akka.test.single-expect-default = 60s"))
            .WithFallback(BudJournal.Config())
            .WithFallback(TestKit.DefaultConfig);
        _kit = new TestKit(
            ActorSystemSetup.Create(
                BootstrapSetup.Create().WithConfig(config),
                new JournalSetup(Database, _projections)
            )
        );
    }

    private sealed class WriterHold : IDisposable
    {
        private readonly ManualResetEventSlim _released = new();
        private readonly TaskCompletionSource _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Holding => _holding.Task;

        public void Wait()
        {
            _holding.TrySetResult();
            _released.Wait();
        }

        public void Dispose() => _released.Set();
    }
}
