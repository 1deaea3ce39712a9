-- Files that come in parts. An upload is kept for a day after its hour, so that whoever comes late hears what became of it; the parts
-- go with its end. file_id is the file that it became, lifetime that of the file, in milliseconds.
CREATE TABLE uploads (
    tenant_id   TEXT    NOT NULL REFERENCES tenants (tenant_id),
    upload_id   TEXT    NOT NULL,
    filename    TEXT    NOT NULL,
    purpose     TEXT    NOT NULL,
    size_bytes  INTEGER NOT NULL,
    lifetime    INTEGER NULL,
    status      TEXT    NOT NULL,
    file_id     TEXT    NULL,
    created_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    user_id     TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, upload_id)
);

CREATE INDEX uploads_by_expiry ON uploads (expires_at);
CREATE INDEX uploads_by_user ON uploads (tenant_id, user_id);

CREATE TABLE upload_parts (
    tenant_id   TEXT    NOT NULL,
    part_id     TEXT    NOT NULL,
    upload_id   TEXT    NOT NULL,
    size_bytes  INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, part_id),
    FOREIGN KEY (tenant_id, upload_id) REFERENCES uploads (tenant_id, upload_id) ON DELETE CASCADE
);

CREATE INDEX upload_parts_by_upload ON upload_parts (tenant_id, upload_id);
