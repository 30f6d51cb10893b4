-- +goose Up
-- Facts that may cap an area's total, and what a person made of each.
CREATE TABLE veto (
    veto_key   TEXT PRIMARY KEY,
    indicator  TEXT NOT NULL,
    area       TEXT NOT NULL,
    area_level INTEGER NOT NULL,
    period     TEXT NOT NULL,
    day        TEXT NOT NULL,
    value      REAL NOT NULL,
    upper95    REAL,
    rule       TEXT NOT NULL,
    evidence   TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('awaiting', 'confirmed', 'dismissed', 'lifted')),
    opened     TEXT NOT NULL,
    edition    TEXT NOT NULL,
    fact_day   TEXT NOT NULL DEFAULT '',
    document   TEXT NOT NULL DEFAULT '',
    decided    TEXT NOT NULL DEFAULT '',
    decided_by TEXT NOT NULL DEFAULT '',
    note       TEXT NOT NULL DEFAULT '',
    lifted_day TEXT NOT NULL DEFAULT '',
    lifted_by  TEXT NOT NULL DEFAULT '',
    CHECK (state NOT IN ('confirmed', 'lifted') OR fact_day <> '' AND document <> '' AND decided_by <> '')
);

-- +goose Down
DROP TABLE veto;
