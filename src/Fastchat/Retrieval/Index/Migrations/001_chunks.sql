-- One file holds one collection of one tenant. The tenant is repeated in the rows so that a file put in a wrong place
-- answers nothing.
CREATE TABLE collection (
    tenant     TEXT    NOT NULL PRIMARY KEY,
    dimensions INTEGER NOT NULL
) STRICT;

CREATE TABLE chunks (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: a reader may still hold the id of a row replaced
    tenant      TEXT    NOT NULL,
    document_id TEXT    NOT NULL,
    ordinal     INTEGER NOT NULL,
    text        TEXT    NOT NULL,
    heading     TEXT,
    page        INTEGER,
    start_at    INTEGER NOT NULL,                   -- code points
    end_at      INTEGER NOT NULL,
    terms       INTEGER NOT NULL,                   -- how many the analysed text has
    vector      BLOB    NOT NULL,                   -- floats, little-endian
    codes       BLOB    NOT NULL,                   -- the vector in signed bytes …
    scale       REAL    NOT NULL,                   -- … each to be multiplied by this
    UNIQUE (tenant, document_id, ordinal)
) STRICT;

-- Holds text that is analysed already, so that its own tokenizer has only to cut at spaces.
CREATE VIRTUAL TABLE chunk_terms USING fts5 (analysed, tokenize = 'ascii');

CREATE VIRTUAL TABLE term_counts USING fts5vocab ('chunk_terms', 'row');
