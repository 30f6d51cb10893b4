package etl

import (
	"context"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
)

// guard holds a file whose rows are far more or fewer than usual, where its
// contract asks for that. Compared are files of the same name but for its date:
// of the same weekday for daily data.
func (d *landing) guard(ctx context.Context, c *Contract, b *batch) error {
	if !c.Volume.Hold || d.o.AnyVolume || b.DataDate == "" {
		return nil
	}
	all, err := d.l.Batches(ctx, 0)
	if err != nil {
		return err
	}
	var days []string
	counts := map[string]int64{}
	for _, x := range all {
		if x.Dataset == b.Dataset && x.Status == anlan.BatchLanded && x.DataDate < b.DataDate && stem(x.Source) == stem(b.Source) && sameKind(c, x.DataDate, b.DataDate) {
			if _, ok := counts[x.DataDate]; !ok {
				days = append(days, x.DataDate)
			}
			counts[x.DataDate] = x.Received
		}
	}
	slices.Sort(days)
	slices.Reverse(days)
	list := make([]int64, len(days))
	for i, day := range days {
		list[i] = counts[day]
	}
	g, ok := c.Volume.Guard(list)
	if n := float64(b.Received); !ok || n >= g.Low && n <= g.High && (n > 0 || !g.Zero()) {
		return nil
	}
	return hold("%d rows, where %.0f to %.0f are usual; if they are right, land it with --any-volume", b.Received, g.Low, g.High)
}

// stem is a file's name without the days in it.
func stem(name string) string { return dayInName.ReplaceAllString(name, "*") }

// sameKind says whether a file of one day may be held against one of another:
// of daily data, the same weekday of the eight weeks before.
func sameKind(c *Contract, earlier, day string) bool {
	if c.Rhythm != "daily" {
		return true
	}
	a, err1 := time.Parse(anlan.DateFormat, earlier)
	b, err2 := time.Parse(anlan.DateFormat, day)
	return err1 == nil && err2 == nil && a.Weekday() == b.Weekday() && b.Sub(a) <= volumeLookBack*7*24*time.Hour
}
