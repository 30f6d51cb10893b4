package pseudonym

import (
	"context"
	"fmt"
)

// The table is committed before the lake, so that a run killed between the two
// leaves a batch that is landing here and unknown there: Settle forgets it, and
// the batch lands again with the same answers.

// Unsettled gives the ids of batches whose fate in the lake is not known.
func (t *Table) Unsettled(ctx context.Context) ([]string, error) {
	return t.list(ctx, "SELECT id FROM batch WHERE state <> 'landed' ORDER BY n")
}

// Settle says whether the lake has a batch: its sightings stay or go.
func (t *Table) Settle(ctx context.Context, id string, landed bool) error {
	if landed {
		return t.exec(ctx, "UPDATE batch SET state = 'landed' WHERE id = ?", id)
	}
	return t.Drop(ctx, id)
}

// Leave marks batches whose rows the lake is about to let go. They no longer
// count for any answer.
func (t *Table) Leave(ctx context.Context, ids []string) error {
	for _, id := range ids {
		if err := t.exec(ctx, "UPDATE batch SET state = 'leaving' WHERE id = ?", id); err != nil {
			return err
		}
	}
	return nil
}

// Drop forgets a batch and its sightings.
func (t *Table) Drop(ctx context.Context, id string) error {
	if err := t.exec(ctx, "DELETE FROM sighting WHERE batch = (SELECT n FROM batch WHERE id = ?)", id); err != nil {
		return err
	}
	return t.exec(ctx, "DELETE FROM batch WHERE id = ?", id)
}

// begin gives the number of a batch, without sightings. A batch that has landed
// before and is read again stays landed.
func (t *Table) begin(ctx context.Context, id, dataset string) (n int64, err error) {
	if err := t.exec(ctx, "DELETE FROM sighting WHERE batch = (SELECT n FROM batch WHERE id = ?)", id); err != nil {
		return 0, err
	}
	if err := t.exec(ctx, "INSERT INTO batch (id, dataset, state) VALUES (?, ?, 'landing') ON CONFLICT (id) DO NOTHING", id, dataset); err != nil {
		return 0, err
	}
	if err := t.conn.QueryRowContext(ctx, "SELECT n FROM batch WHERE id = ?", id).Scan(&n); err != nil {
		return 0, fmt.Errorf("pseudonyms: %w", err)
	}
	return n, nil
}
