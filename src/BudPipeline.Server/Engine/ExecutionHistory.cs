using System.Runtime.CompilerServices;
using Akka.Actor;
using BudPipeline.Actors.Executions;
using BudPipeline.Actors.Watching;
using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using Dapper;

namespace BudPipeline.Server.Engine;

/// <summary>Reads the journal of one execution without waking it.</summary>
internal sealed class ExecutionHistory(JournalDatabase database, ActorSystem system) : IExecutionHistory
{
    private const int PageSize = 500;

    public async IAsyncEnumerable<WatchedEvent> ReadAsync(
        string executionId,
        long after,
        long upTo,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        const string sql = """
            SELECT sequence_number AS Sequence, message AS Message, CAST(identifier AS BIGINT) AS Serializer, manifest AS Manifest
            FROM journal
            WHERE persistence_id = @id AND sequence_number > @after AND sequence_number <= @upTo AND NOT deleted
            ORDER BY sequence_number LIMIT @PageSize
            """;
        var id = ExecutionPersistenceId.Of(executionId);
        while (after < upTo)
        {
            cancellation.ThrowIfCancellationRequested();
            var values = new
            {
                id,
                after,
                upTo,
                PageSize,
            };
            var page = (await database.ReadAsync(connection => connection.QueryAsync<EventRow>(sql, values))).AsList();
            foreach (var row in page)
            {
                yield return new WatchedEvent(row.Sequence, Decode(row));
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = page[^1].Sequence;
        }
    }

    /// <summary>The number of an execution's last event; 0 when it has none.</summary>
    public Task<long> LastSequenceAsync(string executionId)
    {
        const string sql = "SELECT coalesce(max(sequence_number), 0) FROM journal WHERE persistence_id = @id";
        var id = ExecutionPersistenceId.Of(executionId);
        return database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(sql, new { id }));
    }

    private ExecutionEvent Decode(EventRow row) =>
        (ExecutionEvent)system.Serialization.Deserialize(row.Message, (int)row.Serializer, row.Manifest);

    private sealed record EventRow(long Sequence, byte[] Message, long Serializer, string Manifest);
}
