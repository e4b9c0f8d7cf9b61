using BudPipeline.Journal.Grouping;
using Npgsql;

namespace BudPipeline.Journal.PostgreSql;

/// <summary>One of the loops that commit groups.</summary>
internal sealed class PostgresWriter : IGroupDatabase, IAsyncDisposable
{
    private readonly PostgresDatabaseOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly int _number;
    private readonly string _address;
    private readonly GroupWriter _writer;

    public PostgresWriter(
        PostgresDatabaseOptions options,
        NpgsqlDataSource source,
        PostgresSession session,
        int number,
        JournalHealth health,
        JournalMeters meters
    )
    {
        _options = options;
        _source = source;
        _number = number;
        _address = PostgresAddress.Describe(options.ConnectionString);
        _writer = new GroupWriter(
            this,
            session,
            new GroupLimits(options.GroupRows, options.GroupBytes),
            health,
            meters,
            options.Time,
            _address
        );
    }

    public int Waiting => _writer.Waiting;

    public void Enqueue(GroupMember member) => _writer.Enqueue(member);

    public Task RunAsync() => _writer.RunAsync();

    /// <inheritdoc cref="GroupWriter.CloseAsync"/>
    public Task CloseAsync() => _writer.CloseAsync();

    public async Task<IGroupSession> OpenAsync() => await PostgresSession.OpenAsync(_source, _options.Fence, _number);

    public GroupFault FaultOf(Exception failure) => PostgresFaults.Of(failure);

    public bool IsTakenNumber(Exception failure) => PostgresFaults.IsTakenNumber(failure);

    public string Describe(Exception failure) => PostgresFaults.Describe(failure, _address);

    public GroupMember NewProbe() => new PostgresProbe();

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
