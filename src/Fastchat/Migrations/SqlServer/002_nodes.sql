-- The node that holds the bytes a job needs, or that does a run. Empty: before there were nodes.
ALTER TABLE jobs ADD node NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '';
ALTER TABLE runs ADD node NVARCHAR(64) COLLATE Latin1_General_100_BIN2 NOT NULL DEFAULT '';
