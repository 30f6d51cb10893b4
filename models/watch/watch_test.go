package watch

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models"
)

// city simulates three counties of five townships, six kinds and three years of
// weeks of negative-binomial counts, and their sums by county.
func city(seed uint64) []models.Series {
	r := rand.New(rand.NewPCG(seed, 7))
	var out, counties []models.Series
	var dates []time.Time
	for w := range 160 {
		dates = append(dates, time.Date(2023, 10, 2+7*w, 0, 0, 0, 0, time.UTC))
	}
	for county := range 3 {
		for kind := range 6 {
			sum := models.Series{Name: "dispute_type", Kind: fmt.Sprintf("%02d", kind+1), Area: fmt.Sprintf("62990%d", county+1), Level: anlan.County, Dates: dates, Counts: make([]float64, len(dates))}
			for town := range 5 {
				s := sum
				s.Area, s.Level, s.Counts = fmt.Sprintf("%s%03d", sum.Area, town+1), anlan.Township, nil
				for w := range dates {
					mean := distuv.Gamma{Alpha: 6, Beta: 6 / (1 + float64(kind)/2), Src: r}.Rand()
					s.Counts = append(s.Counts, distuv.Poisson{Lambda: mean, Src: r}.Rand())
					sum.Counts[w] += s.Counts[w]
				}
				out = append(out, s)
			}
			counties = append(counties, sum)
		}
	}
	return append(counties, out...)
}

func settings() Settings {
	s := DefaultSettings()
	s.Parent = anlan.Levels{4, 6, 9}.Parent
	return s
}

// plant adds cases to a township's week, counted from the last, and to its
// county's.
func plant(series []models.Series, area, kind string, back int, cases float64) {
	for _, s := range series {
		if s.Kind == kind && strings.HasPrefix(area, s.Area) {
			s.Counts[len(s.Counts)-1-back] += cases
		}
	}
}

