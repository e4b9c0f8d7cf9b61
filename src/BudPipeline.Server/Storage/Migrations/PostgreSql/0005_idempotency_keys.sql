-- The execution that a key named first. The same key with another fingerprint is a conflict.
CREATE TABLE idempotency_keys (
    key          TEXT   PRIMARY KEY,
    fingerprint  TEXT   NOT NULL,
    execution_id TEXT   NOT NULL,
    created_at   BIGINT NOT NULL
);
