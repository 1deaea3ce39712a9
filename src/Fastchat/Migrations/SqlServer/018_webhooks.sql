-- Addresses of tenants that are told when something has ended, and what they are told.
CREATE TABLE webhooks (
    tenant_id    NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL REFERENCES tenants (tenant_id),
    webhook_id   NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    url          NVARCHAR(2000) COLLATE Latin1_General_100_BIN2 NOT NULL,
    event_types  NVARCHAR(1000) COLLATE Latin1_General_100_BIN2 NOT NULL,
    secret       NVARCHAR(1000) COLLATE Latin1_General_100_BIN2 NOT NULL,
    disabled_at  BIGINT NULL,
    created_at   BIGINT NOT NULL,
    key_version  BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, webhook_id)
);

CREATE INDEX webhooks_by_key ON webhooks (tenant_id, key_version);

CREATE TABLE webhook_deliveries (
    tenant_id    NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    delivery_id  NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    webhook_id   NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    event_id     NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    event_type   NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    subject      NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    state        NVARCHAR(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    attempts     BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    due_at       BIGINT NOT NULL,
    last_error   NVARCHAR(1000) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (tenant_id, delivery_id),
    FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, webhook_id) ON DELETE CASCADE
);

CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (tenant_id, webhook_id, delivery_id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (tenant_id, created_at);
