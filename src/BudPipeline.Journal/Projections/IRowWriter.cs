namespace BudPipeline.Journal;

/// <summary>Takes the rows that projections derive from one group.</summary>
public interface IRowWriter
{
    /// <summary>The number of the writer that commits this group; groups of one writer never overlap.</summary>
    int Writer { get; }

    /// <summary>
    /// Executes <paramref name="statement"/> for a row, after the group's events are written. Statements run in the order
    /// of their first row, each for all its rows, which must not touch one record twice.
    /// </summary>
    /// <param name="values">
    /// One for each column of the statement: null, or a string, long or bool as the column says.
    /// </param>
    void Add(RowStatement statement, params object?[] values);
}
