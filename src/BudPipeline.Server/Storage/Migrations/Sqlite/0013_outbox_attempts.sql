-- How far the telling of an end has come. Who could not be told is told again when the row is due.
ALTER TABLE outbox ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN last_error TEXT NULL;
ALTER TABLE outbox ADD COLUMN given_up_at INTEGER NULL;

CREATE INDEX outbox_due ON outbox (kind, due) WHERE given_up_at IS NULL;
