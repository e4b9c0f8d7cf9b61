namespace BudPipeline.Journal.Grouping;

/// <summary>What shares a commit with others but succeeds or fails on its own.</summary>
internal abstract class GroupMember
{
    public abstract int Rows { get; }

    public abstract long Bytes { get; }

    /// <summary>Why nothing of this member was written; null while it may still succeed.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Tells whoever waits, once, after the commit and off the writer's thread.</summary>
    public abstract void Complete();
}
