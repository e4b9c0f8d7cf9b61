-- Keys that let callers in. The key itself is nowhere: only its first characters and a SHA-256 of all of it.
CREATE TABLE api_keys (
    id           TEXT   PRIMARY KEY, -- the first characters
    name         TEXT   NOT NULL,
    hash         TEXT   NOT NULL,
    role         TEXT   NOT NULL,
    owner        TEXT   NULL,        -- whose things it shows; everyone's without
    created_at   BIGINT NOT NULL,
    created_by   TEXT   NOT NULL,
    expires_at   BIGINT NULL,
    revoked_at   BIGINT NULL,
    last_used_at BIGINT NULL         -- written once a minute at most
);
