-- Tenants' data keys, wrapped; the highest version encrypts. A destroyed one is empty.
CREATE TABLE tenant_keys (
    tenant_id    TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    version      BIGINT           NOT NULL,
    key_id       TEXT COLLATE "C" NOT NULL,
    wrapped      BYTEA            NOT NULL,
    created_at   BIGINT           NOT NULL,
    destroyed_at BIGINT           NULL,
    PRIMARY KEY (tenant_id, version)
);

-- Which nodes have bytes in their own folders that need a version.
CREATE TABLE tenant_key_holders (
    tenant_id    TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    version      BIGINT           NOT NULL,
    node         TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, version, node)
);

-- The version that a row's text is encrypted with; 0 for a row of before encryption.
ALTER TABLE runs ADD COLUMN key_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE chat_completions ADD COLUMN key_version BIGINT NOT NULL DEFAULT 0;
CREATE INDEX runs_by_key ON runs (tenant_id, key_version);
CREATE INDEX chat_completions_by_key ON chat_completions (tenant_id, key_version);

SELECT guard_rows('tenant_keys');
SELECT guard_rows('tenant_key_holders');
