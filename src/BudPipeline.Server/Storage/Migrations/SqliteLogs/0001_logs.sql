-- Log lines of steps, in a file of their own: they never wait for the journal, nor it for them.
CREATE TABLE logs (
    sequence     INTEGER PRIMARY KEY,
    execution_id TEXT NOT NULL,
    step_id      TEXT NOT NULL,
    attempt      INTEGER NOT NULL,
    level        INTEGER NOT NULL, -- 0 debug, 1 info, 2 warning, 3 error
    at           INTEGER NOT NULL, -- milliseconds since 1970 in UTC
    message      TEXT NOT NULL
);

CREATE INDEX logs_execution ON logs (execution_id, sequence);
