-- Which responses webhooks are told of.
ALTER TABLE responses ADD is_background INT NOT NULL DEFAULT 0;
