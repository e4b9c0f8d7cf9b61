using Akka.Configuration;

namespace BudPipeline.Journal.PostgreSql;

/// <summary>How a PostgreSQL database is opened.</summary>
public sealed record PostgresDatabaseOptions
{
    public const int DefaultWriters = 2;
    public const int DefaultReaders = 8;
    public const int DefaultGroupRows = 1000;
    public const long DefaultGroupBytes = 4 * 1024 * 1024;
    public const int DefaultPatienceSeconds = 15;

    /// <summary>Npgsql's key=value form; see <see cref="PostgresAddress"/> for URLs.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Connections that commit groups; an actor's writes all go through one of them.</summary>
    public int Writers { get; init; } = DefaultWriters;

    /// <summary>Connections for recoveries, reads and other people's transactions.</summary>
    public int Readers { get; init; } = DefaultReaders;

    /// <summary>A group commit ends at this many rows …</summary>
    public int GroupRows { get; init; } = DefaultGroupRows;

    /// <summary>… or at this many bytes of events, whichever comes first.</summary>
    public long GroupBytes { get; init; } = DefaultGroupBytes;

    /// <summary>How long connecting, and a statement, may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(DefaultPatienceSeconds);

    /// <summary>
    /// Who writes: null for nobody in particular. Every group of a named writer checks, in its own transaction, that it
    /// has not been fenced.
    /// </summary>
    public JournalFence? Fence { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal static PostgresDatabaseOptions From(string address, Config config) =>
        new()
        {
            ConnectionString = PostgresAddress.Parse(address),
            Writers = config.GetInt("writers", DefaultWriters),
            Readers = config.GetInt("readers", DefaultReaders),
            GroupRows = config.GetInt("group-rows", DefaultGroupRows),
            GroupBytes = config.GetLong("group-bytes", DefaultGroupBytes),
            Patience = config.GetTimeSpan("patience", TimeSpan.FromSeconds(DefaultPatienceSeconds)),
        };

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            throw new ConfigurationException("The database has no connection string.");
        }

        AtLeast(1, Writers, "number of writers");
        AtLeast(1, Readers, "number of readers");
        AtLeast(1, GroupRows, "number of rows of a group");
        AtLeast(1, GroupBytes, "number of bytes of a group");
        AtLeast(1, (long)Patience.TotalSeconds, "patience (s)");
    }

    private void AtLeast(long least, long value, string what)
    {
        if (value < least)
        {
            throw new ConfigurationException(
                $"The {what} of {PostgresAddress.Describe(ConnectionString)} is {value}; it must be at least {least}."
            );
        }
    }
}

/// <summary>
/// The right of one incarnation of a node to write: its row in the table <c>nodes</c>. Whoever takes over fences the row
/// first, with <c>SELECT journal_fence(node)</c>; from its return on no group of that incarnation is committed.
/// </summary>
public sealed record JournalFence(string Node, long Epoch);
