-- Rules on top of roles, and what holds when none matches.
CREATE TABLE policy_rules (
    tenant_id  NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    rule_id    NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    spec       VARBINARY(MAX)                               NOT NULL,
    created_at BIGINT                                       NOT NULL,
    updated_at BIGINT                                       NOT NULL,
    PRIMARY KEY (tenant_id, rule_id)
);

CREATE TABLE policy_defaults (
    tenant_id NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    effect    NVARCHAR(32) COLLATE Latin1_General_100_BIN2 NOT NULL
);
