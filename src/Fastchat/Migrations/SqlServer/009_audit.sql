-- What was done: one row per call, in a chain of hashes per tenant; the operator's own acts have the chain 'operator'. No
-- reference to tenants: records outlive them. Hashes are 32 bytes.
CREATE TABLE audit_records (
    tenant_id     NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    sequence      BIGINT                                        NOT NULL,
    recorded_at   BIGINT                                        NOT NULL,
    trace_id      NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    actor         NVARCHAR(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    role          NVARCHAR(32) COLLATE Latin1_General_100_BIN2  NOT NULL,
    action        NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    resources     NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    outcome       NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    latency_us    BIGINT                                        NOT NULL,
    request_hash  BINARY(32)                                    NULL,
    response_hash BINARY(32)                                    NULL,
    input_tokens  BIGINT                                        NULL,
    output_tokens BIGINT                                        NULL,
    cost_nanos    BIGINT                                        NULL,
    policy        NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    facts         NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    previous_hash BINARY(32)                                    NOT NULL,
    hash          BINARY(32)                                    NOT NULL,
    PRIMARY KEY (tenant_id, sequence)
);

-- The newest record of each chain: whoever appends locks this row.
CREATE TABLE audit_heads (
    tenant_id       NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL PRIMARY KEY,
    sequence        BIGINT                                        NOT NULL,
    hash            BINARY(32)                                    NOT NULL,
    signed_sequence BIGINT                                        NOT NULL,
    signed_at       BIGINT                                        NOT NULL
);

-- Signed statements of where a chain was.
CREATE TABLE audit_checkpoints (
    tenant_id NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    sequence  BIGINT                                        NOT NULL,
    hash      BINARY(32)                                    NOT NULL,
    signed_at BIGINT                                        NOT NULL,
    key_id    NVARCHAR(32) COLLATE Latin1_General_100_BIN2  NOT NULL,
    signature VARBINARY(256)                                NOT NULL,
    PRIMARY KEY (tenant_id, sequence)
);

-- Calls under way whose record is still to come; what a node that died leaves here becomes a record of its own.
CREATE TABLE audit_intents (
    tenant_id   NVARCHAR(10) COLLATE Latin1_General_100_BIN2  NOT NULL,
    intent_id   NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    node        NVARCHAR(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    begun_at    BIGINT                                        NOT NULL,
    trace_id    NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    actor       NVARCHAR(128) COLLATE Latin1_General_100_BIN2 NOT NULL,
    role        NVARCHAR(32) COLLATE Latin1_General_100_BIN2  NOT NULL,
    action      NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    resources   NVARCHAR(MAX) COLLATE Latin1_General_100_BIN2 NOT NULL,
    PRIMARY KEY (tenant_id, intent_id)
);
