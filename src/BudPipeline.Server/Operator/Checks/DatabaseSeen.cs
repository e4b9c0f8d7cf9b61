namespace BudPipeline.Server.Operator.Checks;

/// <summary>What a look at the database showed.</summary>
/// <param name="Findings">One or more.</param>
internal sealed record DatabaseSeen(params IReadOnlyList<Finding> Findings)
{
    public const string Database = "database";
    public const string Journal = "journal";

    /// <summary>When the journal's last event was written; null when there is none.</summary>
    public DateTimeOffset? LastEvent { get; init; }

    /// <summary>How far the server's clock is ahead of ours; null when it has none.</summary>
    public TimeSpan? ServerAhead { get; init; }

    /// <summary>The node that has it; null when none has, or it does not say.</summary>
    public Uri? Holder { get; init; }

    /// <summary>The moment in a column <c>created</c> of the journal.</summary>
    public static DateTimeOffset? MomentOf(long? ticks) =>
        ticks is { } some ? new DateTimeOffset(some, TimeSpan.Zero) : null;

    /// <summary>Whether this bud can use tables of a version.</summary>
    /// <param name="place">Where they are.</param>
    /// <param name="version">How many scripts have run there.</param>
    /// <param name="known">How many this bud has.</param>
    /// <param name="other">What to use when they are newer.</param>
    public static Finding JudgeTables(string place, long version, int known, string other) =>
        version > known
            ? Finding.Fault(
                Database,
                $"{place} has tables of version {version}, this bud knows {known}: a newer one wrote them",
                $"use that bud, or {other}"
            )
        : version < known
            ? Finding.Ok(Database, $"{place} has tables of version {version}; the next start brings them to {known}")
        : Finding.Ok(Database, $"{place} has tables of version {version}");
}
