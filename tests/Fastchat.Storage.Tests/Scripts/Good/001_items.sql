-- Two statements, so that a script is seen to run to its end.
CREATE TABLE items (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE INDEX items_text ON items (text);
