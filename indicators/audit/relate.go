package audit

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/anlan-lake/anlan/indicators/composite"
)

// Aggregate is the index or one of its branches, and how its parts go together.
type Aggregate struct {
	Code, Parent string
	Name         composite.Title
	Weight       float64     // share in the index
	Parts        []Part      // its children
	R            [][]float64 // correlations of the parts with each other
	Alpha        float64     // Cronbach's, of the complete rows; NaN for a single part and for too few rows
	Complete     int         // rows that have every part: those of alpha and the components
	Variance     []float64   // eigenvalues of the parts' correlation matrix, descending; nil for too few rows
	Share        []float64   // of all variance, by component

	children []string
}

// Part is a child of an aggregate.
type Part struct {
	Code      string
	Name      composite.Title
	Indicator bool
	Weight    float64 // share among the parts
	R         float64 // correlation with the aggregate
	Loading   float64 // on the first component
	Effect    float64 // main effect on the aggregate, 0 to 1: see MainEffect
	Influence float64 // share of the effect in those of all parts
}

// Pair is two indicators that say the same.
type Pair struct {
	A, B string
	R    float64
	Rows int // with both values
}

// Kaiser counts the components with an eigenvalue above 1 (Kaiser 1960).
func (g *Aggregate) Kaiser() int {
	n := 0
	for _, v := range g.Variance {
		if v > 1+1e-9 {
			n++
		}
	}
	return n
}

// relate fills how indicators and aggregates go together, and whether parts
// matter as their weights say.
func (s *stages) relate(a *Audit) error {
	for k := range a.Aggregates {
		if err := s.relateParts(a, &a.Aggregates[k]); err != nil {
			return err
		}
	}
	for k := range a.Indicators {
		s.place(a, &a.Indicators[k])
	}
	var err error
	a.Pairs, err = s.pairs(a.Options.Rules)
	return err
}

func (s *stages) relateParts(a *Audit, g *Aggregate) error {
	nodes := []composite.Node{{Code: g.Code, Level: 2, Kind: composite.Aggregated, Direction: 1, Weight: 1}}
	whole, sum := s.pooled.Column(g.Code), 0.0
	for _, code := range g.children {
		n, _ := s.tree.Node(code)
		p := Part{Code: code, Name: a.name(code), Effect: math.NaN(), Indicator: n.Kind == composite.Indicator, Weight: n.Weight}
		nodes = append(nodes, composite.Node{Code: code, Level: 1, Kind: composite.Indicator, Direction: 1, Weight: n.Weight, Parent: g.Code})
		col := s.pooled.Column(code)
		var rows int
		if p.R, rows = s.correlation(a, col, whole); rows >= a.Options.Rules.Rows {
			p.Effect = MainEffect(col, whole)
		}
		if p.Effect == p.Effect {
			sum += p.Effect
		}
		g.Parts = append(g.Parts, p)
	}
	weights := 0.0
	for _, p := range g.Parts {
		weights += p.Weight
	}
	for k := range g.Parts {
		g.Parts[k].Weight /= weights
		g.Parts[k].Influence = g.Parts[k].Effect / sum
	}
	tree, err := composite.NewTree(nodes)
	if err != nil {
		return err
	}
	in := &composite.Inputs{Tree: tree}
	pairs, err := composite.Correlation{Method: composite.Pearson}.Of(in, s.pooled)
	if err != nil {
		return err
	}
	for k, p := range pairs {
		if k%len(g.children) == 0 {
			g.R = append(g.R, nil)
		}
		r := p.R
		if p.N < a.Options.Rules.Rows {
			r = math.NaN()
		}
		g.R[len(g.R)-1] = append(g.R[len(g.R)-1], r)
	}
	return s.cohere(a, g, nodes)
}

// cohere fills alpha and the components of an aggregate's parts, from the rows
// that have them all, where these are enough. A part that does not vary is in no
// component.
func (s *stages) cohere(a *Audit, g *Aggregate, nodes []composite.Node) error {
	cols, err := s.pooled.Columns(g.children)
	if err != nil {
		return err
	}
	rows := completeRows(cols, s.pooled.Rows())
	g.Complete, g.Alpha = len(rows), math.NaN()
	for k := range g.Parts {
		g.Parts[k].Loading = math.NaN()
	}
	if g.Complete < max(a.Options.Rules.Rows, len(g.children)+1) {
		return nil
	}
	f := s.pooled.Pick(rows)
	tree, err := composite.NewTree(nodes)
	if err != nil {
		return err
	}
	alphas, err := composite.CronbachAlpha{Groups: []composite.ItemGroup{{Code: g.Code, Level: 1}}}.Of(&composite.Inputs{Tree: tree}, f)
	if err != nil {
		return err
	}
	g.Alpha = alphas[0].Alpha
	vary := nodes[:1:1]
	for _, n := range nodes[1:] {
		if composite.SD(f.Column(n.Code)) > 0 {
			vary = append(vary, n)
		}
	}
	if len(vary) == 1 {
		return nil
	}
	if tree, err = composite.NewTree(vary); err != nil {
		return err
	}
	components, err := composite.PCAWeights{Level: 1}.Of(&composite.Inputs{Tree: tree}, f)
	if err != nil {
		return err
	}
	c := components[0]
	g.Variance, g.Share = c.Variance, c.Share
	for k := range g.Parts {
		if i := slices.Index(c.Codes, g.Parts[k].Code); i >= 0 {
			g.Parts[k].Loading = c.Weights[i] * math.Sqrt(max(c.Variance[0], 0))
		}
	}
	return nil
}

