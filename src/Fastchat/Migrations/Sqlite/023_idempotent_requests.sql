-- Requests that their callers have named, and what they were answered.
CREATE TABLE idempotent_requests (
    tenant_id     TEXT    NOT NULL,
    request_id    TEXT    NOT NULL,
    request_hash  TEXT    NOT NULL,
    state         TEXT    NOT NULL,
    answer        BLOB    NULL,
    created_at    INTEGER NOT NULL,
    held_until    INTEGER NOT NULL,
    key_version   INTEGER NOT NULL,
    user_id       TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, request_id)
);

CREATE INDEX idempotent_requests_by_time ON idempotent_requests (tenant_id, created_at);
