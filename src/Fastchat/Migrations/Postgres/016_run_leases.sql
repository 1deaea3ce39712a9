-- Which nodes live: the runs of one whose lease has run out are ended by the others. It carries no tenant.
CREATE TABLE run_nodes (
    node        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    expires_at  BIGINT           NOT NULL
);

-- A cancel that another node took, for the one that has the run.
ALTER TABLE runs ADD COLUMN cancel_requested_at BIGINT NULL;

-- The number of a run's terminal event; and where its events are: stored, in the memory of its node, or expired.
ALTER TABLE runs ADD COLUMN last_sequence BIGINT NULL;
ALTER TABLE runs ADD COLUMN events TEXT COLLATE "C" NOT NULL DEFAULT 'stored';

DROP INDEX runs_in_progress;
CREATE INDEX runs_in_progress ON runs (node) WHERE status = 'in_progress';
CREATE INDEX runs_with_events ON runs (ended_at) WHERE events = 'stored';

SELECT guard_installation('run_nodes');
