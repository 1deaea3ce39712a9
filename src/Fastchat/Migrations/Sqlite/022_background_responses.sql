-- Which responses webhooks are told of.
ALTER TABLE responses ADD COLUMN is_background INTEGER NOT NULL DEFAULT 0;
