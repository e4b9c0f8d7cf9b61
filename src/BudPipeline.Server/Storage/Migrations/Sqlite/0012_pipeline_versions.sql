-- The definitions that a pipeline has had, one a change of its hash.
CREATE TABLE pipeline_versions (
    pipeline_id  TEXT    NOT NULL,
    number       INTEGER NOT NULL, -- from 1
    hash         TEXT    NOT NULL,
    plan_version INTEGER NOT NULL,
    source       TEXT    NOT NULL, -- as its author wrote it
    format       TEXT    NOT NULL,
    version      TEXT    NOT NULL, -- the author's
    step_count   INTEGER NOT NULL,
    revision     INTEGER NOT NULL, -- of the pipeline, with which it came
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (pipeline_id, number)
) WITHOUT ROWID;

INSERT INTO pipeline_versions
SELECT id, 1, definition_hash, plan_version, source, format, version, step_count, revision, updated_at
FROM pipelines WHERE definition_hash IS NOT NULL;
