-- The thread that a run belongs to, and its place in the line of those that are under way there: the first holds the thread.
-- What is undone leaves nothing in it.
ALTER TABLE runs ADD COLUMN thread_id TEXT COLLATE "C" NULL;
ALTER TABLE runs ADD COLUMN thread_place BIGINT NULL;
ALTER TABLE runs ADD COLUMN is_undone BIGINT NOT NULL DEFAULT 0;

CREATE INDEX runs_by_thread ON runs (tenant_id, thread_id, thread_place) WHERE status = 'in_progress';

-- The threads that callers know by names of their own.
CREATE TABLE sessions (
    tenant_id        TEXT COLLATE "C" NOT NULL,
    session_id       TEXT COLLATE "C" NOT NULL,
    conversation_id  TEXT COLLATE "C" NOT NULL,
    created_at       BIGINT           NOT NULL,
    user_id          TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, session_id),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, conversation_id) ON DELETE CASCADE
);

CREATE INDEX sessions_by_conversation ON sessions (tenant_id, conversation_id);

SELECT guard_rows('sessions');
