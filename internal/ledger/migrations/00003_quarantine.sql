-- +goose Up
-- Rejected rows and held batches: whose they are, how old, how many. The lake
-- holds the rows' places and rules; what is said here is made from it again
-- whenever it has changed. No cell of a row is here.
CREATE TABLE quarantine (
    batch_id  TEXT PRIMARY KEY,
    dataset   TEXT NOT NULL,
    source    TEXT NOT NULL,
    owner     TEXT NOT NULL,
    owner_en  TEXT NOT NULL,
    received  TEXT NOT NULL,
    status    TEXT NOT NULL,
    note      TEXT NOT NULL,
    mends     TEXT NOT NULL,
    row_count INTEGER NOT NULL,
    landed    INTEGER NOT NULL,
    rejected  INTEGER NOT NULL,
    open      INTEGER NOT NULL,
    mended    INTEGER NOT NULL,
    overtaken INTEGER NOT NULL,
    dismissed INTEGER NOT NULL,
    exported  TEXT NOT NULL DEFAULT '',
    expired   TEXT NOT NULL DEFAULT '',
    recount   INTEGER NOT NULL DEFAULT 0 CHECK (recount IN (0, 1)) -- rows were dismissed since it was counted
);
CREATE INDEX quarantine_open ON quarantine (owner, dataset) WHERE open > 0;

-- Rows by rule; a row that broke two counts under both.
CREATE TABLE quarantine_rule (
    batch_id TEXT NOT NULL REFERENCES quarantine (batch_id),
    rule     TEXT NOT NULL,
    rejected INTEGER NOT NULL,
    open     INTEGER NOT NULL,
    PRIMARY KEY (batch_id, rule)
);

-- Rows that a person has looked into and that will not be mended.
CREATE TABLE dismissal (
    batch_id  TEXT NOT NULL,
    row       INTEGER NOT NULL,
    dismissed TEXT NOT NULL,
    by        TEXT NOT NULL,
    reason    TEXT NOT NULL,
    PRIMARY KEY (batch_id, row)
);

-- The snapshot of the lake that the counts are of.
CREATE TABLE quarantine_mark (snapshot INTEGER NOT NULL);
INSERT INTO quarantine_mark VALUES (-1);

-- +goose Down
DROP TABLE quarantine_mark;
DROP TABLE dismissal;
DROP TABLE quarantine_rule;
DROP TABLE quarantine;
