-- Moments that steps wait for, so that an execution can leave memory until then.
CREATE TABLE timers (
    execution_id TEXT NOT NULL,
    ordinal      INTEGER NOT NULL,
    due          INTEGER NOT NULL,
    PRIMARY KEY (execution_id, ordinal)
) WITHOUT ROWID;

CREATE INDEX timers_due ON timers (due);
