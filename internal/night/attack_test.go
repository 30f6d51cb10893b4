package night_test

import (
	"context"
	"database/sql"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/lake"
)

// Which city is attacked: attackVariable names a lake with two editions, and
// wholeVariable, not empty, asks for one of 14 months, all of it. Else it is the
// smallest there is, every so many systems of it.
const (
	attackVariable = "ANLAN_ATTACK_LAKE"
	wholeVariable  = "ANLAN_ATTACK_WHOLE"
)

// TestSmallCellsWithstandLinearProgramming takes all that an edition and the
// one before it publish, writes down what it says of every count (sums over
// areas, over days and windows, shares and their denominators, and the cases
// that no area below holds) and works out how much and how little each withheld
// small count can be. It must be possible that it is 1, and that it is as much
// as its limit less one, or all that the area above has.
func TestSmallCellsWithstandLinearProgramming(t *testing.T) {
	t.Parallel()
	f, err := indicators.Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	editions, l := attacked(t)
	stride := 15 // every so many systems
	if os.Getenv(attackVariable)+os.Getenv(wholeVariable) != "" {
		stride = 1
	}
	a := newAttack(t, f, editions, l)
	a.holdIndex()
	made, _ := a.holdMade(0)
	t.Logf("made of these, and held against them: %v", made)
	a.attackDays()
	a.holdWarnings()
	apart := a.holdApart(nil)
	a.holdClusters()
	days := a.held
	a.attackSums()
	sums := a.held - days
	a.held = 0
	a.attackAhead(stride)
	forecasts := a.held
	a.held = days
	a.run(stride)
	t.Logf("%d withheld forecasts withstand", forecasts)
	t.Logf("%d small counts of the weeks that warnings and clusters add up withstand; %d of %d clusters show their sum; %d weeks of warnings are sums", sums, a.summed, a.clustered, a.charted)
	t.Logf("%d small counts in %d systems withstand, and %d of single days and weeks beside %d warnings; in %d systems late files set the editions apart; %d sums are told by scores and by what small areas are pulled towards",
		a.held-days, a.systems, days, a.warnings, a.contrary, a.tellings)
	t.Logf("%d warnings have no published counts, and beside them stand %d with figures of the area above", apart.warnings, apart.beside)
	if w := os.Getenv(wholeVariable); w != "" && (a.warnings == 0 || apart.warnings == 0) {
		t.Errorf("%d warnings, %d without published counts: the city has none to be held against its series", a.warnings, apart.warnings)
	}
	if a.failed > 0 || a.held == days || days == 0 || a.tellings == 0 {
		t.Errorf("%d of %d small counts can be told", a.failed, a.held+a.failed)
	}
	// The tester tested: each guard taken away, the attack finds some.
	for _, without := range []guard{bareCells, scoredApart, openDays} {
		b := a.without(without)
		b.attackDays()
		b.run(1)
		if b.failed == 0 {
			t.Errorf("%s: the attack finds no small count", without)
		}
	}
	for _, leak := range []func(*anlan.Warning){func(w *anlan.Warning) { w.Observed = 7 }, func(w *anlan.Warning) { w.Expected = 2.5 }, func(w *anlan.Warning) { w.Reasons = []anlan.Reason{{}} }} {
		if x := a.holdApart(leak); x.leaks < apart.warnings {
			t.Errorf("of %d figures of areas without published counts %d are found", apart.warnings, x.leaks)
		}
	}
	all := 0
	for _, n := range made {
		all += n
	}
	if _, wrong := a.holdMade(0.01); wrong < all || all == 0 {
		t.Errorf("of %d figures made of scores %d are found out when they are something else", all, wrong)
	}
	for _, rest := range []bool{false, true} {
		b := a.plant(rest)
		if b == nil {
			t.Error("no week withholds counts enough to plant a cluster that tells one")
		} else if b.attackSums(); b.failed == 0 {
			t.Errorf("a cluster that tells a small count (all others: %v) is not found out", rest)
		}
	}
	if b := a.plantAhead(); b == nil {
		t.Error("no forecast is withheld that could be planted for the attack to find")
	} else if b.attackAhead(1); b.failed == 0 {
		t.Errorf("%s: the attack finds none", sharpAhead)
	}
	if b := a.without(openClusters); a.clustered > a.summed {
		if b.attackSums(); b.failed == 0 {
			t.Errorf("%s: the attack finds no small count", openClusters)
		}
	}
}

// guard is what an attack is made on: the editions as they are, or as they would
// be without one of the things that keep small counts.
type guard string

const (
	asPublished guard = "as published"
	bareCells   guard = "with nothing withheld beside the small counts"
	scoredApart guard = "with withheld areas scored each by itself"
	openDays    guard = "with days and weeks shown beside the small ones"

	openClusters guard = "with the cases of every cluster shown"
	sharpAhead   guard = "with forecasts not rounded, all but one shown"
)

