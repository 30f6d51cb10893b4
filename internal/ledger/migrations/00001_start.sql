-- +goose Up
CREATE TABLE run (
    run_id   TEXT PRIMARY KEY,
    as_of    TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'held')),
    started  TEXT NOT NULL,
    finished TEXT NOT NULL DEFAULT '',
    detail   TEXT NOT NULL DEFAULT ''
);
CREATE INDEX run_as_of ON run (as_of, started);

CREATE TABLE step (
    run_id   TEXT NOT NULL REFERENCES run (run_id),
    step     TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('done', 'skipped', 'failed', 'held')),
    started  TEXT NOT NULL,
    finished TEXT NOT NULL,
    row_count INTEGER NOT NULL DEFAULT 0,
    detail   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (run_id, step)
);

CREATE TABLE account (
    name       TEXT PRIMARY KEY,
    display_zh TEXT NOT NULL,
    display_en TEXT NOT NULL DEFAULT '',
    role       TEXT NOT NULL,
    area       TEXT NOT NULL,
    password   TEXT NOT NULL,
    created    TEXT NOT NULL,
    closed     TEXT NOT NULL DEFAULT ''
);

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    name       TEXT NOT NULL REFERENCES account (name),
    created    TEXT NOT NULL,
    expires    TEXT NOT NULL
);
CREATE INDEX session_name ON session (name);

CREATE TABLE trail (
    seq    INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    actor  TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL,
    prev   TEXT NOT NULL,
    hash   TEXT NOT NULL UNIQUE
);

-- +goose StatementBegin
CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
-- +goose StatementEnd

CREATE TABLE warning_state (
    warning_id      TEXT PRIMARY KEY,
    state           TEXT NOT NULL CHECK (state IN ('open', 'acknowledged')),
    opened          TEXT NOT NULL,
    edition         TEXT NOT NULL,
    acknowledged    TEXT NOT NULL DEFAULT '',
    acknowledged_by TEXT NOT NULL DEFAULT '',
    note            TEXT NOT NULL DEFAULT ''
);

-- +goose Down
DROP TABLE warning_state;
DROP TABLE trail;
DROP TABLE session;
DROP TABLE account;
DROP TABLE step;
DROP TABLE run;
