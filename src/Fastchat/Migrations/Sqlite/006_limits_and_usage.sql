-- Limits below a tenant's own. The subject says of what, for example key:key_…
CREATE TABLE limits (
    tenant_id  TEXT    NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    subject    TEXT    NOT NULL,
    settings   BLOB    NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, subject)
);

-- What was taken of limits for work under way. A node that dies settles nothing: its reservations expire.
CREATE TABLE limit_reservations (
    tenant_id      TEXT    NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    reservation_id TEXT    NOT NULL,
    subject        TEXT    NOT NULL,
    metric         TEXT    NOT NULL,
    window_start   INTEGER NOT NULL,
    amount         INTEGER NOT NULL,
    node           TEXT    NOT NULL,
    expires_at     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, reservation_id, subject, metric)
);

CREATE INDEX limit_reservations_by_expiry ON limit_reservations (expires_at);

-- What was used within a day (its first millisecond, UTC). Cost is in billionths of the prices' currency.
CREATE TABLE usage_days (
    tenant_id          TEXT    NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    day                INTEGER NOT NULL,
    workspace_id       TEXT    NOT NULL,
    key_id             TEXT    NOT NULL,
    user_id            TEXT    NOT NULL,
    model              TEXT    NOT NULL,
    requests           INTEGER NOT NULL,
    estimated_requests INTEGER NOT NULL,
    prompt_tokens      INTEGER NOT NULL,
    completion_tokens  INTEGER NOT NULL,
    cost               INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day, workspace_id, key_id, user_id, model)
);
