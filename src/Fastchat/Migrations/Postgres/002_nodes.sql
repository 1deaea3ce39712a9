-- The node that holds the bytes a job needs, or that does a run. Empty: before there were nodes.
ALTER TABLE jobs ADD COLUMN node TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN node TEXT COLLATE "C" NOT NULL DEFAULT '';
