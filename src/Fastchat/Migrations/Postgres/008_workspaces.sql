-- Parts of a tenant that keys belong to, for limits, rules and usage.
CREATE TABLE workspaces (
    tenant_id    TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    workspace_id TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT           NOT NULL,
    archived_at  BIGINT           NULL,
    PRIMARY KEY (tenant_id, workspace_id)
);

ALTER TABLE api_keys ADD COLUMN workspace_id TEXT COLLATE "C" NOT NULL DEFAULT '';

SELECT guard_rows('workspaces');
