-- What lists and counts of a saved pipeline's executions need. Those that are not of one are in none of these indexes.
CREATE INDEX executions_saved ON executions (pipeline_id, created_at, id) WHERE pipeline_id IS NOT NULL;
CREATE INDEX executions_saved_live ON executions (pipeline_id) WHERE completed_at IS NULL AND pipeline_id IS NOT NULL;

-- Until now there were none: all that is counted stays under ''.
ALTER TABLE execution_counts ADD COLUMN pipeline_id TEXT NOT NULL DEFAULT '';
ALTER TABLE execution_counts DROP CONSTRAINT execution_counts_pkey;
ALTER TABLE execution_counts ADD PRIMARY KEY (tag, pipeline_name, pipeline_id, status, owner, writer);
CREATE INDEX execution_counts_saved ON execution_counts (pipeline_id, tag);
