-- Requests that their callers have named, and what they were answered.
CREATE TABLE idempotent_requests (
    tenant_id     NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    request_id    NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    request_hash  NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    state         NVARCHAR(16) COLLATE Latin1_General_100_BIN2  NOT NULL,
    answer        VARBINARY(MAX)                                NULL,
    created_at    BIGINT                                        NOT NULL,
    held_until    BIGINT                                        NOT NULL,
    key_version   BIGINT                                        NOT NULL,
    user_id       NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (tenant_id, request_id)
);

CREATE INDEX idempotent_requests_by_time ON idempotent_requests (tenant_id, created_at);
