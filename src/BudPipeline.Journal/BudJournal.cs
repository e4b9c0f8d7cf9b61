using Akka.Configuration;

namespace BudPipeline.Journal;

/// <summary>The plugin's name and its configuration.</summary>
public static class BudJournal
{
    public const string PluginId = "akka.persistence.journal.bud";

    /// <summary>
    /// Makes this the default journal of an actor system whose setup holds a <see cref="JournalSetup"/>.
    /// </summary>
    public static Config Config() => Chosen.WithFallback(Reference);

    /// <summary>
    /// Makes this the default journal of an actor system, on a SQLite file that the plugin opens and closes itself.
    /// </summary>
    public static Config Config(string sqlitePath)
    {
        var path = sqlitePath
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal);
        return ConfigurationFactory.ParseString($"{PluginId}.sqlite.path = \"{path}\"").WithFallback(Config());
    }

    private static Config Chosen { get; } =
        ConfigurationFactory.ParseString(
            $"""
            akka.persistence.journal.plugin = "{PluginId}"
            # Also the limit of every other plugin, which has none of its own.
            akka.persistence.max-concurrent-recoveries = 1000
            """
        );

    /// <summary>The settings and their defaults.</summary>
    private static Config Reference { get; } =
        ConfigurationFactory.ParseString(
            $$"""
            {{PluginId}} {
              class = "{{typeof(GroupJournal).FullName}}, {{typeof(GroupJournal).Assembly.GetName().Name}}"
              plugin-dispatcher = "akka.persistence.dispatchers.default-plugin-dispatcher"

              # How many actors may recover at once; the others wait for a permit.
              max-concurrent-recoveries = 1000

              # A recovery that sees no event for this long fails.
              recovery-event-timeout = 30s

              # fail: events of an older writer after those of a newer one fail the recovery. off: no check.
              replay-filter.mode = fail

              # Used only where the actor system has no JournalSetup: PostgreSQL when its connection string is given.
              postgresql {
                # postgres://user:password@host:port/database or Host=…;Database=…
                connection-string = ""
                # Connections that commit groups; those for recoveries and other reads.
                writers = 2
                readers = 8
                # A group commit ends at this many rows or bytes, whichever comes first.
                group-rows = 1000
                group-bytes = 4194304
                # How long connecting, and a statement, may take.
                patience = 15s
              }

              sqlite {
                # The database file; it and its folder are created.
                path = ""
                # How long a statement waits for a lock that another process holds.
                busy-timeout = 5s
                # Connections that serve recoveries.
                readers = 4
                # A group commit ends at this many rows or bytes, whichever comes first.
                group-rows = 1000
                group-bytes = 4194304
                # The write-ahead log is copied into the file when it is this many pages (of 4 KiB) long.
                checkpoint-pages = 4000
              }
            }
            """
        );
}
