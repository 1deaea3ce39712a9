-- The events of runs, in pieces of some that follow each other; the id is the run's with the first one's number.
CREATE TABLE run_segments (
    tenant_id      TEXT COLLATE "C" NOT NULL,
    segment_id     TEXT COLLATE "C" NOT NULL,
    run_id         TEXT COLLATE "C" NOT NULL,
    last_sequence  BIGINT           NOT NULL,
    events         BYTEA            NOT NULL,
    created_at     BIGINT           NOT NULL,
    key_version    BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, segment_id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, run_id) ON DELETE CASCADE
);

CREATE INDEX run_segments_by_run ON run_segments (tenant_id, run_id, last_sequence);
CREATE INDEX run_segments_by_key ON run_segments (tenant_id, key_version);

-- Which run a request is that its caller has named.
CREATE TABLE run_requests (
    tenant_id      TEXT COLLATE "C" NOT NULL,
    request_id     TEXT COLLATE "C" NOT NULL,
    run_id         TEXT COLLATE "C" NOT NULL,
    request_hash   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, request_id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, run_id) ON DELETE CASCADE
);

CREATE INDEX run_requests_by_run ON run_requests (tenant_id, run_id);

SELECT guard_rows('run_segments');
SELECT guard_rows('run_requests');
