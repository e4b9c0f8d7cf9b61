-- What lists of executions need to be as fast with a million rows as with a hundred.

-- How many executions have ended, by what lists filter by. Tag '' stands for all, whatever their tags. Each of the
-- journal's writers has rows of its own, so that none waits for another; whoever reads adds them up.
CREATE TABLE execution_counts (
    tag           TEXT   NOT NULL,
    pipeline_name TEXT   NOT NULL,
    status        TEXT   NOT NULL,
    owner         TEXT   NOT NULL, -- '' where there is none
    writer        BIGINT NOT NULL,
    ended         BIGINT NOT NULL,
    PRIMARY KEY (tag, pipeline_name, status, owner, writer)
) WITH (fillfactor = 20);

-- The executions of a tag, in the order of lists.
CREATE TABLE execution_tags (
    tag        TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    id         TEXT   NOT NULL,
    PRIMARY KEY (tag, created_at, id)
);

CREATE INDEX executions_status ON executions (status, created_at, id);

INSERT INTO execution_tags (tag, created_at, id)
SELECT DISTINCT t.tag, e.created_at, e.id
FROM executions e CROSS JOIN LATERAL jsonb_array_elements_text(e.tags::jsonb) AS t (tag);

INSERT INTO execution_counts (tag, pipeline_name, status, owner, writer, ended)
SELECT t.tag, e.pipeline_name, e.status, coalesce(e.owner, ''), 0, count(*)
FROM executions e
CROSS JOIN LATERAL (SELECT '' AS tag UNION SELECT jsonb_array_elements_text(e.tags::jsonb)) t
WHERE e.completed_at IS NOT NULL
GROUP BY 1, 2, 3, 4;
