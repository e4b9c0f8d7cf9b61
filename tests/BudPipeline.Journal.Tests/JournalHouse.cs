using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Journal.Sqlite;
using BudPipeline.Journal.Tests.Sqlite;
using BudPipeline.TestDatabases;

namespace BudPipeline.Journal.Tests;

/// <summary>An actor system on a journal in a real database, which both can be left and entered again.</summary>
internal sealed class JournalHouse : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    private readonly TempFolder _folder = new();
    private readonly Func<Task<JournalDatabase>> _open;
    private readonly IJournalProjection[] _projections;
    private readonly string _config;
    private TestKit _kit = null!;

    private JournalHouse(
        DatabaseDialect dialect,
        Func<SqliteDatabaseOptions, SqliteDatabaseOptions> adapt,
        string config,
        IJournalProjection[] projections
    )
    {
        _open = dialect == DatabaseDialect.Sqlite ? SqliteIn(adapt) : Postgres();
        _config = config;
        _projections = projections;
        Enter();
    }

    public static JournalHouse Open(DatabaseDialect dialect, params IJournalProjection[] projections) =>
        new(dialect, options => options, "", projections);

    public static JournalHouse OpenWith(
        DatabaseDialect dialect,
        string config,
        params IJournalProjection[] projections
    ) => new(dialect, options => options, config, projections);

    public static JournalHouse OpenSqlite(
        Func<SqliteDatabaseOptions, SqliteDatabaseOptions> adapt,
        params IJournalProjection[] projections
    ) => new(DatabaseDialect.Sqlite, adapt, "", projections);

    public JournalDatabase Database { get; private set; } = null!;

    public SqliteDatabase Sqlite => (SqliteDatabase)Database;

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
        if (Database is PostgresDatabase postgres)
        {
            return await PostgresHold.TakeAsync(postgres, this);
        }

        var hold = new WriterHold();
        _ = Sqlite.ExecuteAsync((_, _) => hold.Wait());
        await hold.Holding;
        return hold;
    }

    public async Task WaitUntilAsync(Func<bool> condition) =>
        await Probe().AwaitConditionAsync(() => Task.FromResult(condition()), Patience, PollInterval);

    public Task<long> ScalarAsync(string sql) =>
        Database.ReadAsync(async connection =>
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            return (long)(await command.ExecuteScalarAsync())!;
        });

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        _folder.Dispose();
    }

    private void Enter()
    {
        Database = _open().GetAwaiter().GetResult();
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

    private Func<Task<JournalDatabase>> SqliteIn(Func<SqliteDatabaseOptions, SqliteDatabaseOptions> adapt)
    {
        var options = adapt(new SqliteDatabaseOptions { Path = _folder.File("journal.db") });
        return () => Task.FromResult<JournalDatabase>(SqliteDatabase.Open(options));
    }

    /// <summary>With one writer, so that what waits becomes one group, and with a fence, by which it can be held.</summary>
    private static Func<Task<JournalDatabase>> Postgres()
    {
        var address = PostgresCluster.Shared.NewDatabase();
        PostgresHold.Prepare(address);
        var options = new PostgresDatabaseOptions
        {
            ConnectionString = address,
            Writers = 1,
            Fence = PostgresHold.Fence,
        };
        return async () => await PostgresDatabase.OpenAsync(options);
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
