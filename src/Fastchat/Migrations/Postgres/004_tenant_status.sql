-- What people call a tenant, and whether it is served.
ALTER TABLE tenants ADD COLUMN display_name TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN status TEXT COLLATE "C" NOT NULL DEFAULT 'active';
