using System.Collections.Immutable;
using System.Data.Common;
using BudPipeline.Journal.Grouping;
using BudPipeline.Journal.Projections;
using Npgsql;

namespace BudPipeline.Journal.PostgreSql;

/// <summary>
/// A PostgreSQL database with a few writers, each with a connection of its own, and a pool of connections for all else.
/// </summary>
public sealed class PostgresDatabase : JournalDatabase
{
    private const int PreparedStatements = 200;

    private readonly PostgresDatabaseOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresWriter[] _writers;
    private readonly Task[] _loops;
    private readonly Lock _gate = new();
    private Task? _closing;

    private PostgresDatabase(PostgresDatabaseOptions options, NpgsqlDataSource source, PostgresSession[] sessions)
    {
        _options = options;
        _source = source;
        Address = PostgresAddress.Describe(options.ConnectionString);
        Health = new JournalHealth(options.Time);
        Meters = new JournalMeters(Address, () => WaitingWrites);
        Recoveries = new PostgresRecoveries(source);
        _writers =
        [
            .. sessions.Select(
                (session, number) => new PostgresWriter(options, source, session, number, Health, Meters)
            ),
        ];
        _loops = [.. _writers.Select(writer => Task.Run(writer.RunAsync))];
    }

    /// <summary>
    /// Connects, and creates the journal's tables where they are missing. Throws <see cref="NpgsqlException"/> when the
    /// database cannot be reached or refuses.
    /// </summary>
    public static async Task<PostgresDatabase> OpenAsync(
        PostgresDatabaseOptions options,
        CancellationToken cancellation = default
    )
    {
        options.Validate();
        var source = SourceOf(options);
        List<PostgresSession> sessions = [];
        try
        {
            await using (var connection = await source.OpenConnectionAsync(cancellation))
            {
                await PostgresSchema.CreateAsync(connection, cancellation);
            }

            for (var number = 0; number < options.Writers; number++)
            {
                sessions.Add(await PostgresSession.OpenAsync(source, options.Fence, number, cancellation));
            }

            return new PostgresDatabase(options, source, [.. sessions]);
        }
        catch
        {
            foreach (var session in sessions)
            {
                await session.DisposeAsync();
            }

            await source.DisposeAsync();
            throw;
        }
    }

    public override DatabaseDialect Dialect => DatabaseDialect.PostgreSql;

    public override string Address { get; }

    public override JournalHealth Health { get; }

    public override int WaitingWrites => _writers.Sum(writer => writer.Waiting);

    internal string ConnectionString => _options.ConnectionString;

    internal TimeProvider Time => _options.Time;

    internal JournalMeters Meters { get; }

    internal PostgresRecoveries Recoveries { get; }

    public override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read)
    {
        Meters.Reads();
        return Meters.TimeAsync(
            "read",
            async () =>
            {
                await using var connection = await _source.OpenConnectionAsync();
                return await read(connection);
            }
        );
    }

    /// <summary>On a pooled connection: other people's writes have no need of the journal's writers here.</summary>
    public override Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work) =>
        Meters.TimeAsync(
            "write",
            async () =>
            {
                await using var connection = await _source.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                var result = await work(connection, transaction);
                await transaction.CommitAsync();
                return result;
            }
        );

    public override ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_closing ??= CloseAsync());
        }
    }

    internal override async Task WriteRowsAsync(RowBatch rows, DbConnection connection, DbTransaction transaction)
    {
        await using var batch = new NpgsqlBatch((NpgsqlConnection)connection, (NpgsqlTransaction)transaction);
        PostgresSession.AddRows(batch, rows);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync();
        }
    }

    internal override IJournalStore StoreWith(ImmutableArray<IJournalProjection> projections) =>
        new PostgresJournalStore(this, projections);

    /// <summary>All writes of one id go through one writer, so that they keep their order.</summary>
    internal void Enqueue(EventWrite write) =>
        _writers[(uint)StringComparer.Ordinal.GetHashCode(write.PersistenceId) % (uint)_writers.Length].Enqueue(write);

    internal void Enqueue(GroupMember member, int writer) => _writers[writer].Enqueue(member);

    private static NpgsqlDataSource SourceOf(PostgresDatabaseOptions options)
    {
        var address = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            MaxPoolSize = options.Writers + options.Readers,
            MaxAutoPrepare = PreparedStatements,
            AutoPrepareMinUsages = 2,
            Timeout = (int)options.Patience.TotalSeconds,
            CommandTimeout = (int)options.Patience.TotalSeconds,
            // Nobody leaves a transaction open or a setting changed on these connections.
            NoResetOnClose = true,
        };
        return NpgsqlDataSource.Create(address);
    }

    private async Task CloseAsync()
    {
        foreach (var writer in _writers)
        {
            await writer.CloseAsync();
        }

        await Task.WhenAll(_loops);
        await Recoveries.DisposeAsync();
        foreach (var writer in _writers)
        {
            await writer.DisposeAsync();
        }

        Meters.Dispose();
        await _source.DisposeAsync();
    }
}
