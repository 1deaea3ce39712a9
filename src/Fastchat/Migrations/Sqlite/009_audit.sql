-- What was done: one row per call, in a chain of hashes per tenant; the operator's own acts have the chain 'operator'. No
-- reference to tenants: records outlive them. Hashes are 32 bytes.
CREATE TABLE audit_records (
    tenant_id     TEXT    NOT NULL,
    sequence      INTEGER NOT NULL,
    recorded_at   INTEGER NOT NULL,
    trace_id      TEXT    NOT NULL,
    actor         TEXT    NOT NULL,
    role          TEXT    NOT NULL,
    action        TEXT    NOT NULL,
    resources     TEXT    NOT NULL,
    outcome       TEXT    NOT NULL,
    latency_us    INTEGER NOT NULL,
    request_hash  BLOB    NULL,
    response_hash BLOB    NULL,
    input_tokens  INTEGER NULL,
    output_tokens INTEGER NULL,
    cost_nanos    INTEGER NULL,
    policy        TEXT    NOT NULL,
    facts         TEXT    NOT NULL,
    previous_hash BLOB    NOT NULL,
    hash          BLOB    NOT NULL,
    PRIMARY KEY (tenant_id, sequence)
) WITHOUT ROWID;

-- The newest record of each chain: whoever appends locks this row.
CREATE TABLE audit_heads (
    tenant_id       TEXT    NOT NULL PRIMARY KEY,
    sequence        INTEGER NOT NULL,
    hash            BLOB    NOT NULL,
    signed_sequence INTEGER NOT NULL,
    signed_at       INTEGER NOT NULL
);

-- Signed statements of where a chain was.
CREATE TABLE audit_checkpoints (
    tenant_id TEXT    NOT NULL,
    sequence  INTEGER NOT NULL,
    hash      BLOB    NOT NULL,
    signed_at INTEGER NOT NULL,
    key_id    TEXT    NOT NULL,
    signature BLOB    NOT NULL,
    PRIMARY KEY (tenant_id, sequence)
);

-- Calls under way whose record is still to come; what a node that died leaves here becomes a record of its own.
CREATE TABLE audit_intents (
    tenant_id   TEXT    NOT NULL,
    intent_id   TEXT    NOT NULL,
    node        TEXT    NOT NULL,
    begun_at    INTEGER NOT NULL,
    trace_id    TEXT    NOT NULL,
    actor       TEXT    NOT NULL,
    role        TEXT    NOT NULL,
    action      TEXT    NOT NULL,
    resources   TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, intent_id)
);
