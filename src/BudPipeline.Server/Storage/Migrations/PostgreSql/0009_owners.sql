-- Lists of those who see their own executions alone. Rows of nobody stand in neither index and cost nothing.
CREATE INDEX executions_owner ON executions (owner, created_at, id) WHERE owner IS NOT NULL;
CREATE INDEX executions_owner_status ON executions (owner, status, created_at, id) WHERE owner IS NOT NULL;
