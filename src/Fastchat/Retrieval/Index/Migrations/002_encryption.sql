-- The collection's own key, sealed with that version of the tenant's; null: of before encryption.
ALTER TABLE collection ADD COLUMN sealed_key BLOB;
ALTER TABLE collection ADD COLUMN key_version INTEGER NOT NULL DEFAULT 0;

-- Where there is a key: text and heading, sealed; the columns of these names are empty, vector and codes are sealed as well,
-- and chunk_terms holds a keyed hash in the place of each term.
ALTER TABLE chunks ADD COLUMN body BLOB;
