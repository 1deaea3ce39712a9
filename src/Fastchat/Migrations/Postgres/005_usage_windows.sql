-- What is used up of a limit within a window of time. The subject is empty for the tenant as a whole.
CREATE TABLE usage_windows (
    tenant_id    TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    subject      TEXT COLLATE "C" NOT NULL,
    metric       TEXT COLLATE "C" NOT NULL,
    window_start BIGINT           NOT NULL,
    used         BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, subject, metric, window_start)
);

SELECT guard_rows('usage_windows');
