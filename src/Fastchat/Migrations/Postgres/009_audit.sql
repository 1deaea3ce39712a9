-- What was done: one row per call, in a chain of hashes per tenant; the operator's own acts have the chain 'operator'. No
-- reference to tenants: records outlive them. Hashes are 32 bytes.
CREATE TABLE audit_records (
    tenant_id     TEXT COLLATE "C" NOT NULL,
    sequence      BIGINT           NOT NULL,
    recorded_at   BIGINT           NOT NULL,
    trace_id      TEXT COLLATE "C" NOT NULL,
    actor         TEXT COLLATE "C" NOT NULL,
    role          TEXT COLLATE "C" NOT NULL,
    action        TEXT COLLATE "C" NOT NULL,
    resources     TEXT COLLATE "C" NOT NULL,
    outcome       TEXT COLLATE "C" NOT NULL,
    latency_us    BIGINT           NOT NULL,
    request_hash  BYTEA            NULL,
    response_hash BYTEA            NULL,
    input_tokens  BIGINT           NULL,
    output_tokens BIGINT           NULL,
    cost_nanos    BIGINT           NULL,
    policy        TEXT COLLATE "C" NOT NULL,
    facts         TEXT COLLATE "C" NOT NULL,
    previous_hash BYTEA            NOT NULL,
    hash          BYTEA            NOT NULL,
    PRIMARY KEY (tenant_id, sequence)
);

-- The newest record of each chain: whoever appends locks this row.
CREATE TABLE audit_heads (
    tenant_id       TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    sequence        BIGINT           NOT NULL,
    hash            BYTEA            NOT NULL,
    signed_sequence BIGINT           NOT NULL,
    signed_at       BIGINT           NOT NULL
);

-- Signed statements of where a chain was.
CREATE TABLE audit_checkpoints (
    tenant_id TEXT COLLATE "C" NOT NULL,
    sequence  BIGINT           NOT NULL,
    hash      BYTEA            NOT NULL,
    signed_at BIGINT           NOT NULL,
    key_id    TEXT COLLATE "C" NOT NULL,
    signature BYTEA            NOT NULL,
    PRIMARY KEY (tenant_id, sequence)
);

-- Calls under way whose record is still to come; what a node that died leaves here becomes a record of its own.
CREATE TABLE audit_intents (
    tenant_id   TEXT COLLATE "C" NOT NULL,
    intent_id   TEXT COLLATE "C" NOT NULL,
    node        TEXT COLLATE "C" NOT NULL,
    begun_at    BIGINT           NOT NULL,
    trace_id    TEXT COLLATE "C" NOT NULL,
    actor       TEXT COLLATE "C" NOT NULL,
    role        TEXT COLLATE "C" NOT NULL,
    action      TEXT COLLATE "C" NOT NULL,
    resources   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tenant_id, intent_id)
);

SELECT guard_rows('audit_records');
SELECT guard_rows('audit_heads');
SELECT guard_rows('audit_checkpoints');
SELECT guard_rows('audit_intents');
