-- What stored completions are looked for by, and the messages that they answer.
ALTER TABLE chat_completions ADD model NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '';
ALTER TABLE chat_completions ADD messages VARBINARY(MAX) NULL;
CREATE INDEX chat_completions_by_model ON chat_completions (tenant_id, model, completion_id);

CREATE TABLE chat_completion_metadata (
    tenant_id      NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    completion_id  NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    name           NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    value          NVARCHAR(512) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (tenant_id, completion_id, name),
    FOREIGN KEY (tenant_id, completion_id) REFERENCES chat_completions (tenant_id, completion_id) ON DELETE CASCADE
);

CREATE INDEX chat_completion_metadata_by_pair ON chat_completion_metadata (tenant_id, name, value, completion_id);
