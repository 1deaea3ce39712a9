-- What a key is called and may do, and when it ends. Scopes are permissions with blanks between; none means all of the role's.
ALTER TABLE api_keys ADD name NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD role NVARCHAR(16) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT 'owner';
ALTER TABLE api_keys ADD scopes NVARCHAR(4000) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD hint NVARCHAR(8) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD expires_at BIGINT NULL;
ALTER TABLE api_keys ADD last_used_at BIGINT NULL;
ALTER TABLE api_keys ADD revoked_at BIGINT NULL;
ALTER TABLE api_keys ADD rotated_to NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NULL;