// correlation gives Pearson's r, NaN for too few rows with both values.
func (s *stages) correlation(a *Audit, x, y []float64) (r float64, rows int) {
	if r, rows = composite.Pearson.Of(x, y); rows < a.Options.Rules.Rows {
		r = math.NaN()
	}
	return r, rows
}

// completeRows gives the rows, of so many, with a value in every column.
func completeRows(cols [][]float64, rows int) []int {
	var out []int
	for i := range rows {
		if !slices.ContainsFunc(cols, func(col []float64) bool { return math.IsNaN(col[i]) }) {
			out = append(out, i)
		}
	}
	return out
}

// place fills how an indicator goes with what it is part of, and with the other
// branches.
func (s *stages) place(a *Audit, x *Indicator) {
	col := s.pooled.Column(x.Code)
	if _, ok := s.tree.Node(x.Code); !ok {
		return
	}
	x.ToParent, _ = s.correlation(a, col, s.pooled.Column(x.Parent))
	top, rows := s.pooled.Column(s.tree.Top()), 0
	if x.ToTop, rows = s.correlation(a, col, top); rows >= a.Options.Rules.Rows {
		x.OnTop = MainEffect(col, top)
	}
	n := 0
	x.ToRest, n = s.correlation(a, col, s.rest(x))
	x.RestP = pValue(x.ToRest, n/a.Periods)
	parent, _ := s.tree.Node(x.Parent)
	if parent.Parent == "" {
		return
	}
	for _, code := range s.tree.Children(parent.Parent) {
		if other, _ := s.tree.Node(code); code == x.Parent || other.Kind != composite.Aggregated {
			continue
		}
		if r, _ := s.correlation(a, col, s.pooled.Column(code)); r == r && !(r <= x.ToNearest) {
			x.Nearest, x.ToNearest = code, r
		}
	}
}

// rest gives what the parent of an indicator would be without it: the weighted
// mean of its siblings that are there.
func (s *stages) rest(x *Indicator) []float64 {
	out, weight := make([]float64, s.pooled.Rows()), make([]float64, s.pooled.Rows())
	for _, code := range s.tree.Children(x.Parent) {
		if code == x.Code {
			continue
		}
		n, _ := s.tree.Node(code)
		for i, v := range s.pooled.Column(code) {
			if v == v {
				out[i], weight[i] = out[i]+n.Weight*v, weight[i]+n.Weight
			}
		}
	}
	for i := range out {
		out[i] /= weight[i] // 0/0 where there is none
	}
	return out
}

// pValue gives the two-sided p value of a correlation of n rows, by Student's t.
func pValue(r float64, n int) float64 {
	if r != r || n < 3 {
		return math.NaN()
	}
	t := math.Abs(r) * math.Sqrt(float64(n-2)/max(1-r*r, 1e-300))
	return 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 2)}.Survival(t)
}

// name gives the name of an indicator or aggregate, its code where it has none.
func (a *Audit) name(code string) composite.Title {
	for _, x := range a.Indicators {
		if x.Code == code {
			return x.Name
		}
	}
	for _, g := range a.Aggregates {
		if g.Code == code {
			return g.Name
		}
	}
	return composite.Title{Zh: code, En: code}
}

// pairs gives the pairs of indicators whose correlation, as aggregated, is above
// the bound.
func (s *stages) pairs(rules Rules) ([]Pair, error) {
	all, err := composite.Correlation{Method: composite.Pearson}.Of(s.in, s.pooled)
	if err != nil {
		return nil, err
	}
	var out []Pair
	n := len(s.tree.Indicators())
	for k, p := range all {
		if k/n < k%n && p.R > rules.Redundant && p.N >= rules.Rows { // each once
			out = append(out, Pair{p.A, p.B, p.R, p.N})
		}
	}
	return out, nil
}
