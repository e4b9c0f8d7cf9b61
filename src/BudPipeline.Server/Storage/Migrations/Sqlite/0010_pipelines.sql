-- Definitions that are saved under a name. Executions pin a definition's hash, so a pipeline may change or go without them.
CREATE TABLE pipelines (
    id              TEXT PRIMARY KEY,
    owner           TEXT    NOT NULL, -- '' where there is none
    name            TEXT    NOT NULL,
    description     TEXT    NULL,
    icon            TEXT    NULL,
    tags            TEXT    NOT NULL, -- a JSON array
    status          TEXT    NOT NULL, -- draft, active or archived
    system_owned    INTEGER NOT NULL,
    revision        INTEGER NOT NULL, -- counts changes; of two updates of one revision only one is written
    source          TEXT    NOT NULL, -- the definition as its author wrote it
    format          TEXT    NOT NULL, -- json or yaml
    definition_hash TEXT    NULL,     -- null of a draft without steps
    plan_version    INTEGER NOT NULL,
    version         TEXT    NOT NULL, -- the author's
    step_count      INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    created_by      TEXT    NULL,
    deleted_at      INTEGER NULL      -- a deleted pipeline stays, unseen, for its executions
) WITHOUT ROWID;

CREATE UNIQUE INDEX pipelines_name ON pipelines (owner, name) WHERE deleted_at IS NULL;
CREATE INDEX pipelines_newest ON pipelines (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX pipelines_owner ON pipelines (owner, created_at, id) WHERE deleted_at IS NULL;
