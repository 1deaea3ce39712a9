-- Times are milliseconds since 1970 (UTC). Every table carries the tenant, first in its key. Text compares by code point, as
-- it does on the other engines.
CREATE TABLE tenants (
    tenant_id        NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL PRIMARY KEY,
    name             NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL UNIQUE,
    config           VARBINARY(MAX)                                NOT NULL,
    created_at       BIGINT                                        NOT NULL
);

CREATE TABLE api_keys (
    tenant_id        NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    key_id           NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    hash             BINARY(32)                                    NOT NULL UNIQUE,
    origin           NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    created_at       BIGINT                                        NOT NULL,
    PRIMARY KEY (tenant_id, key_id)
);

CREATE TABLE files (
    tenant_id        NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id),
    file_id          NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    filename         NVARCHAR(512) COLLATE Latin1_General_100_BIN2 NOT NULL,
    content_type     NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    kind             NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    size_bytes       BIGINT                                        NOT NULL,
    sha256           NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    purpose          NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    created_at       BIGINT                                        NOT NULL,
    expires_at       BIGINT                                        NULL,
    PRIMARY KEY (tenant_id, file_id)
);

CREATE INDEX files_by_expiry ON files (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE collections (
    tenant_id        NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id),
    collection_id    NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    name             NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    metadata         NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    created_at       BIGINT                                        NOT NULL,
    last_active_at   BIGINT                                        NOT NULL,
    PRIMARY KEY (tenant_id, collection_id)
);

CREATE TABLE documents (
    tenant_id        NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    collection_id    NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    file_id          NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    filename         NVARCHAR(512) COLLATE Latin1_General_100_BIN2 NOT NULL,
    status           NVARCHAR(32) COLLATE Latin1_General_100_BIN2  NOT NULL,
    stage            NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    progress         FLOAT(53)                                     NOT NULL,
    chunk_count      BIGINT                                        NOT NULL,
    usage_bytes      BIGINT                                        NOT NULL,
    attributes       NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    max_chunk_tokens BIGINT                                        NOT NULL,
    overlap_tokens   BIGINT                                        NOT NULL,
    error_code       NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NULL,
    error_message    NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    created_at       BIGINT                                        NOT NULL,
    PRIMARY KEY (tenant_id, collection_id, file_id),
    FOREIGN KEY (tenant_id, collection_id) REFERENCES collections (tenant_id, collection_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, file_id) ON DELETE CASCADE
);

CREATE INDEX documents_by_file ON documents (tenant_id, file_id);

CREATE TABLE jobs (
    tenant_id        NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id),
    job_id           NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    kind             NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    subject          NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    attempts         BIGINT                                        NOT NULL,
    owner            NVARCHAR(128) COLLATE Latin1_General_100_BIN2 NULL,
    lease_until      BIGINT                                        NOT NULL,
    run_after        BIGINT                                        NOT NULL,
    created_at       BIGINT                                        NOT NULL,
    PRIMARY KEY (tenant_id, job_id),
    UNIQUE (tenant_id, kind, subject)
);

CREATE INDEX jobs_by_turn ON jobs (run_after, created_at);

CREATE TABLE runs (
    tenant_id        NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id),
    run_id           NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    status           NVARCHAR(32) COLLATE Latin1_General_100_BIN2  NOT NULL,
    model            NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    created_at       BIGINT                                        NOT NULL,
    ended_at         BIGINT                                        NULL,
    completion       VARBINARY(MAX)                                NULL,
    error_code       NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NULL,
    error_message    NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    PRIMARY KEY (tenant_id, run_id)
);

CREATE INDEX runs_in_progress ON runs (status) WHERE status = 'in_progress';

CREATE TABLE chat_completions (
    tenant_id        NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id),
    completion_id    NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    body             VARBINARY(MAX)                                NOT NULL,
    created_at       BIGINT                                        NOT NULL,
    PRIMARY KEY (tenant_id, completion_id)
);
