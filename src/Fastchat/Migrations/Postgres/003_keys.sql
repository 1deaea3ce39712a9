-- What a key is called and may do, and when it ends. Scopes are permissions with blanks between; none means all of the role's.
ALTER TABLE api_keys ADD COLUMN name TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN role TEXT COLLATE "C" NOT NULL DEFAULT 'owner';
ALTER TABLE api_keys ADD COLUMN scopes TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN hint TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN expires_at BIGINT NULL;
ALTER TABLE api_keys ADD COLUMN last_used_at BIGINT NULL;
ALTER TABLE api_keys ADD COLUMN revoked_at BIGINT NULL;
ALTER TABLE api_keys ADD COLUMN rotated_to TEXT COLLATE "C" NULL;
