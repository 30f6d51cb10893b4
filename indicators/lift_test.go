package indicators

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"

	"github.com/anlan-lake/anlan"
)

// lifted gives the counties of a random city, of which the first is capped, as
// a group with their totals. Values lie between the goalposts.
func lifted(t testing.TB, f *Framework, seed uint64) (*Group, []anlan.IndexRow) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 2))
	in := EvaluateInput{Areas: []anlan.Area{{Code: "6299", Level: anlan.City}}, Levels: china}
	for c := range 5 {
		a := anlan.Area{Code: fmt.Sprintf("6299%02d", c+1), Level: anlan.County, Type: "12", Parent: "6299"}
		in.Areas = append(in.Areas, a)
		for _, i := range f.Indicators {
			if i.Goal == nil || r.IntN(10) == 0 {
				continue
			}
			v := (i.Goal.Worst + (0.4+0.6*r.Float64())*(i.Goal.Best-i.Goal.Worst)) / i.Scale
			m := measure(i.ID, a.Code, math.Round(v))
			if n := float64(200 + r.IntN(2000)); i.Denominator != nil {
				m = measure(i.ID, a.Code, math.Round(v*n), n)
			}
			if m.N == nil {
				m.N = num(500)
			}
			in.Measures = append(in.Measures, m)
		}
	}
	for k := range 3 {
		in.Vetoes = append(in.Vetoes, VetoFact{Indicator: "GA06", Area: "629901", Day: fmt.Sprint("2026-09-1", k), Document: "d", By: "b"})
	}
	result, err := f.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	at := f.Standings(result.Scores, result.Index, "2026-09")
	var group []Standing
	var totals []anlan.IndexRow
	for _, a := range in.Areas[1:] {
		group = append(group, at[a.Code])
		totals = append(totals, at[a.Code].Index[""])
	}
	return NewGroup(Target{}, group), totals
}

// The steps lead to the colour, stay within what the best tenth of the peers
// achieve, move by whole cases, and none of them can be left out.
func TestLiftLeadsThere(t *testing.T) {
	f, err := Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	feasible, blocked, far := 0, 0, 0
	for seed := range uint64(12) {
		g, totals := lifted(t, f, seed)
		for _, x := range totals {
			l, ok := f.Lift(g, x)
			switch {
			case !ok:
				continue
			case l.Vetoed:
				blocked++
				if len(l.Steps) > 0 || l.Feasible {
					t.Errorf("%s is capped and has steps", x.Area)
				}
				continue
			case !l.Feasible:
				far++
				if len(l.Steps) > 0 || l.Reach >= l.Need {
					t.Errorf("%s: %v of %v points within reach, called not feasible", x.Area, l.Reach, l.Need)
				}
				continue
			}
			feasible++
			p := g.areas[g.number[x.Area]]
			won, least := 0.0, math.Inf(1)
			for _, s := range l.Steps {
				i := g.lineup.at[s.Indicator]
				after := p.figure[i].scoreAt(s.Target)
				if math.Abs(p.share[i]*(after-p.score[i])-s.Points) > 1e-6 {
					t.Errorf("%s %s: %v points said, %v won", x.Area, s.Indicator, s.Points, p.share[i]*(after-p.score[i]))
				}
				var others []float64
				for k, o := range g.areas {
					if k != g.number[x.Area] && o.scored[i] && !o.hidden[i] {
						others = append(others, o.score[i])
					}
				}
				if top := quantile(others, 0.9); after > top+1e-6 {
					t.Errorf("%s %s is raised to %v, the best tenth achieve %v", x.Area, s.Indicator, after, top)
				}
				if k := math.Abs(s.Target-s.Value) * x2(p.figure[i]); s.Cases > 0 && math.Abs(k-s.Cases) > 1e-6*k {
					t.Errorf("%s %s: %v cases said, %v meant", x.Area, s.Indicator, s.Cases, k)
				}
				won, least = won+s.Points, min(least, s.Points)
			}
			if won < l.Need-1e-6 || won-least >= l.Need {
				t.Errorf("%s: %v points of %v by %d steps, the smallest %v", x.Area, won, l.Need, len(l.Steps), least)
			}
		}
	}
	if feasible < 5 || blocked == 0 {
		t.Errorf("%d feasible, %d capped, %d out of reach: the cities do not test it", feasible, blocked, far)
	}
}

// x2 is how many cases one unit of a value is.
func x2(x scoredFigure) float64 {
	if x.den == nil {
		return 1 / x.of.Scale
	}
	return *x.den / x.of.Scale
}

// Where nothing is counted in cases, the effort is that of the linear
// programme, solved apart from it by the simplex method.
func TestLiftIsTheLeastEffort(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	goal := &Goal{Worst: 0, Best: 100}
	for range 60 {
		n := 3 + r.IntN(5)
		own := Standing{Area: "own", Of: map[string]*Indicator{}, Index: map[string]anlan.IndexRow{}}
		peers := []Standing{own, {Area: "p", Of: own.Of, Index: map[string]anlan.IndexRow{}}, {Area: "q", Of: own.Of, Index: map[string]anlan.IndexRow{}}}
		f := &Framework{Colours: []ColourCut{{anlan.Green, 70}, {anlan.Red, 0}}}
		for i := range n {
			id := fmt.Sprint("I", i)
			own.Of[id] = &Indicator{ID: id, Category: "A", Goal: goal, Scale: 1, Direction: "+", Model: NoModel}
			w := 1 + r.Float64()*4
			for k := range peers {
				v := 40 + 55*r.Float64()
				if k == 0 {
					v = 70 * r.Float64()
				}
				peers[k].Scores = append(peers[k].Scores, anlan.Score{Measure: anlan.Measure{Indicator: id}, Value: &v, Adjusted: &v, Score: &v, Weight: w, State: anlan.StateOK})
			}
		}
		for k := range peers {
			sum, all := 0.0, 0.0
			for _, s := range peers[k].Scores {
				sum, all = sum+s.Weight**s.Score, all+s.Weight
			}
			total := sum / all
			peers[k].Index[""] = anlan.IndexRow{Area: peers[k].Area, Score: &total, Uncapped: &total, Colour: f.colour(total)}
		}
		g := NewGroup(Target{}, peers)
		l, ok := f.Lift(g, peers[0].Index[""])
		if !ok {
			continue
		}
		levers := f.levers(g, g.areas[0], 0)
		m := len(levers)
		// e_i + slack_i = effort at top; Σ gain/effort e_i − surplus = need
		c, b := make([]float64, 2*m+1), make([]float64, m+1)
		a := mat.NewDense(m+1, 2*m+1, nil)
		for i, v := range levers {
			c[i] = 1
			a.Set(i, i, 1)
			a.Set(i, m+i, 1)
			b[i] = v.effort
			a.Set(m, i, v.gain/v.effort)
		}
		a.Set(m, 2*m, -1)
		b[m] = l.Need
		want, _, err := lp.Simplex(c, a, b, 1e-10, nil)
		if (err == nil) != l.Feasible {
			t.Fatalf("simplex: %v; feasible %v (%v of %v)", err, l.Feasible, l.Reach, l.Need)
		}
		got := 0.0
		for _, s := range l.Steps {
			got += s.Effort
		}
		if l.Feasible && math.Abs(got-want) > 1e-8 {
			t.Errorf("effort %v, least %v", got, want)
		}
	}
}
