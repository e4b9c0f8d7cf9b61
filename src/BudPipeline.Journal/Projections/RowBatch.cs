namespace BudPipeline.Journal.Projections;

/// <summary>The rows of one group, collected by statement.</summary>
internal sealed class RowBatch(int writer) : IRowWriter
{
    private readonly Dictionary<RowStatement, List<object?[]>> _rowsOf = [];

    public int Writer => writer;

    /// <summary>In the order of their first row.</summary>
    public List<(RowStatement Statement, List<object?[]> Rows)> Statements { get; } = [];

    public void Add(RowStatement statement, params object?[] values)
    {
        if (values.Length != statement.Columns.Length)
        {
            throw new ArgumentException(
                $"The statement has {statement.Columns.Length} columns, the row has {values.Length} values.",
                nameof(values)
            );
        }

        if (!_rowsOf.TryGetValue(statement, out var rows))
        {
            _rowsOf[statement] = rows = [];
            Statements.Add((statement, rows));
        }

        rows.Add(values);
    }
}
