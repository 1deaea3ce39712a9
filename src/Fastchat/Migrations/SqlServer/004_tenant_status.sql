-- What people call a tenant, and whether it is served.
ALTER TABLE tenants ADD display_name NVARCHAR(256) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '';
ALTER TABLE tenants ADD status NVARCHAR(16) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT 'active';
