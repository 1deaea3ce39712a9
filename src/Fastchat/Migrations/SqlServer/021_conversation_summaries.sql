-- Summaries of beginnings of conversations, under hashes of what was said and by whom. They can be made again.
CREATE TABLE conversation_summaries (
    tenant_id    NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    summary_id   NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    summary      NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    created_at   BIGINT                                        NOT NULL,
    key_version  BIGINT                                        NOT NULL,
    user_id      NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (tenant_id, summary_id)
);

CREATE INDEX conversation_summaries_by_age ON conversation_summaries (tenant_id, created_at);
CREATE INDEX conversation_summaries_by_user ON conversation_summaries (tenant_id, user_id);
CREATE INDEX conversation_summaries_by_key ON conversation_summaries (tenant_id, key_version);
