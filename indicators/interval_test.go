package indicators

import (
	"math"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/smallarea"
	"github.com/anlan-lake/anlan/queries"
)

// sampled is an index over a weighted survey and over amounts of money.
const sampled = `
id: sampled
version: "1"
name: {zh: 抽样}
index_levels: [city, county, township]
coverage: 0.7
colours: [{colour: red, min: 0}]
samples: {answer: {weight: weight, design_effect: 1.5}}
categories: [{code: S, name: {zh: 甲}, weight: 100}]
indicators:
  - {id: SAFE, category: S, name: {zh: 安全}, definition: {zh: 安全}, scale: 100, unit: "%", direction: "+", levels: [city, county], window: P1M, weight: 60, goal: {worst: 50, best: 100},
     numerator: {table: answer, expr: "coalesce(sum(@exact(weight)) filter (where safe), 0)", time: day}, denominator: {table: answer, expr: "coalesce(sum(@exact(weight)) filter (where asked), 0)", time: day}}
  - {id: PAID, category: S, name: {zh: 追回}, definition: {zh: 追回}, scale: 100, unit: "%", direction: "+", levels: [city, county], window: P1M, weight: 40, goal: {worst: 0, best: 100}, model: ratio,
     numerator: {table: answer, expr: "sum(paid) filter (where asked)", time: day}, denominator: {table: answer, expr: "sum(owed)", time: day}}
`

