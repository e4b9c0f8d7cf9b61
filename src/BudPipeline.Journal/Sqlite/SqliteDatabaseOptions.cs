using Akka.Configuration;

namespace BudPipeline.Journal.Sqlite;

/// <summary>How a SQLite file is opened.</summary>
public sealed record SqliteDatabaseOptions
{
    public const int DefaultReaders = 4;
    public const int DefaultGroupRows = 1000;
    public const long DefaultGroupBytes = 4 * 1024 * 1024;
    public const int DefaultCheckpointPages = 4000;

    /// <summary>The database file; it and its folder are created.</summary>
    public required string Path { get; init; }

    /// <summary>How long a statement waits for a lock that another process holds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Connections for reading.</summary>
    public int Readers { get; init; } = DefaultReaders;

    /// <summary>A group commit ends at this many rows …</summary>
    public int GroupRows { get; init; } = DefaultGroupRows;

    /// <summary>… or at this many bytes of events, whichever comes first.</summary>
    public long GroupBytes { get; init; } = DefaultGroupBytes;

    /// <summary>The write-ahead log is copied into the file when it is this many pages (of 4 KiB) long.</summary>
    public int CheckpointPages { get; init; } = DefaultCheckpointPages;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal static SqliteDatabaseOptions From(Config config)
    {
        var path = config.GetString("path", "");
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new ConfigurationException(
                $"The journal has no database: set {BudJournal.PluginId}.sqlite.path to a file, "
                    + $"or give the actor system a {nameof(JournalSetup)}."
            );
        }

        return new SqliteDatabaseOptions
        {
            Path = path,
            BusyTimeout = config.GetTimeSpan("busy-timeout", TimeSpan.FromSeconds(5)),
            Readers = config.GetInt("readers", DefaultReaders),
            GroupRows = config.GetInt("group-rows", DefaultGroupRows),
            GroupBytes = config.GetLong("group-bytes", DefaultGroupBytes),
            CheckpointPages = config.GetInt("checkpoint-pages", DefaultCheckpointPages),
        };
    }

    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            throw new ConfigurationException("The database has no path.");
        }

        AtLeast(0, (long)BusyTimeout.TotalMilliseconds, "busy timeout (ms)");
        AtLeast(1, Readers, "number of readers");
        AtLeast(1, GroupRows, "number of rows of a group");
        AtLeast(1, GroupBytes, "number of bytes of a group");
        AtLeast(1, CheckpointPages, "number of pages before a checkpoint");
    }

    private void AtLeast(long least, long value, string what)
    {
        if (value < least)
        {
            throw new ConfigurationException($"The {what} of '{Path}' is {value}; it must be at least {least}.");
        }
    }
}
