-- The events of runs, in pieces of some that follow each other; the id is the run's with the first one's number.
CREATE TABLE run_segments (
    tenant_id      TEXT    NOT NULL,
    segment_id     TEXT    NOT NULL,
    run_id         TEXT    NOT NULL,
    last_sequence  INTEGER NOT NULL,
    events         BLOB    NOT NULL,
    created_at     INTEGER NOT NULL,
    key_version    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, segment_id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, run_id) ON DELETE CASCADE
);

CREATE INDEX run_segments_by_run ON run_segments (tenant_id, run_id, last_sequence);
CREATE INDEX run_segments_by_key ON run_segments (tenant_id, key_version);

-- Which run a request is that its caller has named.
CREATE TABLE run_requests (
    tenant_id      TEXT NOT NULL,
    request_id     TEXT NOT NULL,
    run_id         TEXT NOT NULL,
    request_hash   TEXT NOT NULL,
    PRIMARY KEY (tenant_id, request_id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, run_id) ON DELETE CASCADE
);

CREATE INDEX run_requests_by_run ON run_requests (tenant_id, run_id);
