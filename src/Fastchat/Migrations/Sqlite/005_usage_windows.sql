-- What is used up of a limit within a window of time. The subject is empty for the tenant as a whole.
CREATE TABLE usage_windows (
    tenant_id    TEXT    NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    subject      TEXT    NOT NULL,
    metric       TEXT    NOT NULL,
    window_start INTEGER NOT NULL,
    used         INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, subject, metric, window_start)
);
