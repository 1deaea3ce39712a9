-- The registry of models is the installation's: these tables carry no tenant, and work for a tenant sees none of their rows.
CREATE TABLE model_registry (
    registry_id  BIGINT           NOT NULL PRIMARY KEY,
    version      BIGINT           NOT NULL
);

CREATE TABLE model_registry_versions (
    version      BIGINT           NOT NULL PRIMARY KEY,
    created_at   BIGINT           NOT NULL,
    actor        TEXT COLLATE "C" NOT NULL,
    action       TEXT COLLATE "C" NOT NULL,
    entry_kind   TEXT COLLATE "C" NOT NULL,
    entry_name   TEXT COLLATE "C" NOT NULL,
    restored     BIGINT           NULL
);

-- What each version made of its entries; without a spec: it deleted them. The state at a version is the last of each.
CREATE TABLE model_registry_entries (
    kind         TEXT COLLATE "C" NOT NULL,
    name         TEXT COLLATE "C" NOT NULL,
    version      BIGINT           NOT NULL,
    spec         BYTEA            NULL,
    created_at   BIGINT           NOT NULL,
    updated_at   BIGINT           NOT NULL,
    PRIMARY KEY (kind, name, version)
);

CREATE INDEX model_registry_entries_by_version ON model_registry_entries (version);

-- Keys are wrapped under the key-encryption key; they have no history.
CREATE TABLE model_provider_keys (
    provider     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    key_id       TEXT COLLATE "C" NOT NULL,
    plain_length BIGINT           NOT NULL,
    wrapped      BYTEA            NOT NULL
);

-- Binds a table's rows to the operator's work.
CREATE FUNCTION guard_installation(guarded regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY installation_rows ON %s USING (current_setting(''fastchat.tenant'') = ''*'')', guarded);
END $$;

SELECT guard_installation('model_registry');
SELECT guard_installation('model_registry_versions');
SELECT guard_installation('model_registry_entries');
SELECT guard_installation('model_provider_keys');
