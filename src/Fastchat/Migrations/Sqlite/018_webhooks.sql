-- Addresses of tenants that are told when something has ended, and what they are told.
CREATE TABLE webhooks (
    tenant_id    TEXT NOT NULL REFERENCES tenants (tenant_id),
    webhook_id   TEXT NOT NULL,
    url          TEXT NOT NULL,
    event_types  TEXT NOT NULL,
    secret       TEXT NOT NULL,
    disabled_at  INTEGER NULL,
    created_at   INTEGER NOT NULL,
    key_version  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, webhook_id)
);

CREATE INDEX webhooks_by_key ON webhooks (tenant_id, key_version);

CREATE TABLE webhook_deliveries (
    tenant_id    TEXT NOT NULL,
    delivery_id  TEXT NOT NULL,
    webhook_id   TEXT NOT NULL,
    event_id     TEXT NOT NULL,
    event_type   TEXT NOT NULL,
    subject      TEXT NOT NULL,
    state        TEXT NOT NULL,
    attempts     INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    last_error   TEXT NOT NULL,
    PRIMARY KEY (tenant_id, delivery_id),
    FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, webhook_id) ON DELETE CASCADE
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (tenant_id, webhook_id, delivery_id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (tenant_id, created_at);
