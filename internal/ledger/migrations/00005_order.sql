-- +goose Up
-- Supervision orders that checks propose, and what a person made of each.
CREATE TABLE supervision (
    order_key   TEXT PRIMARY KEY,
    pair        TEXT NOT NULL,
    period      TEXT NOT NULL,
    left_count  INTEGER NOT NULL,
    right_count INTEGER NOT NULL,
    difference  REAL NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('proposed', 'accepted', 'dismissed', 'lapsed')),
    opened      TEXT NOT NULL,
    edition     TEXT NOT NULL,
    document    TEXT NOT NULL DEFAULT '',
    decided     TEXT NOT NULL DEFAULT '',
    decided_by  TEXT NOT NULL DEFAULT '',
    note        TEXT NOT NULL DEFAULT '',
    CHECK (state NOT IN ('accepted', 'dismissed') OR decided_by <> '')
);

-- +goose Down
DROP TABLE supervision;
