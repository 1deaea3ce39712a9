-- Erasures of tenants and of users; they outlive what they erased, so they reference nothing.
CREATE TABLE erasures (
    tenant_id    NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    erasure_id   NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    kind         NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    user_id      NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    subject_hash NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    ordered_by   NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    step         NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    state        VARBINARY(MAX)                                NOT NULL,
    problem      NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    begun_at     BIGINT                                        NOT NULL,
    ended_at     BIGINT                                        NULL,
    owner        NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NULL,
    lease_until  BIGINT                                        NOT NULL,
    run_after    BIGINT                                        NOT NULL,
    PRIMARY KEY (tenant_id, erasure_id)
);

-- The nodes that may have bytes of what is erased in their folders, and when they confirmed that these are gone.
CREATE TABLE erasure_nodes (
    tenant_id    NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    erasure_id   NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    node         NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    found        BIGINT                                        NOT NULL,
    confirmed_at BIGINT                                        NULL,
    PRIMARY KEY (tenant_id, erasure_id, node)
);

-- Who looks through a tenant for what is older than it is to be kept, and when that is due again.
CREATE TABLE retention_sweeps (
    tenant_id    NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    due_at       BIGINT                                        NOT NULL
);

-- Whose they are, within the tenant; empty for nobody's.
ALTER TABLE runs ADD user_id NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '';
ALTER TABLE chat_completions ADD user_id NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '';
ALTER TABLE files ADD user_id NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '';
CREATE INDEX runs_by_age ON runs (tenant_id, created_at);
CREATE INDEX chat_completions_by_age ON chat_completions (tenant_id, created_at);
CREATE INDEX files_by_age ON files (tenant_id, created_at);
