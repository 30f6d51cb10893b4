-- +goose Up
-- How each pull of a source went. One that found nothing new is checked: a
-- source that is quiet is not one that is silent.
CREATE TABLE pull (
    source  TEXT NOT NULL,
    dataset TEXT NOT NULL,
    at      TEXT NOT NULL,
    as_of   TEXT NOT NULL,
    result  TEXT NOT NULL CHECK (result IN ('pulled', 'checked', 'failed')),
    rows    INTEGER NOT NULL,
    pages   INTEGER NOT NULL,
    file    TEXT NOT NULL DEFAULT '',
    detail  TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (source, at)
);
CREATE INDEX pull_dataset ON pull (dataset, as_of);

-- +goose Down
DROP TABLE pull;
