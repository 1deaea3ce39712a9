-- Files that come in parts. An upload is kept for a day after its hour, so that whoever comes late hears what became of it; the parts
-- go with its end. file_id is the file that it became, lifetime that of the file, in milliseconds.
CREATE TABLE uploads (
    tenant_id   TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    upload_id   TEXT COLLATE "C" NOT NULL,
    filename    TEXT COLLATE "C" NOT NULL,
    purpose     TEXT COLLATE "C" NOT NULL,
    size_bytes  BIGINT           NOT NULL,
    lifetime    BIGINT           NULL,
    status      TEXT COLLATE "C" NOT NULL,
    file_id     TEXT COLLATE "C" NULL,
    created_at  BIGINT           NOT NULL,
    expires_at  BIGINT           NOT NULL,
    user_id     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, upload_id)
);

CREATE INDEX uploads_by_expiry ON uploads (expires_at);
CREATE INDEX uploads_by_user ON uploads (tenant_id, user_id);

CREATE TABLE upload_parts (
    tenant_id   TEXT COLLATE "C" NOT NULL,
    part_id     TEXT COLLATE "C" NOT NULL,
    upload_id   TEXT COLLATE "C" NOT NULL,
    size_bytes  BIGINT           NOT NULL,
    created_at  BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, part_id),
    FOREIGN KEY (tenant_id, upload_id) REFERENCES uploads (tenant_id, upload_id) ON DELETE CASCADE
);

CREATE INDEX upload_parts_by_upload ON upload_parts (tenant_id, upload_id);

SELECT guard_rows('uploads');
SELECT guard_rows('upload_parts');
