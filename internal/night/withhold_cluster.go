package night

import (
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// withholdClusters takes out of clusters what would tell a withheld count: a sum
// over cells of which some are withheld, by week, is shown only where each small
// one among them can still be anything from 1 to 4. With the sum goes p, which it
// could be worked out from under the stated seed.
func withholdClusters(in []anlan.Cluster, exact, shown []edition.SeriesPoint) []anlan.Cluster {
	all := newWeeks(exact, shown, nil)
	for i := range in {
		c := &in[i]
		if c.Level <= anlan.City {
			continue
		}
		if small := smallCount(c.Observed); small || !all.holds(c) {
			c.Observed, c.P = anlan.Withheld, 0
			if small {
				c.Observed = 1
			}
		}
	}
	return in
}

// holds says whether the sum of a cluster can be shown. Weeks of which the edition
// has no cells are not known to be safe.
func (x *weeks) holds(c *anlan.Cluster) bool {
	from, err := anlan.ParsePeriod(c.From, time.UTC)
	if err != nil {
		return false
	}
	to, err := anlan.ParsePeriod(c.Period, time.UTC)
	if err != nil {
		return false
	}
	for monday := from.Start; !monday.After(to.Start); monday = monday.AddDate(0, 0, 7) {
		var hidden []weekCell
		some := false
		for _, k := range c.Kinds {
			for _, cell := range x.cells[[2]string{k.Series, monday.Format(anlan.DateFormat)}] {
				if cell.kind != k.Kind || !slices.ContainsFunc(c.Areas, func(a string) bool { return strings.HasPrefix(cell.area, a) }) {
					continue
				}
				some = true
				if isHidden(cell.shown) {
					hidden = append(hidden, cell)
				}
			}
		}
		if !some || !tellsNone(hidden) {
			return false
		}
	}
	return true
}

// tellsNone says whether the sum of withheld counts leaves each small one
// anything from 1 to 4, given that the other small ones are so too and that one
// withheld for their sake can be anything.
func tellsNone(hidden []weekCell) bool {
	const most = anlan.SmallCell - 1
	sum, low, high, open := 0.0, 0.0, 0.0, 0
	for _, c := range hidden {
		sum += c.exact
		if c.shown == anlan.Withheld {
			open++
		} else {
			low, high = low+1, high+most
		}
	}
	return !slices.ContainsFunc(hidden, func(c weekCell) bool {
		if !smallCount(c.exact) {
			return false
		}
		others, least, largest := open, low, high
		if c.shown == anlan.Withheld {
			others--
		} else {
			least, largest = least-1, largest-most
		}
		return least > sum-most || others == 0 && largest < sum-1
	})
}
