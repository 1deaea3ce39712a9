-- Tenants' data keys, wrapped; the highest version encrypts. A destroyed one is empty.
CREATE TABLE tenant_keys (
    tenant_id    TEXT    NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    version      INTEGER NOT NULL,
    key_id       TEXT    NOT NULL,
    wrapped      BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    destroyed_at INTEGER NULL,
    PRIMARY KEY (tenant_id, version)
);

-- Which nodes have bytes in their own folders that need a version.
CREATE TABLE tenant_key_holders (
    tenant_id    TEXT    NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    version      INTEGER NOT NULL,
    node         TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, version, node)
);

-- The version that a row's text is encrypted with; 0 for a row of before encryption.
ALTER TABLE runs ADD COLUMN key_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat_completions ADD COLUMN key_version INTEGER NOT NULL DEFAULT 0;
CREATE INDEX runs_by_key ON runs (tenant_id, key_version);
CREATE INDEX chat_completions_by_key ON chat_completions (tenant_id, key_version);
