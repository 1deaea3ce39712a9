-- Summaries of beginnings of conversations, under hashes of what was said and by whom. They can be made again.
CREATE TABLE conversation_summaries (
    tenant_id    TEXT    NOT NULL,
    summary_id   TEXT    NOT NULL,
    summary      TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    key_version  INTEGER NOT NULL,
    user_id      TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, summary_id)
);

CREATE INDEX conversation_summaries_by_age ON conversation_summaries (tenant_id, created_at);
CREATE INDEX conversation_summaries_by_user ON conversation_summaries (tenant_id, user_id);
CREATE INDEX conversation_summaries_by_key ON conversation_summaries (tenant_id, key_version);
