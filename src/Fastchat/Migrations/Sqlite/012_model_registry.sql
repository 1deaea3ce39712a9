-- The registry of models is the installation's: these tables carry no tenant.
CREATE TABLE model_registry (
    registry_id  INTEGER NOT NULL PRIMARY KEY,
    version      INTEGER NOT NULL
);

CREATE TABLE model_registry_versions (
    version      INTEGER NOT NULL PRIMARY KEY,
    created_at   INTEGER NOT NULL,
    actor        TEXT    NOT NULL,
    action       TEXT    NOT NULL,
    entry_kind   TEXT    NOT NULL,
    entry_name   TEXT    NOT NULL,
    restored     INTEGER NULL
);

-- What each version made of its entries; without a spec: it deleted them. The state at a version is the last of each.
CREATE TABLE model_registry_entries (
    kind         TEXT    NOT NULL,
    name         TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    spec         BLOB    NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    PRIMARY KEY (kind, name, version)
);

CREATE INDEX model_registry_entries_by_version ON model_registry_entries (version);

-- Keys are wrapped under the key-encryption key; they have no history.
CREATE TABLE model_provider_keys (
    provider     TEXT    NOT NULL PRIMARY KEY,
    key_id       TEXT    NOT NULL,
    plain_length INTEGER NOT NULL,
    wrapped      BLOB    NOT NULL
);
