-- Erasures of tenants and of users; they outlive what they erased, so they reference nothing.
CREATE TABLE erasures (
    tenant_id    TEXT    NOT NULL,
    erasure_id   TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    user_id      TEXT    NOT NULL,
    subject_hash TEXT    NOT NULL,
    ordered_by   TEXT    NOT NULL,
    step         TEXT    NOT NULL,
    state        BLOB    NOT NULL,
    problem      TEXT    NOT NULL,
    begun_at     INTEGER NOT NULL,
    ended_at     INTEGER NULL,
    owner        TEXT    NULL,
    lease_until  INTEGER NOT NULL,
    run_after    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, erasure_id)
);

-- The nodes that may have bytes of what is erased in their folders, and when they confirmed that these are gone.
CREATE TABLE erasure_nodes (
    tenant_id    TEXT    NOT NULL,
    erasure_id   TEXT    NOT NULL,
    node         TEXT    NOT NULL,
    found        INTEGER NOT NULL,
    confirmed_at INTEGER NULL,
    PRIMARY KEY (tenant_id, erasure_id, node)
);

-- Who looks through a tenant for what is older than it is to be kept, and when that is due again.
CREATE TABLE retention_sweeps (
    tenant_id    TEXT    NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    due_at       INTEGER NOT NULL
);

-- Whose they are, within the tenant; empty for nobody's.
ALTER TABLE runs ADD COLUMN user_id TEXT NOT NULL DEFAULT '';
ALTER TABLE chat_completions ADD COLUMN user_id TEXT NOT NULL DEFAULT '';
ALTER TABLE files ADD COLUMN user_id TEXT NOT NULL DEFAULT '';
CREATE INDEX runs_by_age ON runs (tenant_id, created_at);
CREATE INDEX chat_completions_by_age ON chat_completions (tenant_id, created_at);
CREATE INDEX files_by_age ON files (tenant_id, created_at);
