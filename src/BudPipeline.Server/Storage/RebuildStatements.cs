namespace BudPipeline.Server.Storage;

/// <summary>
/// What a rebuild of the projections' tables does before and after it reads the journal. Three things stand in these
/// tables and in no event:
/// <list type="bullet">
/// <item>that an execution is quarantined stays, where its row is there to say so;</item>
/// <item>that one is parked is forgotten: a server wakes it once and it parks again;</item>
/// <item>whom of the outbox has been told. The row of an end and its notices are written in one transaction, so where the
/// end stood in the table, its notices are still there or were sent: they stay as they are. Where it did not, nobody can
/// have been told, and the notices are written.</item>
/// </list>
/// </summary>
internal static class RebuildStatements
{
    public const string Clearing = """
        CREATE TEMPORARY TABLE executions_before AS
        SELECT id, completed_at IS NOT NULL AS ended, quarantined, quarantine_cause FROM executions;
        CREATE TEMPORARY TABLE outbox_before AS SELECT id FROM outbox;
        DELETE FROM execution_counts;
        DELETE FROM execution_tags;
        DELETE FROM timers;
        DELETE FROM executions
        """;

    public const string Settling = """
        UPDATE executions SET
            quarantined = true,
            quarantine_cause = (SELECT b.quarantine_cause FROM executions_before b WHERE b.id = executions.id)
        WHERE id IN (SELECT id FROM executions_before WHERE quarantined);
        DELETE FROM outbox
        WHERE (id IN (SELECT id FROM outbox_before)) <> (execution_id IN (SELECT id FROM executions_before WHERE ended));
        DROP TABLE executions_before;
        DROP TABLE outbox_before
        """;
}
