namespace BudPipeline.Client.Security;

/// <summary>A mutation that somebody asked for, and what came of it.</summary>
public sealed record AuditEntry
{
    /// <summary>Its number; later ones are higher.</summary>
    public long Id { get; init; }

    /// <summary>When it was answered.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Who asked.</summary>
    public required string Actor { get; init; }

    /// <summary>For whom the actor asked; null for nobody in particular.</summary>
    public string? Owner { get; init; }

    /// <summary>What was asked for, such as <c>execution.cancel</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The id of what was to change; null when nothing came to be.</summary>
    public string? Target { get; init; }

    /// <summary>done, refused or failed.</summary>
    public required string Outcome { get; init; }

    /// <summary>The HTTP status of the answer.</summary>
    public int Status { get; init; }

    /// <summary>The code of the problem, if there was one.</summary>
    public string? Code { get; init; }

    /// <summary>Names the request in the server's log.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>Where the request came from.</summary>
    public string? Address { get; init; }
}

/// <summary>A page of the audit, the newest first.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="NextCursor">Give it as <c>cursor</c> for older ones; null at the end.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? NextCursor);

/// <summary>Which entries to read. Null means any.</summary>
public sealed record AuditQuery
{
    /// <summary>Who asked.</summary>
    public string? Actor { get; init; }

    /// <summary>What was asked for.</summary>
    public string? Action { get; init; }

    /// <summary>The id of what was to change.</summary>
    public string? Target { get; init; }

    /// <summary>done, refused or failed.</summary>
    public string? Outcome { get; init; }

    /// <summary>A span back from now such as <c>5m</c>, or a moment in ISO 8601.</summary>
    public string? Since { get; init; }

    /// <summary>The same; only entries before it.</summary>
    public string? Until { get; init; }

    /// <summary>At most so many, 1 to 1000; the server's 100 when null.</summary>
    public int? Limit { get; init; }

    /// <summary>Older ones, as <see cref="AuditPage.NextCursor"/> gave it.</summary>
    public long? Cursor { get; init; }
}
