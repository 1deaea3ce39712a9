-- Conversations, which are threads too. A fork names its parent and how far it shares the parent's history. One that is deleted
-- stays without its notes as long as forks share of it.
CREATE TABLE conversations (
    tenant_id        TEXT COLLATE "C" NOT NULL REFERENCES tenants (tenant_id),
    conversation_id  TEXT COLLATE "C" NOT NULL,
    parent_id        TEXT COLLATE "C" NULL,
    parent_sequence  BIGINT           NULL,
    depth            BIGINT           NOT NULL,
    last_sequence    BIGINT           NOT NULL,
    metadata         TEXT COLLATE "C" NULL,
    created_at       BIGINT           NOT NULL,
    deleted_at       BIGINT           NULL,
    user_id          TEXT COLLATE "C" NOT NULL,
    key_version      BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
);

CREATE INDEX conversations_by_parent ON conversations (tenant_id, parent_id, parent_sequence) WHERE parent_id IS NOT NULL;
CREATE INDEX conversations_by_key ON conversations (tenant_id, key_version);

-- Their items; the id of a row is the conversation's with the sequence. A row hides those of the same sequence that ancestors
-- have; without a body it says that the item was taken out. Spoken are words of users and assistants.
CREATE TABLE conversation_items (
    tenant_id        TEXT COLLATE "C" NOT NULL,
    entry_id         TEXT COLLATE "C" NOT NULL,
    conversation_id  TEXT COLLATE "C" NOT NULL,
    sequence         BIGINT           NOT NULL,
    item_id          TEXT COLLATE "C" NOT NULL,
    is_spoken        BIGINT           NOT NULL,
    body             BYTEA            NULL,
    metadata         TEXT COLLATE "C" NULL,
    created_at       BIGINT           NOT NULL,
    key_version      BIGINT           NOT NULL,
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, conversation_id) ON DELETE CASCADE
);

CREATE INDEX conversation_items_by_sequence ON conversation_items (tenant_id, conversation_id, sequence);
CREATE INDEX conversation_items_by_item ON conversation_items (tenant_id, conversation_id, item_id);
CREATE INDEX conversation_items_by_key ON conversation_items (tenant_id, key_version);

SELECT guard_rows('conversations');
SELECT guard_rows('conversation_items');
