namespace BudPipeline.Journal.Sqlite;

/// <summary>
/// The tables of Akka.Persistence.Sql 1.5.73 (table-mapping <c>default</c>, tag mode <c>TagTable</c>) without its
/// indexes on <c>created</c> and <c>sequence_number</c> alone, which no query uses and every write pays for.
/// </summary>
public static class JournalSchema
{
    /// <summary>Statements that create what is missing and change nothing that is there.</summary>
    public const string Sqlite = """
        CREATE TABLE IF NOT EXISTS journal (
            ordering        INTEGER       NOT NULL PRIMARY KEY AUTOINCREMENT,
            created         INTEGER       NOT NULL,
            deleted         BIT           NOT NULL,
            persistence_id  NVARCHAR(255) NOT NULL,
            sequence_number INTEGER       NOT NULL,
            message         VARBINARY     NOT NULL,
            manifest        NVARCHAR(500)     NULL,
            identifier      INTEGER           NULL,
            writer_uuid     NVARCHAR(128)     NULL
        );
        CREATE UNIQUE INDEX IF NOT EXISTS journal_uq ON journal (persistence_id, sequence_number);

        CREATE TABLE IF NOT EXISTS journal_metadata (
            persistence_id  NVARCHAR(255) NOT NULL,
            sequence_number INTEGER       NOT NULL,
            CONSTRAINT PK_journal_metadata PRIMARY KEY (sequence_number, persistence_id)
        );

        CREATE TABLE IF NOT EXISTS tags (
            ordering_id     INTEGER       NOT NULL,
            tag             NVARCHAR(64)  NOT NULL,
            sequence_nr     INTEGER       NOT NULL,
            persistence_id  NVARCHAR(255) NOT NULL,
            CONSTRAINT PK_tags PRIMARY KEY (ordering_id, tag)
        );
        CREATE INDEX IF NOT EXISTS tags_persistence_id_sequence_nr_idx ON tags (persistence_id, sequence_nr);
        CREATE INDEX IF NOT EXISTS tags_tag_idx ON tags (tag);

        CREATE TABLE IF NOT EXISTS snapshot (
            persistence_id  NVARCHAR(255) NOT NULL,
            sequence_number INTEGER       NOT NULL,
            created         INTEGER       NOT NULL,
            snapshot        VARBINARY         NULL,
            manifest        NVARCHAR(500)     NULL,
            serializer_id   INTEGER           NULL,
            CONSTRAINT PK_snapshot PRIMARY KEY (persistence_id, sequence_number)
        );
        """;
}
