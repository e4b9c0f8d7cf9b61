-- What lists of executions need to be as fast with a million rows as with a hundred.

-- How many executions have ended, by what lists filter by. Tag '' stands for all, whatever their tags.
CREATE TABLE execution_counts (
    tag           TEXT    NOT NULL,
    pipeline_name TEXT    NOT NULL,
    status        TEXT    NOT NULL,
    owner         TEXT    NOT NULL, -- '' where there is none
    writer        INTEGER NOT NULL,
    ended         INTEGER NOT NULL,
    PRIMARY KEY (tag, pipeline_name, status, owner, writer)
) WITHOUT ROWID;

-- The executions of a tag, in the order of lists.
CREATE TABLE execution_tags (
    tag        TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    id         TEXT    NOT NULL,
    PRIMARY KEY (tag, created_at, id)
) WITHOUT ROWID;

CREATE INDEX executions_status ON executions (status, created_at, id);

INSERT INTO execution_tags (tag, created_at, id)
SELECT DISTINCT t.value, e.created_at, e.id FROM executions e, json_each(e.tags) t;

INSERT INTO execution_counts (tag, pipeline_name, status, owner, writer, ended)
SELECT t.tag, e.pipeline_name, e.status, coalesce(e.owner, ''), 0, count(*)
FROM executions e
JOIN (SELECT id, '' AS tag FROM executions UNION ALL SELECT id, tag FROM execution_tags) t ON t.id = e.id
WHERE e.completed_at IS NOT NULL
GROUP BY 1, 2, 3, 4;
