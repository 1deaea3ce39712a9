-- Times are milliseconds since 1970 (UTC). Every table carries the tenant, first in its key. Text compares by code point, as
-- it does on the other engines.

-- All work but migrations runs in this role, which row-level security binds. Roles belong to the whole server: another
-- database of the same server may have made it, or be making it.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'fastchat_app') THEN
        CREATE ROLE fastchat_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

DO $$
BEGIN
    IF NOT pg_has_role(current_user, 'fastchat_app', 'MEMBER') THEN
        EXECUTE format('GRANT fastchat_app TO %I', current_user);
    END IF;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO fastchat_app', current_schema());
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO fastchat_app', current_schema());
END $$;

-- Binds a table's rows to the tenant that the transaction has set; a transaction that has set none sees nothing.
CREATE FUNCTION guard_rows(guarded regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format(
        'CREATE POLICY tenant_rows ON %s USING (tenant_id = current_setting(''fastchat.tenant'') OR current_setting(''fastchat.tenant'') = ''*'')',
        guarded);
END $$;

CREATE TABLE tenants (
    tenant_id        TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name             TEXT COLLATE "C" NOT NULL UNIQUE,
    config           BYTEA            NOT NULL,
    created_at       BIGINT           NOT NULL
);

CREATE TABLE api_keys (
    tenant_id        TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    key_id           TEXT COLLATE "C" NOT NULL,
    hash             BYTEA            NOT NULL UNIQUE,
    origin           TEXT COLLATE "C" NOT NULL,
    created_at       BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, key_id)
);

CREATE TABLE files (
    tenant_id        TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    file_id          TEXT COLLATE "C" NOT NULL,
    filename         TEXT COLLATE "C" NOT NULL,
    content_type     TEXT COLLATE "C" NOT NULL,
    kind             TEXT COLLATE "C" NOT NULL,
    size_bytes       BIGINT           NOT NULL,
    sha256           TEXT COLLATE "C" NOT NULL,
    purpose          TEXT COLLATE "C" NOT NULL,
    created_at       BIGINT           NOT NULL,
    expires_at       BIGINT           NULL,
    PRIMARY KEY (tenant_id, file_id)
);

CREATE INDEX files_by_expiry ON files (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE collections (
    tenant_id        TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    collection_id    TEXT COLLATE "C" NOT NULL,
    name             TEXT COLLATE "C" NOT NULL,
    metadata         TEXT COLLATE "C" NOT NULL,
    created_at       BIGINT           NOT NULL,
    last_active_at   BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, collection_id)
);

CREATE TABLE documents (
    tenant_id        TEXT COLLATE "C" NOT NULL,
    collection_id    TEXT COLLATE "C" NOT NULL,
    file_id          TEXT COLLATE "C" NOT NULL,
    filename         TEXT COLLATE "C" NOT NULL,
    status           TEXT COLLATE "C" NOT NULL,
    stage            TEXT COLLATE "C" NOT NULL,
    progress         DOUBLE PRECISION NOT NULL,
    chunk_count      BIGINT           NOT NULL,
    usage_bytes      BIGINT           NOT NULL,
    attributes       TEXT COLLATE "C" NOT NULL,
    max_chunk_tokens BIGINT           NOT NULL,
    overlap_tokens   BIGINT           NOT NULL,
    error_code       TEXT COLLATE "C" NULL,
    error_message    TEXT COLLATE "C" NULL,
    created_at       BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, collection_id, file_id),
    FOREIGN KEY (tenant_id, collection_id) REFERENCES collections (tenant_id, collection_id) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, file_id) ON DELETE CASCADE
);

CREATE INDEX documents_by_file ON documents (tenant_id, file_id);

CREATE TABLE jobs (
    tenant_id        TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    job_id           TEXT COLLATE "C" NOT NULL,
    kind             TEXT COLLATE "C" NOT NULL,
    subject          TEXT COLLATE "C" NOT NULL,
    attempts         BIGINT           NOT NULL,
    owner            TEXT COLLATE "C" NULL,
    lease_until      BIGINT           NOT NULL,
    run_after        BIGINT           NOT NULL,
    created_at       BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, job_id),
    UNIQUE (tenant_id, kind, subject)
);

CREATE INDEX jobs_by_turn ON jobs (run_after, created_at);

CREATE TABLE runs (
    tenant_id        TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    run_id           TEXT COLLATE "C" NOT NULL,
    status           TEXT COLLATE "C" NOT NULL,
    model            TEXT COLLATE "C" NOT NULL,
    created_at       BIGINT           NOT NULL,
    ended_at         BIGINT           NULL,
    completion       BYTEA            NULL,
    error_code       TEXT COLLATE "C" NULL,
    error_message    TEXT COLLATE "C" NULL,
    PRIMARY KEY (tenant_id, run_id)
);

CREATE INDEX runs_in_progress ON runs (status) WHERE status = 'in_progress';

CREATE TABLE chat_completions (
    tenant_id        TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    completion_id    TEXT COLLATE "C" NOT NULL,
    body             BYTEA            NOT NULL,
    created_at       BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, completion_id)
);

SELECT guard_rows('tenants');
SELECT guard_rows('api_keys');
SELECT guard_rows('files');
SELECT guard_rows('collections');
SELECT guard_rows('documents');
SELECT guard_rows('jobs');
SELECT guard_rows('runs');
SELECT guard_rows('chat_completions');
