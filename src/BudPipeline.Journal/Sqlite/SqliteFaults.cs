using BudPipeline.Journal.Grouping;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace BudPipeline.Journal.Sqlite;

internal static class SqliteFaults
{
    public static GroupFault Of(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: var code }
            ? code switch
            {
                // SQLITE_LOCKED is a conflict within this connection: the fault of whoever left a reader open.
                SQLITE_BUSY => GroupFault.Busy,
                SQLITE_FULL
                or SQLITE_IOERR
                or SQLITE_READONLY
                or SQLITE_CANTOPEN
                or SQLITE_CORRUPT
                or SQLITE_NOTADB
                or SQLITE_PERM
                or SQLITE_NOMEM
                or SQLITE_PROTOCOL => GroupFault.Broken,
                _ => GroupFault.Member,
            }
            : GroupFault.Member;

    public static bool IsTakenNumber(Exception failure) =>
        failure
            is SqliteException { SqliteExtendedErrorCode: SQLITE_CONSTRAINT_UNIQUE or SQLITE_CONSTRAINT_PRIMARYKEY };

    /// <summary>The fault in words for an operator.</summary>
    public static string Describe(Exception failure, string path)
    {
        var what = failure is SqliteException { SqliteErrorCode: var code }
            ? code switch
            {
                SQLITE_BUSY => "is locked by another process",
                SQLITE_FULL => "cannot grow: the disk is full",
                SQLITE_READONLY or SQLITE_PERM => "is not writable",
                SQLITE_CANTOPEN => "cannot be opened",
                SQLITE_CORRUPT or SQLITE_NOTADB => "is damaged or no SQLite database",
                SQLITE_IOERR => "cannot be read or written (I/O error)",
                _ => "refused the write",
            }
            : "refused the write";
        return $"The database '{path}' {what}: {failure.Message}";
    }
}
