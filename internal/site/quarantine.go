package site

import (
	"time"

	"github.com/anlan-lake/anlan"
)

// openTooLong is how many days a rejected row may wait before the page says so
// in colour.
const openTooLong = 7

// openTable counts the rejected rows that wait to be mended now, by data set
// and owner, with the days since the oldest was received.
func (c *call) openTable() (*Table, error) {
	t := &Table{ID: "open", Title: c.text("open.title"), Note: c.text("open.note"), Empty: c.text("open.none"), Cols: []Col{wideCol(c.text("col.dataset")), wideCol(c.text("col.owner")),
		numCol(c.text("col.batches")), numCol(c.text("col.open_rows")), numCol(c.text("col.oldest"))}}
	list, err := c.site.Ledger.OpenRejects(c.r.Context())
	if err != nil {
		return nil, err
	}
	for _, o := range list {
		age := daysSince(o.Oldest, c.site.Now(), c.site.Location)
		oldest := text(c.days(age))
		if age > openTooLong {
			oldest = coloured(c.days(age), anlan.Orange)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: c.label("dataset", o.Dataset), Hint: o.Dataset}, muted(c.pick(o.Owner, o.OwnerEn)),
			text(count(float64(o.Batches))), text(count(float64(o.Rows))), oldest}})
	}
	return t, nil
}

// daysSince counts the days from the day of one time to that of another.
func daysSince(from, to time.Time, loc *time.Location) int64 {
	day := func(t time.Time) time.Time {
		y, m, d := t.In(loc).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return max(0, int64(day(to).Sub(day(from))/(24*time.Hour)))
}
