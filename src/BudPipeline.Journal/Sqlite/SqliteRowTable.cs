using BudPipeline.Journal.Projections;
using Microsoft.Data.Sqlite;

namespace BudPipeline.Journal.Sqlite;

/// <summary>The projections' statements on the writer's connection, prepared at their first use.</summary>
internal sealed class SqliteRowTable(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<RowStatement, SqliteCommand> _commands = [];

    public void Write(RowBatch batch, SqliteTransaction transaction)
    {
        foreach (var (statement, rows) in batch.Statements)
        {
            var command = CommandOf(statement);
            command.Transaction = transaction;
            foreach (var row in rows)
            {
                for (var column = 0; column < row.Length; column++)
                {
                    command.Parameters[column].Value = row[column] ?? DBNull.Value;
                }

                command.ExecuteNonQuery();
            }
        }
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }
    }

    private SqliteCommand CommandOf(RowStatement statement)
    {
        if (!_commands.TryGetValue(statement, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = statement.Sqlite;
            foreach (var column in statement.Columns)
            {
                command.Parameters.Add(
                    $"${column.Name}",
                    column.Value == RowValue.Text ? SqliteType.Text : SqliteType.Integer
                );
            }

            _commands[statement] = command;
        }

        return command;
    }
}
