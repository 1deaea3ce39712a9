-- Requests that their callers have named, and what they were answered.
CREATE TABLE idempotent_requests (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    request_id    TEXT COLLATE "C" NOT NULL,
    request_hash  TEXT COLLATE "C" NOT NULL,
    state         TEXT COLLATE "C" NOT NULL,
    answer        BYTEA            NULL,
    created_at    BIGINT           NOT NULL,
    held_until    BIGINT           NOT NULL,
    key_version   BIGINT           NOT NULL,
    user_id       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, request_id)
);

CREATE INDEX idempotent_requests_by_time ON idempotent_requests (tenant_id, created_at);

SELECT guard_rows('idempotent_requests');
