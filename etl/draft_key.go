package etl

import (
	"slices"
	"strings"
)

// maxKeyColumns is how many columns a key may have, and maxKeyTries how many
// columns are tried in keys of several.
const (
	maxKeyColumns = 4
	maxKeyTries   = 10
)

// decideKey looks for the columns that tell rows apart: one that is filled and
// different in every row, one named like an identifier first; else the fewest
// that are together. A large sample may hold a few rows twice.
func (d *drafting) decideKey() {
	var able []*draftColumn
	for _, c := range d.cols {
		measure := c.typ == "number" || c.typ == "decimal" || c.typ == "boolean" || c.unit != "" && c.typ != "string"
		if c.treatment == "" && c.filled*50 >= d.rows*49 && !measure {
			able = append(able, c)
		}
	}
	rank := func(c *draftColumn) int {
		switch {
		case c.looksLike(idWords):
			return 0
		case c.typ == "integer" || c.typ == "int64":
			return 3
		case c.isDate():
			return 2
		}
		return 1
	}
	slices.SortStableFunc(able, func(a, b *draftColumn) int { return rank(a) - rank(b) })
	names := func(cols []*draftColumn) string {
		out := make([]string, len(cols))
		for i, c := range cols {
			out[i] = c.name
		}
		return strings.Join(out, ", ")
	}
	for _, try := range []struct{ columns, share int }{{1, 100}, {1, 95}, {2, 100}, {3, 100}, {4, 100}, {2, 95}, {3, 95}, {maxKeyColumns, 95}} {
		among := able
		if try.columns > 1 {
			among = able[:min(len(able), maxKeyTries)]
		}
		if d.combine(nil, among, try.columns, try.share); d.key != nil {
			break
		}
	}
	if d.key != nil {
		// Statistics come one file a period: the period is part of the key, though
		// one file does not show it.
		if e := d.event; e != nil && !slices.Contains(d.key, e) && (e.format != "" || len(e.distinct) == 1 && d.rows > 1) {
			d.key = append(d.key, e)
		}
		// An identifier that repeats with another time may be one of cases that
		// come back: then both are the key, and no row is lost.
		if e := d.event; e != nil && len(d.key) == 1 && d.key[0] != e && d.different(d.key...) < d.rows && d.different(d.key[0], e) == d.rows {
			d.key = append(d.key, e)
		}
		for _, c := range d.key {
			c.required = true
		}
		if n := d.rows - d.different(d.key...); n > 0 {
			d.ask("key: %s, though %d of %d rows repeat a key: of such rows the last counts and the others are rejected as duplicate_key", names(d.key), n, d.rows)
		} else {
			d.ask("key: %s, different in every row of the sample; is it what tells rows apart, also over time?", names(d.key))
		}
		return
	}
	d.ask("key: no %d columns together tell rows apart; the key is the file's name and the row (row_key), so that a row sent again in another file counts twice. Name a key if there is one", maxKeyColumns)
}

// combine tries keys of n columns more; share is the percentage of rows that
// must be different. One column alone that is not named like an identifier must
// be text, and different in all.
func (d *drafting) combine(chosen, rest []*draftColumn, n, share int) {
	if n == 0 {
		if d.different(chosen...)*100 >= d.rows*share {
			d.key = slices.Clone(chosen)
		}
		return
	}
	for i, c := range rest {
		if len(chosen) == 0 && n == 1 && !c.looksLike(idWords) && (share < 100 || c.typ != "string") {
			continue
		}
		if d.combine(append(chosen, c), rest[i+1:], n-1, share); d.key != nil {
			return
		}
	}
}

// different counts the different values that columns have together.
func (d *drafting) different(cols ...*draftColumn) int {
	product := 1
	for _, c := range cols {
		if n := len(c.distinct); n < maxDistinct {
			product *= n
		} else {
			product *= d.rows
		}
		product = min(product, d.rows)
	}
	if product*100 < d.rows*95 {
		return product // no need to look
	}
	seen := make(map[uint64]struct{}, d.rows)
	for row := range d.rows {
		h := uint64(0)
		for _, c := range cols {
			h = h*0x9E3779B97F4A7C15 + c.hashes[row]
			h ^= h >> 29
		}
		seen[h] = struct{}{}
	}
	return len(seen)
}
