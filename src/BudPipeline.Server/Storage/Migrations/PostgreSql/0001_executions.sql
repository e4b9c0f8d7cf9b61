-- One summary row an execution, written by the journal in the transaction of its events. Lists and look-ups read it.
-- Moments are milliseconds since 1970 in UTC. Room is left on each page: most updates of a row stay on it, and touch no
-- index.
CREATE TABLE executions (
    id               TEXT PRIMARY KEY,
    status           TEXT    NOT NULL,
    pipeline_id      TEXT    NULL,
    pipeline_name    TEXT    NOT NULL,
    pipeline_version TEXT    NOT NULL,
    definition_hash  TEXT    NOT NULL,
    plan_version     BIGINT  NOT NULL,
    owner            TEXT    NULL,
    tags             TEXT    NOT NULL, -- a JSON array
    priority         TEXT    NOT NULL,
    initiator        TEXT    NOT NULL,
    parent_id        TEXT    NULL,
    parent_ordinal   BIGINT  NULL,
    on_complete      TEXT    NULL, -- URLs that are told of the end
    on_failure       TEXT    NULL,
    retry_of         TEXT    NULL,
    created_at       BIGINT  NOT NULL,
    started_at       BIGINT  NULL,
    completed_at     BIGINT  NULL,
    deadline         BIGINT  NOT NULL,
    completed_steps  BIGINT  NOT NULL DEFAULT 0,
    paused           BOOLEAN NOT NULL DEFAULT false,
    parked           BOOLEAN NOT NULL DEFAULT false, -- left memory until its next due time
    quarantined      BOOLEAN NOT NULL DEFAULT false, -- crashed too often; an operator releases it
    quarantine_cause TEXT    NULL,
    error            TEXT    NULL                    -- a JSON object
) WITH (fillfactor = 70);

CREATE INDEX executions_newest ON executions (created_at, id);
CREATE INDEX executions_pipeline ON executions (pipeline_name, created_at, id);
CREATE INDEX executions_unfinished ON executions (id) WHERE completed_at IS NULL;
