-- Every mutation that was asked for: who, what, of what, and what came of it. Moments are milliseconds since 1970 in UTC.
CREATE TABLE audit (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    at             INTEGER NOT NULL,
    actor          TEXT NOT NULL,
    owner          TEXT NULL,     -- for whom the actor asked
    action         TEXT NOT NULL, -- such as execution.cancel
    target         TEXT NULL,     -- the id of what was to change
    outcome        TEXT NOT NULL, -- done, refused or failed
    status         INTEGER NOT NULL, -- of the answer
    code           TEXT NULL,     -- of the problem
    correlation_id TEXT NOT NULL,
    address        TEXT NULL
);

CREATE INDEX audit_actor ON audit (actor, id);
CREATE INDEX audit_target ON audit (target, id);
