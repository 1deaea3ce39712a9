-- Limits below a tenant's own. The subject says of what, for example key:key_…
CREATE TABLE limits (
    tenant_id  NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    subject    NVARCHAR(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    settings   VARBINARY(MAX)                                NOT NULL,
    updated_at BIGINT                                        NOT NULL,
    PRIMARY KEY (tenant_id, subject)
);

-- What was taken of limits for work under way. A node that dies settles nothing: its reservations expire.
CREATE TABLE limit_reservations (
    tenant_id      NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    reservation_id NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    subject        NVARCHAR(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    metric         NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    window_start   BIGINT                                        NOT NULL,
    amount         BIGINT                                        NOT NULL,
    node           NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    expires_at     BIGINT                                        NOT NULL,
    PRIMARY KEY NONCLUSTERED (tenant_id, reservation_id, subject, metric)
);

CREATE INDEX limit_reservations_by_expiry ON limit_reservations (expires_at);

-- What was used within a day (its first millisecond, UTC). Cost is in billionths of the prices' currency.
CREATE TABLE usage_days (
    tenant_id          NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    day                BIGINT                                        NOT NULL,
    workspace_id       NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    key_id             NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    user_id            NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    model              NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    requests           BIGINT                                        NOT NULL,
    estimated_requests BIGINT                                        NOT NULL,
    prompt_tokens      BIGINT                                        NOT NULL,
    completion_tokens  BIGINT                                        NOT NULL,
    cost               BIGINT                                        NOT NULL,
    PRIMARY KEY NONCLUSTERED (tenant_id, day, workspace_id, key_id, user_id, model)
);
