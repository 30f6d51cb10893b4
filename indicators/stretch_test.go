package indicators

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

// Whole months are told from the days beside them, and the two together are the
// days between the first cut and the last, each once.
func TestWholeMonths(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(anlan.DateFormat, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	said := func(list []Gap) string {
		var out []string
		for _, g := range list {
			out = append(out, fmt.Sprintf("%s/%s", g.From.Format(anlan.DateFormat), g.Until.Format(anlan.DateFormat)))
		}
		return strings.Join(out, " ")
	}
	for _, x := range []struct{ cuts, months, days, unasked string }{
		{"2026-01-01 2026-02-01 2026-03-01", "2026-01-01/2026-03-01", "", ""},
		{"2026-01-01 2026-02-10 2026-03-01", "2026-01-01/2026-02-01", "2026-02-01/2026-03-01", ""},
		{"2026-01-15 2026-04-02", "2026-02-01/2026-04-01", "2026-01-15/2026-02-01 2026-04-01/2026-04-02", ""},
		{"2026-01-15 2026-01-20 2026-02-03", "", "2026-01-15/2026-02-03", ""},
		{"2025-12-31 2026-01-01 2026-02-01 2026-02-28 2026-03-01", "2026-01-01/2026-02-01", "2025-12-31/2026-01-01 2026-02-01/2026-03-01", ""},
		{"2026-01-01", "", "", ""},
		{"", "", "", ""},
		{"2026-01-01 2026-02-01 2026-03-01 2026-03-10", "2026-01-01/2026-02-01", "2026-03-01/2026-03-10", "2026-03-01"},
	} {
		var cuts []time.Time
		for _, c := range strings.Fields(x.cuts) {
			cuts = append(cuts, day(c))
		}
		months, days := wholeMonths(cuts, func(_, until time.Time) bool { return until.Format(anlan.DateFormat) != x.unasked })
		if said(months) != x.months || said(days) != x.days {
			t.Errorf("%s: months %s, days %s; want %s and %s", x.cuts, said(months), said(days), x.months, x.days)
		}
	}
}
