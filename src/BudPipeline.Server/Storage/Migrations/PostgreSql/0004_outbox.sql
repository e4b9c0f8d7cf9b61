-- Whom to tell that an execution ended: written with the event, sent by a dispatcher, then deleted.
CREATE TABLE outbox (
    id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    execution_id TEXT   NOT NULL,
    kind         TEXT   NOT NULL, -- callback or parent
    target       TEXT   NOT NULL, -- a URL, or the parent's id and the ordinal of its step
    created_at   BIGINT NOT NULL
);
