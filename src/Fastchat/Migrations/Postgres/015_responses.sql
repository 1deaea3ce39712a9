-- What was asked for responses in OpenAI's shape; what became of them are runs whose ids have the same tail. Those that go on
-- from each other share the id of the first.
CREATE TABLE responses (
    tenant_id    TEXT COLLATE "C" NOT NULL,
    response_id  TEXT COLLATE "C" NOT NULL,
    previous_id  TEXT COLLATE "C" NOT NULL,
    root_id      TEXT COLLATE "C" NOT NULL,
    request      BYTEA            NOT NULL,
    input        BYTEA            NOT NULL,
    created_at   BIGINT           NOT NULL,
    key_version  BIGINT           NOT NULL,
    user_id      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, response_id)
);

CREATE INDEX responses_by_root ON responses (tenant_id, root_id);
CREATE INDEX responses_by_age ON responses (tenant_id, created_at);
CREATE INDEX responses_by_user ON responses (tenant_id, user_id);
CREATE INDEX responses_by_key ON responses (tenant_id, key_version);

SELECT guard_rows('responses');
