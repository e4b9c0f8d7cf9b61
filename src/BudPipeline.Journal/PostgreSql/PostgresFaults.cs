using BudPipeline.Journal.Grouping;
using Npgsql;

namespace BudPipeline.Journal.PostgreSql;

/// <summary>What a failure of a statement or connection means.</summary>
internal static class PostgresFaults
{
    public static GroupFault Of(Exception failure) =>
        failure switch
        {
            PostgresException { SqlState: PostgresSchema.FencedState } => GroupFault.Fenced,
            PostgresException { SqlState: PostgresErrorCodes.SerializationFailure } => GroupFault.Busy,
            PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected } => GroupFault.Busy,
            PostgresException refused => OfClass(refused.SqlState[..2]),
            NpgsqlException or IOException or TimeoutException or ObjectDisposedException => GroupFault.Broken,

            // What Npgsql says of a connection that broke under it.
            InvalidOperationException { Source: "Npgsql" } => GroupFault.Broken,
            _ => GroupFault.Member,
        };

    public static bool IsTakenNumber(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>The fault in words for an operator.</summary>
    public static string Describe(Exception failure, string address)
    {
        var what = failure switch
        {
            PostgresException { SqlState: PostgresSchema.FencedState } => "takes no more writes of this node",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } => "cannot grow: the disk is full",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => "has no connection left",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => "is read-only",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => "does not exist",
            PostgresException => "refused the write",
            _ => "cannot be reached",
        };
        return $"The database {address} {what}: {failure.Message}";
    }

    /// <summary>By the class of the SQL state: the first two characters.</summary>
    private static GroupFault OfClass(string sqlClass) =>
        sqlClass switch
        {
            // Connection, authorization, no such database, read-only, resources, operator, system, configuration, internal.
            "08" or "28" or "3D" or "25" or "53" or "57" or "58" or "F0" or "XX" => GroupFault.Broken,
            _ => GroupFault.Member,
        };
}
