-- Moments that steps wait for, so that an execution can leave memory until then.
CREATE TABLE timers (
    execution_id TEXT   NOT NULL,
    ordinal      BIGINT NOT NULL,
    due          BIGINT NOT NULL,
    PRIMARY KEY (execution_id, ordinal)
);

CREATE INDEX timers_due ON timers (due);
