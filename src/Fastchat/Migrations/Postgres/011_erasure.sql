-- Erasures of tenants and of users; they outlive what they erased, so they reference nothing.
CREATE TABLE erasures (
    tenant_id    TEXT COLLATE "C" NOT NULL,
    erasure_id   TEXT COLLATE "C" NOT NULL,
    kind         TEXT COLLATE "C" NOT NULL,
    user_id      TEXT COLLATE "C" NOT NULL,
    subject_hash TEXT COLLATE "C" NOT NULL,
    ordered_by   TEXT COLLATE "C" NOT NULL,
    step         TEXT COLLATE "C" NOT NULL,
    state        BYTEA            NOT NULL,
    problem      TEXT COLLATE "C" NOT NULL,
    begun_at     BIGINT           NOT NULL,
    ended_at     BIGINT           NULL,
    owner        TEXT COLLATE "C" NULL,
    lease_until  BIGINT           NOT NULL,
    run_after    BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, erasure_id)
);

-- The nodes that may have bytes of what is erased in their folders, and when they confirmed that these are gone.
CREATE TABLE erasure_nodes (
    tenant_id    TEXT COLLATE "C" NOT NULL,
    erasure_id   TEXT COLLATE "C" NOT NULL,
    node         TEXT COLLATE "C" NOT NULL,
    found        BIGINT           NOT NULL,
    confirmed_at BIGINT           NULL,
    PRIMARY KEY (tenant_id, erasure_id, node)
);

-- Who looks through a tenant for what is older than it is to be kept, and when that is due again.
CREATE TABLE retention_sweeps (
    tenant_id    TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    due_at       BIGINT           NOT NULL
);

-- Whose they are, within the tenant; empty for nobody's.
ALTER TABLE runs ADD COLUMN user_id TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE chat_completions ADD COLUMN user_id TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN user_id TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX runs_by_age ON runs (tenant_id, created_at);
CREATE INDEX chat_completions_by_age ON chat_completions (tenant_id, created_at);
CREATE INDEX files_by_age ON files (tenant_id, created_at);

SELECT guard_rows('erasures');
SELECT guard_rows('erasure_nodes');
SELECT guard_rows('retention_sweeps');
