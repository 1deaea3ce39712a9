-- Limits below a tenant's own. The subject says of what, for example key:key_…
CREATE TABLE limits (
    tenant_id  TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    subject    TEXT COLLATE "C" NOT NULL,
    settings   BYTEA            NOT NULL,
    updated_at BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, subject)
);

-- What was taken of limits for work under way. A node that dies settles nothing: its reservations expire.
CREATE TABLE limit_reservations (
    tenant_id      TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    reservation_id TEXT COLLATE "C" NOT NULL,
    subject        TEXT COLLATE "C" NOT NULL,
    metric         TEXT COLLATE "C" NOT NULL,
    window_start   BIGINT           NOT NULL,
    amount         BIGINT           NOT NULL,
    node           TEXT COLLATE "C" NOT NULL,
    expires_at     BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, reservation_id, subject, metric)
);

CREATE INDEX limit_reservations_by_expiry ON limit_reservations (expires_at);

-- What was used within a day (its first millisecond, UTC). Cost is in billionths of the prices' currency.
CREATE TABLE usage_days (
    tenant_id          TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    day                BIGINT           NOT NULL,
    workspace_id       TEXT COLLATE "C" NOT NULL,
    key_id             TEXT COLLATE "C" NOT NULL,
    user_id            TEXT COLLATE "C" NOT NULL,
    model              TEXT COLLATE "C" NOT NULL,
    requests           BIGINT           NOT NULL,
    estimated_requests BIGINT           NOT NULL,
    prompt_tokens      BIGINT           NOT NULL,
    completion_tokens  BIGINT           NOT NULL,
    cost               BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, day, workspace_id, key_id, user_id, model)
);

SELECT guard_rows('limits');
SELECT guard_rows('limit_reservations');
SELECT guard_rows('usage_days');
