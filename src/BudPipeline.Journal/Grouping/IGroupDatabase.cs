namespace BudPipeline.Journal.Grouping;

/// <summary>What a <see cref="GroupWriter"/> needs of a dialect.</summary>
internal interface IGroupDatabase
{
    /// <summary>Connects.</summary>
    Task<IGroupSession> OpenAsync();

    GroupFault FaultOf(Exception failure);

    /// <summary>Whether a unique constraint refused the rows.</summary>
    bool IsTakenNumber(Exception failure);

    /// <summary>A fault of the database in words for an operator.</summary>
    string Describe(Exception failure);

    /// <summary>Something harmless whose commit shows that the database takes writes.</summary>
    GroupMember NewProbe();
}

/// <summary>A writer's connection.</summary>
internal interface IGroupSession : IAsyncDisposable
{
    bool IsOpen { get; }

    /// <summary>
    /// Commits all members in one transaction, or throws and has committed nothing, unless the connection was lost on
    /// the way: then nobody knows.
    /// </summary>
    Task CommitAsync(List<GroupMember> group);

    /// <summary>Whether all rows of a write are there and from its own writer: it was written before, unnoticed.</summary>
    Task<bool> HoldsAsync(EventWrite write);
}

internal enum GroupFault
{
    /// <summary>Something in what was written: whoever wrote it fails alone.</summary>
    Member,

    /// <summary>A lock that another holds, or a conflict that passes: the same group may succeed next time.</summary>
    Busy,

    /// <summary>The database or the connection cannot be used now: everybody fails.</summary>
    Broken,

    /// <summary>This writer may not write any more, and trying again does not help.</summary>
    Fenced,
}
