package night

import (
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/queries"
)

// A data file that stands in the place of another mostly has the same rows: of what
// adds up, sums of the rows that came are put beside those of the old file, and sums
// of the rows that went beside them with a minus. After some nights there is more
// beside than it saves, and the file is summed anew.

// mostBeyond is how many rows of changes a part may have, as a share of its own:
// one of so many.
const mostBeyond = 3

// movedPart is a part of tonight whose sums are those of an older file, and changes.
type movedPart struct {
	key     string // of the part
	from    string // of the older file
	number  int    // that the sums have
	changes []lake.Change
	beyond  int64 // rows of changes, these and those before
}

func (m movedPart) rows() (n int64) {
	for _, c := range m.changes {
		n += c.Rows
	}
	return n
}

// entry is what the file of partial sums says it holds.
type entry struct {
	key    string
	part   int
	beyond int64
}

// follow finds the parts that the file holds as they were: list is what it holds
// that is none of tonight's parts. It gives what is left of it.
func (h *holding) follow(s *lake.Session, list []entry) []entry {
	at := func(key string) int { return slices.IndexFunc(list, func(e entry) bool { return e.key == key }) }
	for _, part := range h.lacks() {
		from, changes, ok := s.Since(h.base.Table, part, func(key string) bool { return at(key) >= 0 })
		if !ok {
			continue
		}
		e := list[at(from)]
		m := movedPart{part.Key, from, e.part, changes, e.beyond}
		if m.beyond += m.rows(); m.beyond > part.Rows()/mostBeyond {
			continue
		}
		h.numbers[part.Key] = e.part
		h.moved = append(h.moved, m)
		list = slices.DeleteFunc(list, func(e entry) bool { return e.key == from })
	}
	return list
}

// changes lists those of all moved parts, one behind the other.
func (h *holding) changes() (out []lake.Change) {
	for _, m := range h.moved {
		out = append(out, m.changes...)
	}
	return out
}

// places gives for the numbers that the rows of changes have (lake.Session.ShowChanges)
// the number of the part they belong to.
func (h *holding) places() string {
	var out []string
	for _, m := range h.moved {
		for range m.changes {
			n := len(out)
			out = append(out, fmt.Sprintf("(%d, %d)", n, m.number), fmt.Sprintf("(%d, %d)", n+1, m.number))
		}
	}
	return strings.Join(out, ", ")
}

// differ holds for counts, and what is taken like one, alone: of another sum it could
// not be told whether there is anything left to sum.
func (w *wanted) differ() bool {
	return w.Value == "" && !slices.ContainsFunc(w.Sums(), func(s indicators.Sum) bool { return !s.Counts })
}

func (w *wanted) change(source, places string) ([]string, error) {
	from := w.Partial
	from.Source = source
	text, err := from.SQL(queries.DuckDB, partNumber)
	if err != nil {
		return nil, err
	}
	columns := w.Columns()
	made := "x_changed_" + w.Fact
	return []string{
		fmt.Sprintf("CREATE TEMP TABLE %s AS WITH fine AS MATERIALIZED (%s) %s", made, less(text, columns[:2], columns[2:], places), w.spread("fine")),
		"INSERT INTO " + w.table() + " SELECT * FROM " + made,
		"INSERT INTO " + w.versions() + " " + w.hashed(made, 0),
		"DROP TABLE " + made,
	}, nil
}

// less sums what changes amount to, by part and keys, from sums of rows that came
// and of rows that went, as numbers tell them apart (lake.Session.ShowChanges). What
// amounts to nothing has no row.
func less(text string, keys, sums []string, places string) string {
	columns, groups, some := []string{"n.part AS " + partNumber}, []string{"n.part"}, make([]string, len(sums))
	for _, c := range keys {
		columns, groups = append(columns, "k."+c), append(groups, "k."+c)
	}
	for i, c := range sums {
		sum := fmt.Sprintf("sum(CASE WHEN k.%[1]s %% 2 = 1 THEN -k.%[2]s ELSE k.%[2]s END)", partNumber, c)
		columns, some[i] = append(columns, sum+" AS "+c), sum+" <> 0"
	}
	return fmt.Sprintf("SELECT %s FROM (%s) AS k JOIN (VALUES %s) AS n(number, part) ON n.number = k.%s GROUP BY %s HAVING %s",
		strings.Join(columns, ", "), text, places, partNumber, strings.Join(groups, ", "), strings.Join(some, " OR "))
}

func (c *counted) differ() bool { return true }

func (c *counted) change(source, places string) ([]string, error) {
	text, err := c.query.KeptSQL(queries.DuckDB, c.params, partNumber, source)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, x := range c.query.Columns {
		if !slices.Contains(c.query.Adds, x.Name) {
			keys = append(keys, x.Name)
		}
	}
	return []string{"INSERT INTO " + c.table() + " BY NAME " + less(text, keys, c.query.Adds, places)}, nil
}
