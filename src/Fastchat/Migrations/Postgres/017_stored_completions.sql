-- What stored completions are looked for by, and the messages that they answer.
ALTER TABLE chat_completions ADD COLUMN model TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE chat_completions ADD COLUMN messages BYTEA NULL;
CREATE INDEX chat_completions_by_model ON chat_completions (tenant_id, model, completion_id);

CREATE TABLE chat_completion_metadata (
    tenant_id      TEXT COLLATE "C" NOT NULL,
    completion_id  TEXT COLLATE "C" NOT NULL,
    name           TEXT COLLATE "C" NOT NULL,
    value          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, completion_id, name),
    FOREIGN KEY (tenant_id, completion_id) REFERENCES chat_completions (tenant_id, completion_id) ON DELETE CASCADE
);

CREATE INDEX chat_completion_metadata_by_pair ON chat_completion_metadata (tenant_id, name, value, completion_id);

SELECT guard_rows('chat_completion_metadata');
