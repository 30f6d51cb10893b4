-- +goose Up
-- What a warning is on, so that what came of it can be counted when no edition
-- holds it any more. Empty of warnings from before.
ALTER TABLE warning_state ADD COLUMN rule TEXT NOT NULL DEFAULT '';
ALTER TABLE warning_state ADD COLUMN series TEXT NOT NULL DEFAULT '';
ALTER TABLE warning_state ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE warning_state ADD COLUMN area TEXT NOT NULL DEFAULT '';
ALTER TABLE warning_state ADD COLUMN since TEXT NOT NULL DEFAULT '';

-- The life of a warning: a row for each night that found its phase or grade
-- changed.
CREATE TABLE warning_life (
    warning_id TEXT NOT NULL REFERENCES warning_state (warning_id),
    as_of      TEXT NOT NULL,
    phase      TEXT NOT NULL,
    grade      TEXT NOT NULL,
    PRIMARY KEY (warning_id, as_of)
);

-- What came of a warning, by a person who looked into it.
CREATE TABLE warning_outcome (
    warning_id TEXT PRIMARY KEY REFERENCES warning_state (warning_id),
    outcome    TEXT NOT NULL CHECK (outcome IN ('confirmed', 'partly', 'false', 'unclear')),
    helped     TEXT NOT NULL DEFAULT '',
    note       TEXT NOT NULL DEFAULT '',
    noted      TEXT NOT NULL,
    noted_by   TEXT NOT NULL
);

-- Warnings that a person does not want until a day, and why.
CREATE TABLE suppression (
    series    TEXT NOT NULL,
    kind      TEXT NOT NULL,
    area      TEXT NOT NULL,
    from_day  TEXT NOT NULL,
    until_day TEXT NOT NULL,
    reason    TEXT NOT NULL CHECK (reason <> ''),
    noted     TEXT NOT NULL,
    noted_by  TEXT NOT NULL,
    PRIMARY KEY (series, kind, area, from_day),
    CHECK (until_day >= from_day)
);

-- +goose Down
DROP TABLE suppression;
DROP TABLE warning_outcome;
DROP TABLE warning_life;
ALTER TABLE warning_state DROP COLUMN since;
ALTER TABLE warning_state DROP COLUMN area;
ALTER TABLE warning_state DROP COLUMN kind;
ALTER TABLE warning_state DROP COLUMN series;
ALTER TABLE warning_state DROP COLUMN rule;
