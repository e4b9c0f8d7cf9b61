-- What lists and counts of a saved pipeline's executions need. Those that are not of one are in none of these indexes.
CREATE INDEX executions_saved ON executions (pipeline_id, created_at, id) WHERE pipeline_id IS NOT NULL;
CREATE INDEX executions_saved_live ON executions (pipeline_id) WHERE completed_at IS NULL AND pipeline_id IS NOT NULL;

-- Until now there were none: all that is counted stays under ''.
CREATE TABLE execution_counts_by_pipeline (
    tag           TEXT    NOT NULL, -- '' stands for all, whatever their tags
    pipeline_name TEXT    NOT NULL,
    pipeline_id   TEXT    NOT NULL DEFAULT '', -- '' where the pipeline is not saved
    status        TEXT    NOT NULL,
    owner         TEXT    NOT NULL, -- '' where there is none
    writer        INTEGER NOT NULL,
    ended         INTEGER NOT NULL,
    PRIMARY KEY (tag, pipeline_name, pipeline_id, status, owner, writer)
) WITHOUT ROWID;

INSERT INTO execution_counts_by_pipeline (tag, pipeline_name, status, owner, writer, ended)
SELECT tag, pipeline_name, status, owner, writer, ended FROM execution_counts;

DROP TABLE execution_counts;
ALTER TABLE execution_counts_by_pipeline RENAME TO execution_counts;
CREATE INDEX execution_counts_saved ON execution_counts (pipeline_id, tag);
