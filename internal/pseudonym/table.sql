-- Batches whose sightings are here. landing: the lake's commit may not have
-- come to pass; leaving: the lake may not have let them go.
CREATE TABLE IF NOT EXISTS batch (
	n       INTEGER PRIMARY KEY,
	id      TEXT NOT NULL UNIQUE,
	dataset TEXT NOT NULL,
	state   TEXT NOT NULL CHECK (state IN ('landing', 'landed', 'leaving'))
);

-- One row, as a batch sent it. Rows of the same record are versions of it; the
-- newest counts.
CREATE TABLE IF NOT EXISTS sighting (
	n         INTEGER PRIMARY KEY,
	batch     INTEGER NOT NULL,
	line      INTEGER NOT NULL,
	dataset   TEXT NOT NULL,
	pseudonym INTEGER NOT NULL,
	record    INTEGER NOT NULL, -- hash of data set and key
	area      TEXT NOT NULL,
	at        INTEGER NOT NULL, -- microseconds of the event
	ended     INTEGER,          -- of what a question counts from, where it does
	version   INTEGER NOT NULL,
	place     INTEGER NOT NULL, -- order in which records were first seen
	answer    INTEGER,          -- 1 came before, 0 not, NULL not known
	key       TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS sighting_pseudonym ON sighting (pseudonym);
CREATE INDEX IF NOT EXISTS sighting_record ON sighting (record);
CREATE INDEX IF NOT EXISTS sighting_at ON sighting (dataset, at);
CREATE INDEX IF NOT EXISTS sighting_batch ON sighting (batch, line);
