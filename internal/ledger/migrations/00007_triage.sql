-- +goose Up
-- Open disputes as the last published night's triage sees them: for stewards and
-- the mediators who handle cases, so not in an edition.
CREATE TABLE triage_case (
    case_id     TEXT NOT NULL,
    outcome     TEXT NOT NULL,
    area_code   TEXT NOT NULL,
    kind        TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('scored', 'refused', 'happened', 'untraced')),
    probability REAL,
    reasons     TEXT NOT NULL,
    PRIMARY KEY (case_id, outcome)
);

CREATE TABLE triage_outcome (
    place INTEGER PRIMARY KEY,
    body  TEXT NOT NULL
);

-- +goose Down
DROP TABLE triage_case;
DROP TABLE triage_outcome;
