using System.Data.Common;

namespace BudPipeline.Journal.Torture;

/// <summary>Keeps the last number of each id in a table of its own.</summary>
public sealed class CountProjection : IJournalProjection
{
    public const string Schema =
        "CREATE TABLE IF NOT EXISTS last_numbers (id TEXT PRIMARY KEY, sequence_number INTEGER NOT NULL)";

    public void Project(IReadOnlyList<JournalEntry> entries, DbConnection connection, DbTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT OR REPLACE INTO last_numbers VALUES ($id, $number)";
        var id = Parameter(command, "$id");
        var number = Parameter(command, "$number");
        foreach (var entry in entries)
        {
            id.Value = entry.PersistenceId;
            number.Value = entry.SequenceNr;
            command.ExecuteNonQuery();
        }
    }

    private static DbParameter Parameter(DbCommand command, string name)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        command.Parameters.Add(parameter);
        return parameter;
    }
}