// The compiled effective number and variance against sums over the rows.
func TestSamplingErrorByHand(t *testing.T) {
	f, err := Load("test.yaml", strings.NewReader(sampled))
	if err != nil {
		t.Fatal(err)
	}
	rows := []struct {
		w           float64
		safe, asked bool
		paid, owed  float64
	}{{0.5, true, true, 100, 100}, {1.25, true, true, 20, 60}, {2, false, true, 0, 40}, {0.75, true, true, 300, 310}, {4, true, false, 7, 90}}
	c := newCity(t)
	c.exec(`create table dim_area as select *, date '2000-01-01' as first_from, true as is_current from (values ('6299', 1), ('629902', 2)) a(area_code, area_level)`)
	c.exec("create table answer (area_code varchar, day date, weight double, safe boolean, asked boolean, paid double, owed double)")
	var num, den, w2, y, x float64
	for _, r := range rows {
		c.exec("insert into answer values ('629902', date '2026-09-03', " + strings.Join([]string{show(&r.w), yes(r.safe && r.asked), yes(r.asked), show(&r.paid), show(&r.owed)}, ", ") + ")")
		if r.asked {
			den, w2 = den+r.w, w2+r.w*r.w
			if r.safe {
				num += r.w
			}
			y += r.paid
		}
		x += r.owed
	}
	residual := 0.0
	for _, r := range rows {
		paid := r.paid
		if !r.asked {
			paid = 0
		}
		e := paid - y/x*r.owed
		residual += e * e
	}
	p, err := f.Compile(CompileInput{Tables: c.tables(), Levels: anlan.Levels{4, 6}, Dialect: queries.DuckDB, Ends: []PeriodEnd{{Period: "2026-09", End: day("2026-10-01"), Final: true}},
		Coverage: map[string]Span{"answer": {First: day("2026-08-01"), Last: day("2026-09-30")}}})
	if err != nil {
		t.Fatal(err)
	}
	measures := c.run(p)
	got := map[string]anlan.Measure{}
	for _, m := range measures {
		got[m.Indicator+" "+m.Area] = m
	}
	if m := got["SAFE 629902"]; !near(m.Num, num) || !near(m.Effective, den*den/w2) || m.Variance != nil {
		t.Errorf("SAFE: %s, effective %s, want %v", show(m.Num), show(m.Effective), den*den/w2)
	}
	if m := got["PAID 629902"]; !near(m.Variance, residual/x/x) || m.Effective != nil {
		t.Errorf("PAID: variance %s, want %v", show(m.Variance), residual/x/x)
	}

	areas := []anlan.Area{{Code: "6299", Level: anlan.City}, {Code: "629902", Level: anlan.County, Parent: "6299"}}
	r, err := f.Evaluate(EvaluateInput{Measures: measures, Areas: areas, Levels: anlan.Levels{4, 6}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range r.Scores {
		if s.Area != "629902" {
			continue
		}
		lower, upper, _ := smallarea.Wilson(num/den, den*den/w2/1.5) // unequal weights and clusters
		if s.Indicator == "PAID" {
			half := smallarea.Z95 * math.Sqrt(residual/x/x*1.5) // the rows are the sample's too
			lower, upper = max(y/x-half, 0), min(y/x+half, 1)
		}
		if !near(s.Lower, 100*lower) || !near(s.Upper, 100*upper) {
			t.Errorf("%s: %s to %s, want %v to %v", s.Indicator, show(s.Lower), show(s.Upper), 100*lower, 100*upper)
		}
		if s.Indicator == "SAFE" && (!near(s.ScoreLower, max(2*(*s.Lower-50), 0)) || !near(s.ScoreUpper, min(2*(*s.Upper-50), 100))) {
			t.Errorf("score %s to %s", show(s.ScoreLower), show(s.ScoreUpper))
		}
	}
}

func yes(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// Every indicator of the peace index has a model that its form bears.
func TestModels(t *testing.T) {
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Model{"MD01": Proportion, "MD04": NoModel, "GA02": Rate, "GA06": Count, "SZ09": Ratio, "QZ01": Proportion, "JC01": NoModel, "BM07": Rate, "QZ09": NoModel}
	have := map[Model]int{}
	for _, i := range f.Indicators {
		m := i.SamplingModel()
		have[m]++
		if w := want[i.ID]; w != "" && w != m {
			t.Errorf("%s: %s, want %s", i.ID, m, w)
		}
	}
	if have[NoModel] != 18 || have[Ratio] != 2 {
		t.Errorf("models %v", have)
	}
}

// A category and a total put the intervals of their scores together as
// independent ones; what has no model counts as exact, and is told.
func TestIndexIntervals(t *testing.T) {
	scores, index, _ := evaluated(t, EvaluateInput{Measures: []anlan.Measure{measure("A1", "629902", 80, 100), median("A2", "629902", 20, 9), measure("B1", "629902", 2)}})
	a, b := scores["A1 629902"], scores["B1 629902"]
	lower, upper, _ := smallarea.Wilson(0.8, 100)
	if !near(a.Lower, 100*lower) || !near(a.Upper, 100*upper) || !near(a.ScoreLower, 2*(100*lower-50)) {
		t.Errorf("A1: %s to %s", show(a.Lower), show(a.Upper))
	}
	if l, u, _ := smallarea.Garwood(2); !near(b.Lower, l) || !near(b.Upper, u) || *b.ScoreUpper < *b.Score || !near(b.ScoreLower, 0) {
		t.Errorf("B1: %s to %s, score %s", show(b.Lower), show(b.Upper), show(b.Score))
	}
	if s := scores["A2 629902"]; s.Lower != nil || s.ScoreLower != nil {
		t.Error("a median pretends to an interval")
	}
	r := index["A 629902"]
	if !near(r.Lower, *r.Score-2.0/3*(*a.Score-*a.ScoreLower)) || math.Abs(r.IntervalShare-2.0/3) > 1e-12 {
		t.Errorf("category %s to %s, share %v", show(r.Lower), show(r.Upper), r.IntervalShare)
	}
	r = index[" 629902"]
	if !near(r.Upper, *r.Score+math.Hypot(0.4*(*a.ScoreUpper-*a.Score), 0.4*(*b.ScoreUpper-*b.Score))) || math.Abs(r.IntervalShare-0.8) > 1e-12 {
		t.Errorf("total %s to %s, share %v", show(r.Lower), show(r.Upper), r.IntervalShare)
	}
}

// Townships of one county under a fitted prior: the rates of smallarea, with
// the posterior's interval; where they differ by chance alone, the mean.
func TestEmpiricalBayes(t *testing.T) {
	areas := append([]anlan.Area{}, places[:2]...)
	var measures []anlan.Measure
	for n := range 6 {
		code := "62990200" + string(rune('1'+n))
		areas = append(areas, anlan.Area{Code: code, Level: anlan.Township, Type: "21", Parent: "629902"})
		measures = append(measures, measure("A1", code, float64(20+n*12), 100))
	}
	for _, fit := range []ShrinkFit{Moments, MaximumLikelihood} {
		f := tinyFramework(t)
		f.Shrink.Method, f.Shrink.Fit = EmpiricalBayes, fit
		in := EvaluateInput{Measures: measures, Areas: areas, Levels: china}
		r, err := f.Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		x, n := []float64{20, 32, 44, 56, 68, 80}, []float64{100, 100, 100, 100, 100, 100}
		p, _ := smallarea.BetaBinomialMoments(x, n)
		if fit == MaximumLikelihood {
			p, _ = smallarea.BetaBinomialLikelihood(x, n)
		}
		at := 0
		for _, s := range r.Scores {
			if s.Indicator != "A1" || s.Level != anlan.Township {
				continue
			}
			rate, own := p.Estimate(x[at], 100)
			lower, upper, _ := smallarea.BetaInterval(rate*(100+p.Strength), (1-rate)*(100+p.Strength))
			if !near(s.Adjusted, 100*rate) || !near(s.Own, own) || !near(s.Value, x[at]) || !near(s.Lower, 100*lower) || !near(s.Upper, 100*upper) {
				t.Errorf("%s %s: %s (%s to %s) own %s, want %v", fit, s.Area, show(s.Adjusted), show(s.Lower), show(s.Upper), show(s.Own), 100*rate)
			}
			at++
		}
		for n := range in.Measures { // all alike
			in.Measures[n].Num = num(40 + float64(n%2))
		}
		if r, err = f.Evaluate(in); err != nil {
			t.Fatal(err)
		}
		for _, s := range r.Scores {
			if lower, _, _ := smallarea.Wilson(0.405, 600); s.Indicator == "A1" && s.Level == anlan.Township && (!near(s.Adjusted, 40.5) || !near(s.Own, 0) || !near(s.Lower, 100*lower)) {
				t.Errorf("%s: %s own %s, want the mean", s.Area, show(s.Adjusted), show(s.Own))
			}
		}
		for n := range in.Measures {
			in.Measures[n].Num = num(float64(20 + n*12))
		}
	}
}
