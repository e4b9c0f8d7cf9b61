namespace BudPipeline.Client.Executions;

/// <summary>One line of an execution's log.</summary>
/// <param name="Sequence">Grows with every line of the node; where to resume after this line.</param>
/// <param name="Timestamp">When it was written.</param>
/// <param name="Level">debug, info, warning or error.</param>
/// <param name="StepId">The step that wrote it.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="Message">The line, without a line end.</param>
public sealed record LogLine(
    long Sequence,
    DateTimeOffset Timestamp,
    string Level,
    string StepId,
    int Attempt,
    string Message
);

/// <summary>Lines of an execution's log, the oldest first.</summary>
/// <param name="Logs">The lines.</param>
public sealed record LogPage(IReadOnlyList<LogLine> Logs);

/// <summary>Which lines to read. Null means any.</summary>
public sealed record LogQuery
{
    /// <summary>This level and those above it.</summary>
    public string? Level { get; init; }

    /// <summary>Only of this step.</summary>
    public string? Step { get; init; }

    /// <summary>A span back from now such as <c>5m</c>, or a moment in ISO 8601.</summary>
    public string? Since { get; init; }

    /// <summary>Only the last so many.</summary>
    public int? Tail { get; init; }

    /// <summary>Only after the line of this sequence.</summary>
    public long? After { get; init; }
}
