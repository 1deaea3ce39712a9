-- The events of runs, in pieces of some that follow each other; the id is the run's with the first one's number.
CREATE TABLE run_segments (
    tenant_id      NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    segment_id     NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    run_id         NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    last_sequence  BIGINT                                        NOT NULL,
    events         VARBINARY(MAX)                                NOT NULL,
    created_at     BIGINT                                        NOT NULL,
    key_version    BIGINT                                        NOT NULL,
    PRIMARY KEY (tenant_id, segment_id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, run_id) ON DELETE CASCADE
);

CREATE INDEX run_segments_by_run ON run_segments (tenant_id, run_id, last_sequence);
CREATE INDEX run_segments_by_key ON run_segments (tenant_id, key_version);

-- Which run a request is that its caller has named.
CREATE TABLE run_requests (
    tenant_id      NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    request_id     NVARCHAR(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    run_id         NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    request_hash   NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    PRIMARY KEY (tenant_id, request_id),
    FOREIGN KEY (tenant_id, run_id) REFERENCES runs (tenant_id, run_id) ON DELETE CASCADE
);

CREATE INDEX run_requests_by_run ON run_requests (tenant_id, run_id);
