-- What was asked for responses in OpenAI's shape; what became of them are runs whose ids have the same tail. Those that go on
-- from each other share the id of the first.
CREATE TABLE responses (
    tenant_id    NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    response_id  NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    previous_id  NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    root_id      NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    request      VARBINARY(MAX)                                NOT NULL,
    input        VARBINARY(MAX)                                NOT NULL,
    created_at   BIGINT                                        NOT NULL,
    key_version  BIGINT                                        NOT NULL,
    user_id      NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (tenant_id, response_id)
);

CREATE INDEX responses_by_root ON responses (tenant_id, root_id);
CREATE INDEX responses_by_age ON responses (tenant_id, created_at);
CREATE INDEX responses_by_user ON responses (tenant_id, user_id);
CREATE INDEX responses_by_key ON responses (tenant_id, key_version);
