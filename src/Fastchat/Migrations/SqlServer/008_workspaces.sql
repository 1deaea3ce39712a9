-- Parts of a tenant that keys belong to, for limits, rules and usage.
CREATE TABLE workspaces (
    tenant_id    NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    workspace_id NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    name         NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    created_at   BIGINT                                        NOT NULL,
    archived_at  BIGINT                                        NULL,
    PRIMARY KEY (tenant_id, workspace_id)
);

ALTER TABLE api_keys ADD workspace_id NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '';
