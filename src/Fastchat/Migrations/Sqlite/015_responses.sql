-- What was asked for responses in OpenAI's shape; what became of them are runs whose ids have the same tail. Those that go on
-- from each other share the id of the first.
CREATE TABLE responses (
    tenant_id    TEXT    NOT NULL,
    response_id  TEXT    NOT NULL,
    previous_id  TEXT    NOT NULL,
    root_id      TEXT    NOT NULL,
    request      BLOB    NOT NULL,
    input        BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    key_version  INTEGER NOT NULL,
    user_id      TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, response_id)
);

CREATE INDEX responses_by_root ON responses (tenant_id, root_id);
CREATE INDEX responses_by_age ON responses (tenant_id, created_at);
CREATE INDEX responses_by_user ON responses (tenant_id, user_id);
CREATE INDEX responses_by_key ON responses (tenant_id, key_version);
