-- What people call a tenant, and whether it is served.
ALTER TABLE tenants ADD COLUMN display_name TEXT NOT NULL DEFAULT '';
ALTER TABLE tenants ADD COLUMN status TEXT NOT NULL DEFAULT 'active';