func night(t *testing.T, series []models.Series, set Settings) Result {
	t.Helper()
	r, err := Night(series, set)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func find(r Result, area, kind string) *anlan.Warning {
	for i := range r.Warnings {
		if r.Warnings[i].Area == area && r.Warnings[i].Kind == kind {
			return &r.Warnings[i]
		}
	}
	return nil
}

func codes(w *anlan.Warning) map[string]anlan.Reason {
	out := map[string]anlan.Reason{}
	for _, r := range w.Reasons {
		out[r.Code] = r
	}
	return out
}

// TestNight: a rise that lasts is one warning that has grown, the county's own
// is left to the township that explains it, one that is over has faded, one that
// begins nearby as it ends has moved; and the same night twice is the same.
func TestNight(t *testing.T) {
	series := city(1)
	plant(series, "629901001", "03", 1, 10)
	plant(series, "629901001", "03", 0, 30)
	plant(series, "629902002", "04", 4, 25)
	plant(series, "629903001", "05", 2, 25)
	plant(series, "629903002", "05", 0, 25)
	r := night(t, series, settings())
	w := find(r, "629901001", "03")
	if w == nil || w.Phase != anlan.PhaseGrown || w.Weeks != 2 || w.Since != "2026-W42" || w.Period != "2026-W43" || w.Grade != anlan.GradeRed || !strings.HasSuffix(w.ID, ":03:2026-W42") {
		t.Fatalf("a rise of two weeks: %+v", w)
	}
	if !(w.Chance > 0.99 && w.Chance <= 1 && w.Harm > 20 && w.Excess > 30 && w.Lower <= w.Expected && w.Expected < w.Upper && w.Upper < w.Observed) {
		t.Errorf("figures out of order: %+v", w)
	}
	if c := find(r, "629901", "03"); c != nil {
		t.Errorf("the county is warned of for what one township explains: %+v", c)
	}
	if w := find(r, "629902002", "04"); w == nil || w.Phase != anlan.PhaseFaded {
		t.Errorf("over for four weeks: %+v", w)
	}
	// A small week after a large one: the grade is that of the peak, the figures those of the last week.
	peaked := city(1)
	plant(peaked, "629902002", "04", 2, 30)
	plant(peaked, "629902002", "04", 1, 9)
	if w := find(night(t, peaked, settings()), "629902002", "04"); w == nil || w.Weeks != 2 || w.Grade != anlan.GradeRed || w.Exceed >= 2 || w.Harm >= 10 || w.Phase != anlan.PhaseStanding {
		t.Errorf("beyond its peak: %+v", w)
	}
	if w := find(r, "629903001", "05"); w == nil || w.Phase != anlan.PhaseMoved || codes(w)[ReasonMovedTo].Text["area"] != "629903002" {
		t.Errorf("gone next door: %+v", w)
	}
	if w := find(r, "629903002", "05"); w == nil || w.Phase != anlan.PhaseOpened {
		t.Errorf("begun: %+v", w)
	}
	if n := len(r.Warnings); n > 12 || r.Tally.Judged == 0 || r.Tally.Nested == 0 {
		t.Errorf("%d warnings: %+v", n, r.Tally)
	}
	if again := night(t, series, settings()); !reflect.DeepEqual(again.Warnings, r.Warnings) {
		t.Error("the same night twice gives two answers")
	}
}

// TestReasons: other kinds of the same place are named in the order they rose,
// the township behind a county's rise by its share.
func TestReasons(t *testing.T) {
	series := city(2)
	plant(series, "629901001", "02", 3, 20)
	plant(series, "629901001", "05", 1, 25)
	plant(series, "629901001", "03", 0, 25)
	w := find(night(t, series, settings()), "629901001", "03")
	if w == nil {
		t.Fatal("no warning")
	}
	var rose []string
	for _, r := range w.Reasons {
		if r.Code == ReasonRoseToo {
			rose = append(rose, fmt.Sprintf("%s %.0f", r.Text["kind"], r.Args["weeks"]))
		}
	}
	if got := strings.Join(rose, ", "); !strings.HasPrefix(got, "02 3, 05 1") {
		t.Errorf("rose: %s", got)
	}
	// Spread thinly over four townships, it is the county's.
	series = city(3)
	for town := 1; town <= 5; town++ {
		plant(series, fmt.Sprintf("62990200%d", town), "06", 0, 6)
	}
	w = find(night(t, series, settings()), "629902", "06")
	if w == nil || w.Level != anlan.County {
		t.Fatalf("spread over a county: %+v", w)
	}
}

// TestCountsNotShown: where the counts of townships are not published, a county's
// rise stays beside that of the township that explains it and names it, and a
// silence does too; a township that is warned of for other weeks is not named.
func TestCountsNotShown(t *testing.T) {
	series := city(1)
	plant(series, "629901001", "03", 0, 30)
	plant(series, "629901004", "03", 6, 30)
	set := settings()
	set.Shown = func(name string, level anlan.Level) bool { return name != "dispute_type" || level <= anlan.County }
	r := night(t, series, set)
	for _, area := range []string{"629901001", "629901004"} {
		if find(r, area, "03") == nil {
			t.Fatalf("no warning of %s", area)
		}
	}
	at := slices.IndexFunc(r.Warnings, func(w anlan.Warning) bool { return w.Area == "629901" && w.Kind == "03" && w.Since == "2026-W43" })
	if at < 0 {
		t.Fatalf("the county's own went: %+v", r.Warnings)
	}
	var named []string
	for _, x := range r.Warnings[at].Reasons {
		if x.Code == ReasonWarned {
			named = append(named, x.Text["area"])
			if len(x.Args) > 0 {
				t.Errorf("figures of a township: %v", x.Args)
			}
		}
	}
	if !slices.Equal(named, []string{"629901001"}) {
		t.Errorf("the county names %v", named)
	}
	for _, w := range night(t, series, settings()).Warnings {
		if _, ok := codes(&w)[ReasonWarned]; ok || w.Area == "629901" && w.Kind == "03" && w.Period == "2026-W43" {
			t.Errorf("published counts of townships leave %+v", w)
		}
	}
	series = city(4)
	last := len(series[0].Counts) - 1
	for _, s := range series {
		if s.Area > "629902" && s.Area <= "629902004" {
			plant(series, s.Area, s.Kind, 0, -s.Counts[last])
		}
	}
	if r := night(t, series, settings()); find(r, "629902", anlan.KindAll) != nil || find(r, "629902003", anlan.KindAll) == nil {
		t.Errorf("silences with published counts: %+v", r.Warnings)
	}
	if r := night(t, series, set); find(r, "629902", anlan.KindAll) == nil || find(r, "629902003", anlan.KindAll) == nil {
		t.Errorf("silences: %+v", r.Warnings)
	}
}

// TestSilence: a township of which nothing came is noticed as one silence of
// all kinds, and what it did not report is no fall of any kind.
func TestSilence(t *testing.T) {
	series := city(4)
	for _, s := range series {
		if s.Area == "629902003" {
			clear(s.Counts[len(s.Counts)-2:])
		}
	}
	w := find(night(t, series, settings()), "629902003", anlan.KindAll)
	if w == nil || w.Rule != RuleSilence || w.Observed != 0 || w.Exceed >= 0 || w.Phase == anlan.PhaseFaded || codes(w)[ReasonSilent].Args["expected"] != w.Expected {
		t.Fatalf("silence: %+v", w)
	}
}

// TestWhatPeopleSaid: a suppression keeps a warning back, a small budget leaves
// the lesser harm out, and a rule that was wrong before has to show more.
func TestWhatPeopleSaid(t *testing.T) {
	series := city(1)
	plant(series, "629901001", "03", 0, 30)
	plant(series, "629901001", "04", 0, 20)
	plant(series, "629901001", "05", 0, 15)
	set := settings()
	set.Budget = map[anlan.Level]int{anlan.Township: 1}
	r := night(t, series, set)
	if find(r, "629901001", "03") == nil || find(r, "629901001", "04") != nil || r.Tally.OverBudget < 2 {
		t.Errorf("one a week: %+v", r.Tally)
	}
	set.Severity = map[string]float64{"dispute_type/04": 3}
	if r := night(t, series, set); find(r, "629901001", "04") == nil || find(r, "629901001", "03") != nil {
		t.Errorf("the graver kind: %+v", r.Tally)
	}
	set.Suppressed = func(_, kind, area string) bool { return kind == "04" && area == "629901001" }
	if r := night(t, series, set); find(r, "629901001", "04") != nil || r.Tally.Suppressed == 0 {
		t.Errorf("suppressed: %+v", r.Tally)
	}
	set = settings()
	before := find(night(t, series, set), "629901001", "03")
	set.Record = func(rule, area string) Outcomes {
		if rule != RuleRise || area[:6] != "629901" {
			return Outcomes{}
		}
		return Outcomes{Confirmed: 1, False: 19}
	}
	after := find(night(t, series, set), "629901001", "03")
	if before == nil || after == nil || !(after.P > before.P && after.Chance < before.Chance) || codes(after)[ReasonRecord].Args["checked"] != 20 {
		t.Errorf("one right in twenty: %+v, before %+v", after, before)
	}
}

// TestRefuses: settings and series that cannot be are refused, and a series
// without a past is not judged.
func TestRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*Settings){
		"fdr": func(s *Settings) { s.FDR = 1 }, "cases": func(s *Settings) { s.MinCases = 0 }, "weeks": func(s *Settings) { s.Weeks = 9 },
		"budget": func(s *Settings) { s.Budget[anlan.County] = -1 }, "severity": func(s *Settings) { s.Severity = map[string]float64{"x": 0} },
	} {
		set := settings()
		spoil(&set)
		if _, err := Night(city(5), set); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	series := city(5)
	series[3].Counts[7] = 0.5
	if _, err := Night(series, settings()); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("half a case: %v", err)
	}
	series = city(5)
	for i := range series {
		series[i].Counts, series[i].Dates = series[i].Counts[:20], series[i].Dates[:20]
	}
	if r := night(t, series, settings()); len(r.Warnings) > 0 || r.Tally.Judged > 0 || r.Tally.Abstained == 0 {
		t.Errorf("twenty weeks: %+v", r.Tally)
	}
	if r := night(t, nil, settings()); len(r.Warnings) > 0 {
		t.Errorf("no series: %+v", r)
	}
}
