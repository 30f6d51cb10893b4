package indicators

import (
	"testing"

	"github.com/anlan-lake/anlan"
)

// TestWithholdAdequacy: what would tell a register's small count goes, with one
// more county so that the city's sum does not tell it; the factor stays, and so
// does every row that tells nothing.
func TestWithholdAdequacy(t *testing.T) {
	num := func(v float64) *float64 { return &v }
	f := &Framework{SmallCell: anlan.SmallCell, Adequacy: []AdequacyFactor{{ID: "rho", Requests: []Term{
		{Table: "dispute_case", Expr: "count(*)", Time: "register_time"}, {Table: "police", Expr: "coalesce(sum(n) filter (where cat in ('02')), 0)", Time: "day"}}}}}
	rows := func() []anlan.Adequacy {
		out := []anlan.Adequacy{{Factor: "rho", Area: "6299", Level: anlan.City, Period: "2026-10", Requests: num(40), Ratio: num(0.5), Base: num(0.4), Rho: num(1)}}
		for _, area := range []string{"629902", "629903", "629904"} {
			for _, period := range []string{"2026-09", "2026-10"} {
				out = append(out, anlan.Adequacy{Factor: "rho", Area: area, Level: anlan.County, Period: period, Requests: num(20), Ratio: num(0.5), Base: num(0.4), Rho: num(1)})
			}
		}
		return append(out, anlan.Adequacy{Factor: "rho", Area: "629905", Level: anlan.County, Period: "2026-10", Lacks: "requests"})
	}
	gone := func(rows []anlan.Adequacy) string {
		s := ""
		for _, r := range rows {
			if r.Withheld != (r.Lacks == "" && r.Requests == nil) || r.Withheld && (r.Ratio != nil || r.Base != nil || r.Rho == nil) || !r.Withheld && r.Lacks == "" && r.Ratio == nil {
				t.Errorf("%+v is half withheld", r)
			}
			if r.Withheld {
				s += " " + r.Area + "/" + r.Period
			}
		}
		return s
	}
	hides := func(count, area string) *Cells { return &Cells{counts: []HiddenCount{{Count: count, Area: area}}} }
	both := " 629902/2026-09 629902/2026-10 629903/2026-09 629903/2026-10"
	measure := func(id, area string, v float64) anlan.Measure {
		return anlan.Measure{Indicator: id, Area: area, Period: "2026-09", Num: &v}
	}
	count := &Term{Table: "police", Expr: "sum(n) filter (where cat in ('02'))", Time: "day"} // as an indicator spells it
	f.Indicators = []Indicator{{ID: "X1", Numerator: f.Adequacy[0].Requests[0], Denominator: count, Scale: 1}}
	for name, x := range map[string]struct {
		cells    *Cells
		measures []anlan.Measure
		want     string
	}{
		"nothing hidden":           {&Cells{}, []anlan.Measure{measure("rho.request.1", "629902", 0), measure("rho.request.2", "629903", 5)}, ""},
		"a register is withheld":   {hides("dispute_case: count(*) [register_time]", "629903"), nil, both},
		"in another spelling":      {hides("police: sum(n) filter (where cat in ('02')) [day]", "629902"), nil, both},
		"another count is":         {hides("dispute_case: count(*) [close_time]", "629902"), nil, ""},
		"a register that is small": {&Cells{}, []anlan.Measure{measure("rho.request.2", "629903", 4), measure("rho.survey", "629904", 3)}, both},
		"the city's is no cell":    {&Cells{}, []anlan.Measure{measure("rho.request.2", "6299", 4)}, ""},
	} {
		if got := gone(f.WithholdAdequacy(rows(), x.measures, x.cells)); got != x.want {
			t.Errorf("%s: withheld%s, want%s", name, got, x.want)
		}
	}
	f.Indicators = f.Indicators[:1]
	f.Indicators[0].Denominator = nil // the police register is in no indicator
	for name, x := range map[string]struct {
		calls float64
		want  string
	}{"a register that nobody sees keeps it": {5, ""}, "one of few cases does not": {4, both}} {
		got := gone(f.WithholdAdequacy(rows(), []anlan.Measure{measure("rho.request.2", "629903", x.calls)}, hides("dispute_case: count(*) [register_time]", "629903")))
		if got != x.want {
			t.Errorf("%s: withheld%s, want%s", name, got, x.want)
		}
	}
}
