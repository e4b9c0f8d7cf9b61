using System.Collections.Immutable;

namespace BudPipeline.Journal;

/// <summary>What a column of a <see cref="RowStatement"/> holds.</summary>
public enum RowValue
{
    Text,
    Integer,
    Boolean,
}

/// <summary>A column of a <see cref="RowStatement"/>; in SQLite's text it stands as <c>$name</c>.</summary>
public readonly record struct RowColumn(string Name, RowValue Value)
{
    public static RowColumn Text(string name) => new(name, RowValue.Text);

    public static RowColumn Integer(string name) => new(name, RowValue.Integer);

    public static RowColumn Boolean(string name) => new(name, RowValue.Boolean);
}

/// <summary>
/// One statement in both dialects, executed for many rows. Make it once and keep it: connections prepare it by identity.
/// </summary>
/// <param name="sqlite">Executed for each row; <c>$name</c> stands for a column's value.</param>
/// <param name="postgreSql">Executed once; <c>{rows}</c> stands for a table <c>r</c> with the columns' names.</param>
public sealed class RowStatement(string sqlite, string postgreSql, params RowColumn[] columns)
{
    public string Sqlite { get; } = sqlite;

    public string PostgreSql { get; } = postgreSql.Replace("{rows}", Unnested(columns), StringComparison.Ordinal);

    public ImmutableArray<RowColumn> Columns { get; } = [.. columns];

    private static string Unnested(RowColumn[] columns)
    {
        var arrays = columns.Select((column, index) => $"${index + 1}::{TypeOf(column.Value)}[]");
        return $"unnest({string.Join(", ", arrays)}) AS r ({string.Join(", ", columns.Select(column => column.Name))})";
    }

    private static string TypeOf(RowValue value) =>
        value switch
        {
            RowValue.Text => "text",
            RowValue.Integer => "bigint",
            RowValue.Boolean => "boolean",
            _ => throw new ArgumentOutOfRangeException(nameof(value), value, null),
        };
}
