-- What a key is called and may do, and when it ends. Scopes are permissions with blanks between; none means all of the role's.
ALTER TABLE api_keys ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN role TEXT NOT NULL DEFAULT 'owner';
ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN hint TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN expires_at INTEGER NULL;
ALTER TABLE api_keys ADD COLUMN last_used_at INTEGER NULL;
ALTER TABLE api_keys ADD COLUMN revoked_at INTEGER NULL;
ALTER TABLE api_keys ADD COLUMN rotated_to TEXT NULL;