// attacked gives the last two editions of a lake, oldest first.
func attacked(t *testing.T) ([]*edition.Edition, *lake.Lake) {
	t.Helper()
	ctx := context.Background()
	dir := os.Getenv(attackVariable)
	var l *lake.Lake
	if dir == "" {
		d := shortCity()
		if os.Getenv(wholeVariable) != "" {
			d = sharedCity()
		}
		n, stop, err := openNight(d.dir, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(stop)
		for _, asOf := range []time.Time{d.until.AddDate(0, 0, -1), d.until} {
			if _, err := n.Run(ctx, asOf); err != nil {
				t.Fatal(err)
			}
		}
		l, dir = n.Lake, n.Lake.Dir()
	} else {
		var err error
		if l, err = lake.Open(ctx, dir, lake.Options{Now: time.Now, Author: "test"}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
	}
	ids := folderNames(t, dir+"/editions")
	if len(ids) < 2 {
		t.Fatalf("%s has editions %v, want two", dir, ids)
	}
	var out []*edition.Edition
	for _, id := range ids[len(ids)-2:] {
		e, err := edition.Open(dir+"/editions", id)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e)
	}
	return out, l
}

// sides are the truth of one figure.
type sides struct{ num, den, n sql.NullFloat64 }

// attack is a reader with a computer, and the truth to hold its findings against.
type attack struct {
	t        *testing.T
	f        *indicators.Framework
	editions []*edition.Edition
	guard    guard
	truth    []map[[3]string]sides  // of each edition: indicator, area, period
	scored   []map[[3]string]behind // the same, of figures with a score behind what is shown
	told     []map[string][]telling // of each edition, by indicator
	days     []daily                // of each edition
	bare     map[[2]string]bool     // indicator and area that a city with nothing but small cells withheld would show
	counts   map[string]*counted
	wholes   map[indicators.Term][]glance
	below    map[string][]anlan.Area

	clusters []map[string]float64 // of each edition: cases of clusters, by name
	planted  [][]anlan.Cluster    // of each edition: clusters that it does not have
	ahead    []ahead              // of each edition: forecasts
	opened   map[aheadOf]bool     // forecasts that are told as they are

	past []map[[2]string]*pastMonths // of each edition, by area and category

	systems, held, failed, contrary, tellings, warnings, clustered, summed, charted int
}

// counted is a count with all the figures that show it.
type counted struct {
	name  string
	limit float64
	looks []glance
}

// glance is how an indicator shows a count.
type glance struct {
	i     indicators.Indicator
	term  indicators.Term
	of    func(sides) sql.NullFloat64
	whole *indicators.Term // what the count is a part of, where it is a share's
}

func newAttack(t *testing.T, f *indicators.Framework, editions []*edition.Edition, l *lake.Lake) *attack {
	t.Helper()
	a := &attack{t: t, f: f, guard: asPublished, editions: editions, counts: map[string]*counted{}, wholes: map[indicators.Term][]glance{}, below: map[string][]anlan.Area{}}
	for _, e := range editions {
		a.truth = append(a.truth, readSides(t, l, e.Meta.Snapshot))
		a.scored = append(a.scored, readBehind(t, l, e.Meta.Snapshot))
		a.days = append(a.days, readDays(t, l, e.Meta.Snapshot, e))
		a.clusters, a.planted = append(a.clusters, readClusters(t, l, e.Meta.Snapshot)), append(a.planted, nil)
	}
	for _, x := range editions[len(editions)-1].Areas() {
		a.below[x.Parent] = append(a.below[x.Parent], x)
	}
	a.readAhead(l)
	a.readPast(l)
	a.list()
	a.tell()
	return a
}

// without is the same attack on editions that lack a guard.
func (a *attack) without(g guard) *attack {
	b := *a
	b.guard, b.systems, b.held, b.failed = g, 0, 0, 0
	switch g {
	case bareCells:
		b.bare = map[[2]string]bool{}
		for _, c := range b.counts {
			b.open(c)
		}
	case scoredApart:
		b.told = nil
		b.tell()
	}
	return &b
}

func readSides(t *testing.T, l *lake.Lake, snapshot int64) map[[3]string]sides {
	t.Helper()
	out := map[[3]string]sides{}
	eachRow(t, l, snapshot, "select indicator_id, area_code, period, num, den, n from measure where area_level <= 4", func(rows *sql.Rows) error {
		var k [3]string
		var v sides
		err := rows.Scan(&k[0], &k[1], &k[2], &v.num, &v.den, &v.n)
		out[k] = v
		return err
	})
	return out
}

// list finds the counts that the framework's indicators show.
func (a *attack) list() {
	adds := func(expr string) bool {
		e := strings.ToLower(expr)
		return !strings.Contains(e, "distinct") && !strings.Contains(e, "median") && !strings.Contains(e, "avg(") && !strings.Contains(e, "max(") && !strings.Contains(e, "min(") && !strings.Contains(e, "/")
	}
	put := func(name string, g glance) {
		c := a.counts[name]
		if c == nil {
			c = &counted{name: name}
			a.counts[name] = c
		}
		c.limit, c.looks = max(c.limit, g.i.MinCell, a.f.SmallCell), append(c.looks, g)
		if !strings.HasSuffix(name, " left out") {
			a.wholes[g.term] = append(a.wholes[g.term], g)
		}
	}
	name := func(t indicators.Term) string {
		return strings.Join([]string{t.Table, t.Time, strings.Join(strings.Fields(t.Expr), " ")}, "|")
	}
	for _, i := range a.f.Indicators {
		d := i.Denominator
		if adds(i.Numerator.Expr) && i.Numerator.Time != indicators.Latest {
			g := glance{i: i, term: i.Numerator, of: func(s sides) sql.NullFloat64 { return s.num }}
			if i.SamplingModel() == indicators.Proportion {
				g.whole = d
			}
			put(name(i.Numerator), g)
		}
		if d != nil && adds(d.Expr) && d.Time != indicators.Latest {
			put(name(*d), glance{i: i, term: *d, of: func(s sides) sql.NullFloat64 { return s.den }})
		}
		if d != nil && i.SamplingModel() == indicators.Proportion && adds(d.Expr+i.Numerator.Expr) && d.Time == i.Numerator.Time {
			term := *d
			if strings.Contains(i.Numerator.Expr, ":end") {
				term = i.Numerator
			}
			put(i.ID+" left out", glance{i: i, term: term, whole: d, of: func(s sides) sql.NullFloat64 {
				return sql.NullFloat64{Float64: s.den.Float64 - s.num.Float64, Valid: s.den.Valid && s.num.Valid}
			}})
		}
	}
}

// open shows the figures of every area where the count is small in no period.
func (a *attack) open(c *counted) {
	for _, areas := range a.below {
		for _, x := range areas {
			for _, g := range c.looks {
				key := [2]string{g.i.ID, x.Code}
				if _, seen := a.bare[key]; !seen {
					a.bare[key] = true
				}
				for n := range a.editions {
					for _, p := range a.periods(n) {
						if v := g.of(a.truth[n][[3]string{g.i.ID, x.Code, p}]); v.Valid && v.Float64 > 0 && v.Float64 < c.limit {
							a.bare[key] = false
						}
					}
				}
			}
		}
	}
}

func (a *attack) periods(n int) (out []string) {
	for _, kind := range []anlan.PeriodKind{anlan.Month, anlan.Week, anlan.TenDay, anlan.Quarter, anlan.Year} {
		out = append(out, a.editions[n].PeriodsOf(kind)...)
	}
	return out
}

// shown gives a figure as the edition publishes it.
func (a *attack) shown(n int, g glance, area, period string) (v float64, ok, withheld bool) {
	s, there := a.editions[n].Score(area, g.i.ID, period)
	if !there {
		return 0, false, false
	}
	if s.Suppressed && a.bare[[2]string{g.i.ID, area}] {
		x := g.of(a.truth[n][[3]string{g.i.ID, area, period}])
		return x.Float64, x.Valid, false
	}
	null := func(p *float64) sql.NullFloat64 {
		if p == nil {
			return sql.NullFloat64{}
		}
		return sql.NullFloat64{Float64: *p, Valid: true}
	}
	x := g.of(sides{null(s.Num), null(s.Den), null(s.N)})
	return x.Float64, x.Valid, s.Suppressed
}

// span is the days that a figure looks at, as text that sorts: of a stock one
// moment.
func (a *attack) span(n int, g glance, l anlan.Level, period string) (from, until string, ok bool) {
	e := a.editions[n]
	w, there := e.Window(g.i.Numerator.Table, period, g.i.WindowAt(l))
	if g.term.Table != g.i.Numerator.Table {
		w, there = e.Window(g.term.Table, period, g.i.WindowAt(l))
	}
	if g.term.Time == indicators.Stock || strings.Contains(g.term.Expr, ":end") {
		p, err := anlan.ParsePeriod(period, time.UTC)
		if err != nil {
			return "", "", false
		}
		last, err := time.Parse(anlan.DateFormat, e.Meta.AsOf)
		if err != nil {
			return "", "", false
		}
		end := p.End
		if night := last.AddDate(0, 0, 1); end.After(night) {
			end = night
		}
		at := "stock " + end.Format(anlan.DateFormat)
		if g.term.Time != indicators.Stock {
			at += " " + w.From + " " + w.Until
		}
		return at, at + "!", true
	}
	return w.From, w.Until, there
}
