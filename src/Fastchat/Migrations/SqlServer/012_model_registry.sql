-- The registry of models is the installation's: these tables carry no tenant.
CREATE TABLE model_registry (
    registry_id  BIGINT                                        NOT NULL PRIMARY KEY,
    version      BIGINT                                        NOT NULL
);

CREATE TABLE model_registry_versions (
    version      BIGINT                                        NOT NULL PRIMARY KEY,
    created_at   BIGINT                                        NOT NULL,
    actor        NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    action       NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    entry_kind   NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    entry_name   NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    restored     BIGINT                                        NULL
);

-- What each version made of its entries; without a spec: it deleted them. The state at a version is the last of each.
CREATE TABLE model_registry_entries (
    kind         NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    name         NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL,
    version      BIGINT                                        NOT NULL,
    spec         VARBINARY(MAX)                                NULL,
    created_at   BIGINT                                        NOT NULL,
    updated_at   BIGINT                                        NOT NULL,
    PRIMARY KEY (kind, name, version)
);

CREATE INDEX model_registry_entries_by_version ON model_registry_entries (version);

-- Keys are wrapped under the key-encryption key; they have no history.
CREATE TABLE model_provider_keys (
    provider     NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL PRIMARY KEY,
    key_id       NVARCHAR(64) COLLATE Latin1_General_100_BIN2  NOT NULL,
    plain_length BIGINT                                        NOT NULL,
    wrapped      VARBINARY(MAX)                                NOT NULL
);
