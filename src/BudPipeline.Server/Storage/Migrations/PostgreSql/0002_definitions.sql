-- Definitions by the content hash that executions pin. Rows are added, never changed.
CREATE TABLE definitions (
    hash       TEXT   PRIMARY KEY,
    body       TEXT   NOT NULL, -- canonical JSON
    created_at BIGINT NOT NULL
);
