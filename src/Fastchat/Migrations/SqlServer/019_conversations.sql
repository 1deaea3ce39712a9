-- Conversations, which are threads too. A fork names its parent and how far it shares the parent's history. One that is deleted
-- stays without its notes as long as forks share of it.
CREATE TABLE conversations (
    tenant_id        NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL REFERENCES tenants (tenant_id),
    conversation_id  NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    parent_id        NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NULL,
    parent_sequence  BIGINT                                        NULL,
    depth            BIGINT                                        NOT NULL,
    last_sequence    BIGINT                                        NOT NULL,
    metadata         NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    created_at       BIGINT                                        NOT NULL,
    deleted_at       BIGINT                                        NULL,
    user_id          NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    key_version      BIGINT                                        NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
);

CREATE INDEX conversations_by_parent ON conversations (tenant_id, parent_id, parent_sequence) WHERE parent_id IS NOT NULL;
CREATE INDEX conversations_by_key ON conversations (tenant_id, key_version);

-- Their items; the id of a row is the conversation's with the sequence. A row hides those of the same sequence that ancestors
-- have; without a body it says that the item was taken out. Spoken are words of users and assistants.
CREATE TABLE conversation_items (
    tenant_id        NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    entry_id         NVARCHAR(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    conversation_id  NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    sequence         BIGINT                                        NOT NULL,
    item_id          NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    is_spoken        BIGINT                                        NOT NULL,
    body             VARBINARY(MAX)                                NULL,
    metadata         NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NULL,
    created_at       BIGINT                                        NOT NULL,
    key_version      BIGINT                                        NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, conversation_id) ON DELETE CASCADE
);

CREATE INDEX conversation_items_by_sequence ON conversation_items (tenant_id, conversation_id, sequence);
CREATE INDEX conversation_items_by_item ON conversation_items (tenant_id, conversation_id, item_id);
CREATE INDEX conversation_items_by_key ON conversation_items (tenant_id, key_version);
