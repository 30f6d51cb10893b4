package indicators

import (
	"fmt"
	"strings"
	"time"

	"github.com/anlan-lake/anlan/queries"
)

// Direct gives one side of an indicator, for one area and window, as a
// statement that stands alone: what a reader runs to see a figure come out of
// the facts again. from and until bound the window as [from, until); tables are
// those of CompileInput. The compiled plan does not use it.
func (f *Framework) Direct(t Term, area string, from, until time.Time, tables map[string][]string, d queries.Dialect) (string, error) {
	rel := f.source(t.Table, tables)
	p := queries.Params{"from": zoneless(from), "end": zoneless(until), "area": area}
	var sql string
	switch t.Time {
	case Latest:
		sql = fmt.Sprintf("select %s as figure\nfrom %s\nwhere area_code = :area\n  and %[3]s = (select max(%[3]s) from %[2]s where area_code = :area and %[3]s < :end)",
			t.Expr, rel, latestColumn)
	case Stock:
		sql = fmt.Sprintf("select %s as figure\nfrom %s\nwhere area_code like concat(:area, '%%')", t.Expr, rel)
	default:
		sql = fmt.Sprintf("select %s as figure\nfrom %s\nwhere %[3]s >= :from and %[3]s < :end\n  and area_code like concat(:area, '%%')", t.Expr, rel, t.Time)
	}
	out, err := queries.Render(sql, d, p)
	if err != nil {
		return "", fmt.Errorf("statement of %s: %w", strings.TrimSpace(t.Expr), err)
	}
	return out, nil
}

// latestColumn is the month of a snapshot row, by which the newest is found.
const latestColumn = "stat_month"

// zoneless is the same wall clock without a zone, as times lie in the lake.
func zoneless(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
