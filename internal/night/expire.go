package night

import (
	"context"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
)

// ExpireLanding removes the files of the landing zone that were received more
// than KeepDays ago, those of batches that are held or have rows waiting to be
// mended after KeepOpenDays only. The ledger keeps the batches' counts, and the
// trail says what went, before it goes. Nothing is removed where KeepDays is 0.
func (n *Night) ExpireLanding(ctx context.Context) (etl.Expired, error) {
	if n.KeepDays == 0 {
		return etl.Expired{}, nil
	}
	list, err := n.Quarantine(ctx)
	if err != nil {
		return etl.Expired{}, err
	}
	open := map[string]bool{}
	for _, q := range list {
		if q.Open == 0 && q.Status != anlan.BatchHeld {
			continue
		}
		open[q.Batch] = true
		// What came back and was not good either is where its rows are read now.
		by, err := n.Lake.MendedBy(ctx, q.Batch)
		if err != nil {
			return etl.Expired{}, err
		}
		for _, b := range by {
			open[b.ID] = true
		}
	}
	now := n.Now()
	x, err := etl.FindExpired(ctx, n.Lake, n.Landing, etl.Keep{
		After: now.AddDate(0, 0, -n.KeepDays), OpenAfter: now.AddDate(0, 0, -max(n.KeepDays, n.KeepOpenDays)),
		Open: func(id string) bool { return open[id] }, Now: now,
	})
	if err != nil || x.Files() == 0 {
		return x, err
	}
	if err := n.Ledger.NoteExpiry(ctx, x.Batches, actor, x.String(), now); err != nil {
		return etl.Expired{}, err
	}
	if err := x.Remove(); err != nil {
		return x, anlan.Errorf(anlan.Unavailable, "remove expired files of the landing zone: %w", err).WithNext("the next run removes the rest")
	}
	return x, nil
}
