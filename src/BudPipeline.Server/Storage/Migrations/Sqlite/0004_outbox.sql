-- Whom to tell that an execution ended: written with the event, sent by a dispatcher, then deleted.
CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    execution_id TEXT NOT NULL,
    kind         TEXT NOT NULL, -- callback or parent
    target       TEXT NOT NULL, -- a URL, or the parent's id and the ordinal of its step
    created_at   INTEGER NOT NULL
);
