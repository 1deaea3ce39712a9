-- What is used up of a limit within a window of time. The subject is empty for the tenant as a whole.
CREATE TABLE usage_windows (
    tenant_id    NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    subject      NVARCHAR(300) COLLATE Latin1_General_100_BIN2 NOT NULL,
    metric       NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    window_start BIGINT                                        NOT NULL,
    used         BIGINT                                        NOT NULL,
    PRIMARY KEY (tenant_id, subject, metric, window_start)
);
