-- Addresses of tenants that are told when something has ended, and what they are told.
CREATE TABLE webhooks (
    tenant_id    TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    webhook_id   TEXT COLLATE "C" NOT NULL,
    url          TEXT COLLATE "C" NOT NULL,
    event_types  TEXT COLLATE "C" NOT NULL,
    secret       TEXT COLLATE "C" NOT NULL,
    disabled_at  BIGINT NULL,
    created_at   BIGINT NOT NULL,
    key_version  BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, webhook_id)
);

CREATE INDEX webhooks_by_key ON webhooks (tenant_id, key_version);

CREATE TABLE webhook_deliveries (
    tenant_id    TEXT COLLATE "C" NOT NULL,
    delivery_id  TEXT COLLATE "C" NOT NULL,
    webhook_id   TEXT COLLATE "C" NOT NULL,
    event_id     TEXT COLLATE "C" NOT NULL,
    event_type   TEXT COLLATE "C" NOT NULL,
    subject      TEXT COLLATE "C" NOT NULL,
    state        TEXT COLLATE "C" NOT NULL,
    attempts     BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    last_error   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, delivery_id),
    FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, webhook_id) ON DELETE CASCADE
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (tenant_id, webhook_id, delivery_id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (tenant_id, created_at);

SELECT guard_rows('webhooks');
SELECT guard_rows('webhook_deliveries');
