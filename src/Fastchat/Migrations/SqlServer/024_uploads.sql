-- Files that come in parts. An upload is kept for a day after its hour, so that whoever comes late hears what became of it; the parts
-- go with its end. file_id is the file that it became, lifetime that of the file, in milliseconds.
CREATE TABLE uploads (
    tenant_id   NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id),
    upload_id   NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    filename    NVARCHAR(512) COLLATE Latin1_General_100_BIN2 NOT NULL,
    purpose     NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    size_bytes  BIGINT                                        NOT NULL,
    lifetime    BIGINT                                        NULL,
    status      NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    file_id     NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NULL,
    created_at  BIGINT                                        NOT NULL,
    expires_at  BIGINT                                        NOT NULL,
    user_id     NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (tenant_id, upload_id)
);

CREATE INDEX uploads_by_expiry ON uploads (expires_at);
CREATE INDEX uploads_by_user ON uploads (tenant_id, user_id);

CREATE TABLE upload_parts (
    tenant_id   NVARCHAR(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    part_id     NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    upload_id   NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    size_bytes  BIGINT                                       NOT NULL,
    created_at  BIGINT                                       NOT NULL,
    PRIMARY KEY (tenant_id, part_id),
    FOREIGN KEY (tenant_id, upload_id) REFERENCES uploads (tenant_id, upload_id) ON DELETE CASCADE
);

CREATE INDEX upload_parts_by_upload ON upload_parts (tenant_id, upload_id);
