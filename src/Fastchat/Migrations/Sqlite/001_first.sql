-- Times are milliseconds since 1970 (UTC). Every table carries the tenant, first in its key.
CREATE TABLE tenants (
    tenant_id   TEXT    NOT NULL PRIMARY KEY,
    name        TEXT    NOT NULL UNIQUE,
    config      BLOB    NOT NULL,
    created_at  INTEGER NOT NULL
);

CREATE TABLE api_keys (
    tenant_id   TEXT    NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    key_id      TEXT    NOT NULL,
    hash        BLOB    NOT NULL UNIQUE,
    origin      TEXT    NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, key_id)
);

CREATE TABLE files (
    tenant_id    TEXT    NOT NULL REFERENCES tenants (tenant_id),
    file_id      TEXT    NOT NULL,
    filename     TEXT    NOT NULL,
    content_type TEXT    NOT NULL,
    kind         TEXT    NOT NULL,
    size_bytes   INTEGER NOT NULL,
    sha256       TEXT    NOT NULL,
    purpose      TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NULL,
    PRIMARY KEY (tenant_id, file_id)
);

CREATE INDEX files_by_expiry ON files (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE collections (
    tenant_id      TEXT    NOT NULL REFERENCES tenants (tenant_id),
    collection_id  TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    metadata       TEXT    NOT NULL,
    created_at     INTEGER NOT NULL,
    last_active_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, collection_id)
);

CREATE TABLE documents (
    tenant_id        TEXT    NOT NULL,
    collection_id    TEXT    NOT NULL,
    file_id          TEXT    NOT NULL,
    filename         TEXT    NOT NULL,
    status           TEXT    NOT NULL,
    stage            TEXT    NOT NULL,
    progress         REAL    NOT NULL,
    chunk_count      INTEGER NOT NULL,
    usage_bytes      INTEGER NOT NULL,
    attributes       TEXT    NOT NULL,
    max_chunk_tokens INTEGER NOT NULL,
    overlap_tokens   INTEGER NOT NULL,
    error_code       TEXT    NULL,
    error_message    TEXT    NULL,
    created_at       INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, collection_id, file_id),
    FOREIGN KEY (tenant_id, collection_id) REFERENCES collections (tenant_id, collection_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, file_id) ON DELETE CASCADE
);

CREATE INDEX documents_by_file ON documents (tenant_id, file_id);

CREATE TABLE jobs (
    tenant_id   TEXT    NOT NULL REFERENCES tenants (tenant_id),
    job_id      TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    subject     TEXT    NOT NULL,
    attempts    INTEGER NOT NULL,
    owner       TEXT    NULL,
    lease_until INTEGER NOT NULL,
    run_after   INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, job_id),
    UNIQUE (tenant_id, kind, subject)
);

CREATE INDEX jobs_by_turn ON jobs (run_after, created_at);

CREATE TABLE runs (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (tenant_id),
    run_id        TEXT    NOT NULL,
    status        TEXT    NOT NULL,
    model         TEXT    NOT NULL,
    created_at    INTEGER NOT NULL,
    ended_at      INTEGER NULL,
    completion    BLOB    NULL,
    error_code    TEXT    NULL,
    error_message TEXT    NULL,
    PRIMARY KEY (tenant_id, run_id)
);

CREATE INDEX runs_in_progress ON runs (status) WHERE status = 'in_progress';

CREATE TABLE chat_completions (
    tenant_id     TEXT    NOT NULL REFERENCES tenants (tenant_id),
    completion_id TEXT    NOT NULL,
    body          BLOB    NOT NULL,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, completion_id)
);
