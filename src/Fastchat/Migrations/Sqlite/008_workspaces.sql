-- Parts of a tenant that keys belong to, for limits, rules and usage.
CREATE TABLE workspaces (
    tenant_id    TEXT    NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    workspace_id TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    archived_at  INTEGER NULL,
    PRIMARY KEY (tenant_id, workspace_id)
);

ALTER TABLE api_keys ADD COLUMN workspace_id TEXT NOT NULL DEFAULT '';
