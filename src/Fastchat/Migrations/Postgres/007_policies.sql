-- Rules on top of roles, and what holds when none matches.
CREATE TABLE policy_rules (
    tenant_id  TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    rule_id    TEXT COLLATE "C" NOT NULL,
    spec       BYTEA            NOT NULL,
    created_at BIGINT           NOT NULL,
    updated_at BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, rule_id)
);

CREATE TABLE policy_defaults (
    tenant_id TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    effect    TEXT COLLATE "C" NOT NULL
);

SELECT guard_rows('policy_rules');
SELECT guard_rows('policy_defaults');
