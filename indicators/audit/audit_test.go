package audit

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan/indicators/composite"
)

// known is an index of which the faults are known, and data that have them: of
// the branch Safety, S4 repeats S3 and S2 is absent; of the branch Service, V3 is
// entered with the wrong direction, V2 goes with nothing, and V1 spreads so far
// that the branch outdoes the two others; of Life, L2 has outliers and L3 is the
// same for all.
const known = `
id: known
name: {zh: 已知, en: Known}
structure:
  - {code: Total}
  - {code: Safety, parent: Total}
  - {code: Service, parent: Total}
  - {code: Life, parent: Total}
  - {code: S1, parent: Safety}
  - {code: S2, parent: Safety}
  - {code: S3, parent: Safety}
  - {code: S4, parent: Safety}
  - {code: V1, parent: Service}
  - {code: V2, parent: Service}
  - {code: V3, parent: Service}
  - {code: V4, parent: Service}
  - {code: L1, parent: Life, direction: "-"}
  - {code: L2, parent: Life}
  - {code: L3, parent: Life}
steps:
  - {id: scored, op: normalise, params: {method: goalposts, lower: 0, upper: 100, scale: 100}}
  - {id: total, op: aggregate, params: {method: arithmetic}}
`

func knownData(units int) *composite.Frame {
	rng := rand.New(rand.NewPCG(7, 7))
	f := composite.NewFrame(nil, nil)
	f.Code = strings.Fields("S1 S2 S3 S4 V1 V2 V3 V4 L1 L2 L3")
	f.Col = make([][]float64, len(f.Code))
	for u := range units {
		f.Unit = append(f.Unit, fmt.Sprintf("u%02d", u))
		e := func(sd float64) float64 { return sd * rng.NormFloat64() }
		safety, service, life := e(8), e(8), e(8)
		s3 := 50 + safety + e(4)
		outlier := 40 + life + e(3)
		if u%40 == 5 {
			outlier += 60
		}
		row := []float64{50 + safety + e(4), math.NaN(), s3, s3 + e(0.5),
			50 + 10*service + e(30), 50 + e(2), 50 - service + e(4), 50 + 2*service + e(8),
			50 - life + e(3), outlier, 60}
		if u%2 == 1 {
			row[0] = math.NaN()
		}
		for k, v := range row {
			f.Col[k] = append(f.Col[k], v)
		}
	}
	return f
}

func audited(t *testing.T, text string, f *composite.Frame, o Options) *Audit {
	t.Helper()
	x, err := composite.ReadIndex([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	a, err := Run(x, f, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// found gives the codes of a finding, in order.
func found(a *Audit, rule Rule) (codes []string, severity Severity) {
	for _, f := range a.Findings {
		if f.Rule != rule {
			continue
		}
		for _, i := range f.Items {
			codes = append(codes, i.Code+i.Other)
		}
		return codes, f.Severity
	}
	return nil, ""
}

// A goalpost at the end of where the data lie makes outliers that the data do
// not have: the finding tells the skewness of what is aggregated.
func TestOutliersByScale(t *testing.T) {
	const text = `
id: scaled
structure: [{code: T}, {code: U, parent: T}, {code: W, parent: T}]
steps:
  - {id: scored, op: normalise, params: {method: goalposts, lower: 95, upper: 100, scale: 100, truncate: true}}
  - {id: total, op: aggregate, params: {method: arithmetic}}
`
	f := composite.NewFrame(nil, nil)
	f.Code, f.Col = []string{"U", "W"}, make([][]float64, 2)
	for u := range 100 {
		f.Unit = append(f.Unit, fmt.Sprint(u))
		f.Col[0], f.Col[1] = append(f.Col[0], float64(u)), append(f.Col[1], 95+float64(u%6))
	}
	a := audited(t, text, f, Options{Seed: 1, Runs: 8})
	if math.Abs(a.Indicators[0].Skewness) > 1e-9 {
		t.Fatalf("the data are skewed: %v", a.Indicators[0].Skewness)
	}
	for _, x := range a.Findings {
		if x.Rule == RuleOutlier {
			if len(x.Items) != 1 || x.Items[0].Code != "U" || !(x.Items[0].Value > 2) {
				t.Errorf("outliers %+v", x.Items)
			}
			return
		}
	}
	t.Error("no outlier is found")
}

func TestKnownFaults(t *testing.T) {
	a := audited(t, known, knownData(80), Options{Seed: 1, Runs: 32})
	for _, c := range []struct {
		rule     Rule
		severity Severity
		codes    string
	}{
		{RuleAbsent, Serious, "S2"},
		{RuleConstant, Notable, "L3"},
		{RuleMissing, Notable, "S1"},
		{RuleOutlier, Notable, "L2"},
		{RuleRedundant, Notable, "S3S4"},
		{RuleReversed, Serious, "V3"},
		{RuleFew, "", ""},
	} {
		codes, severity := found(a, c.rule)
		if strings.Join(codes, " ") != c.codes || severity != c.severity {
			t.Errorf("%s: %v, %s; want %s, %s", c.rule, codes, severity, c.codes, c.severity)
		}
	}
	for rule, code := range map[Rule]string{RuleDominant: "ServiceTotal", RuleSilent: "V2Service"} {
		if codes, _ := found(a, rule); !slices.Contains(codes, code) {
			t.Errorf("%s: %v lacks %s", rule, codes, code)
		}
	}
	if s := a.Findings[0].Severity; s != Serious {
		t.Errorf("the first finding is %s", s)
	}
	if !slices.IsSortedFunc(a.Findings, func(x, y Finding) int {
		order := map[Severity]int{Serious: 0, Notable: 1, Note: 2}
		return order[x.Severity] - order[y.Severity]
	}) {
		t.Error("findings are not worst first")
	}
	for _, w := range a.Weights {
		for _, i := range w.Units {
			if a.Ranks[i] < w.Bounds.Best[i] || a.Ranks[i] > w.Bounds.Worst[i] {
				t.Errorf("rank %v of %s outside %v to %v", a.Ranks[i], a.Units[i], w.Bounds.Best[i], w.Bounds.Worst[i])
			}
		}
	}
	if a.Weights[0].Fixed <= a.Weights[1].Fixed {
		t.Errorf("any weights keep the order of %v of the pairs, near ones of %v", a.Weights[1].Fixed, a.Weights[0].Fixed)
	}
}

// Without the faults there is no finding of them.
func TestSound(t *testing.T) {
	f := knownData(80)
	sound := strings.NewReplacer("V3, parent: Service}", `V3, parent: Service, direction: "-"}`).Replace(known)
	sound = strings.Replace(sound, "method: goalposts, lower: 0, upper: 100, scale: 100", "method: rank", 1)
	rng := rand.New(rand.NewPCG(9, 9))
	for i := range f.Unit {
		f.Column("L2")[i] = 200 - f.Column("L1")[i] + 4*rng.NormFloat64()
		f.Column("L3")[i] = f.Column("L2")[i] + 6*rng.NormFloat64()
		f.Column("V2")[i] = f.Column("V4")[i] + 20*rng.NormFloat64()
		f.Column("S1")[i] = f.Column("S3")[i] + 6*rng.NormFloat64()
		f.Column("S2")[i] = f.Column("S3")[i] + 6*rng.NormFloat64()
		f.Column("S4")[i] = f.Column("S3")[i] + 6*rng.NormFloat64()
	}
	a := audited(t, sound, f, Options{Seed: 1, Runs: 16})
	for _, x := range a.Findings {
		if x.Severity == Serious || slices.Contains([]Rule{RuleAbsent, RuleConstant, RuleMissing, RuleUnits, RuleOutlier, RuleRedundant, RuleReversed, RuleDominant, RuleSilent}, x.Rule) {
			t.Errorf("%+v", x)
		}
	}
}

// The same seed gives the same audit, another one other drawn weights.
func TestSeed(t *testing.T) {
	text := func(seed uint64) string {
		a := audited(t, known, knownData(40), Options{Seed: seed, Runs: 16})
		raw, err := json.Marshal(a.Findings)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw) + fmt.Sprint(a.Doubt.Ranks, a.Doubt.Sobol)
	}
	if first, again := text(1), text(1); first != again {
		t.Error("the same seed gives another audit")
	}
	if text(1) == text(2) {
		t.Error("the seed changes nothing")
	}
}

// In a panel correlations are of all periods, ranks of the last.
func TestPanel(t *testing.T) {
	one := knownData(12)
	f := composite.NewFrame(nil, nil)
	f.Code, f.Col = one.Code, make([][]float64, len(one.Code))
	for _, period := range []float64{202602, 202601, 202603} {
		for i, u := range one.Unit {
			f.Unit, f.Time = append(f.Unit, u), append(f.Time, period)
			for k, col := range one.Col {
				f.Col[k] = append(f.Col[k], col[i]+period-202600)
			}
		}
	}
	a := audited(t, known, f, Options{Seed: 1, Runs: 16})
	if a.Periods != 3 || a.Period != 202603 || a.Rows != 36 || !slices.Equal(a.Units, one.Unit) {
		t.Errorf("%d periods, %v, %d rows, %v", a.Periods, a.Period, a.Rows, a.Units)
	}
	if codes, _ := found(a, RuleFew); codes == nil {
		t.Error("12 units are many")
	}
	b := audited(t, known, f.Pick(f.Periods()[2]), Options{Seed: 1, Runs: 16})
	if !slices.Equal(a.Ranks, b.Ranks) || fmt.Sprint(a.Doubt) != fmt.Sprint(b.Doubt) {
		t.Error("ranks are not those of the last period alone")
	}
}

// The weights that are found give the ranks they are said to give, also where
// the index is another mean than the arithmetic one.
func TestWeightsOfOtherMeans(t *testing.T) {
	for _, params := range []string{`{method: geometric}`, `{method: harmonic}`, `{method: power, power: -2}`, `{method: [arithmetic, geometric]}`, `{method: arithmetic, weights: equal}`} {
		text := strings.Replace(known, "{method: arithmetic}", params, 1)
		text = strings.Replace(text, "{method: goalposts, lower: 0, upper: 100, scale: 100}", "{method: min_max, lower: 1, upper: 100}", 1)
		text = strings.Replace(text, "{code: Safety, parent: Total}", "{code: Safety, parent: Total, weight: 2}", 1)
		x, err := composite.ReadIndex([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		a := audited(t, text, knownData(15), Options{Seed: 1, Runs: 8})
		if len(a.Weights) != 2 {
			t.Fatalf("%s: no ranges: %s", params, a.WeightsWhy)
		}
		s, err := build(x, knownData(15), nil)
		if err != nil {
			t.Fatal(err)
		}
		step := s.aggregation()
		step.Weights = composite.WeightsOfTable
		moved := 0
		for _, i := range a.Weights[0].Units {
			b := a.Weights[0].Bounds
			if want := map[bool]float64{true: 1.0 / 3, false: 0.5}[strings.Contains(params, "equal")]; math.Abs(b.BestWeights[i][0]-want) > want/4+1e-9 {
				t.Errorf("%s: weight %v is not within a quarter of %v", params, b.BestWeights[i][0], want)
			}
			for end, w := range [][]float64{b.BestWeights[i], b.WorstWeights[i]} {
				table := map[string]float64{}
				for k, code := range s.tree.Children("Total") {
					table[code] = w[k]
				}
				g, err := step.Apply(&composite.Inputs{Tree: s.tree, Weights: map[string]map[string]float64{"weights": table}}, s.ready)
				if err != nil {
					t.Fatal(err)
				}
				scores, rank := g.Column("Total"), 1.0
				for _, v := range scores {
					if v > scores[i]+1e-6*math.Abs(scores[i])*float64(1-end) {
						rank++
					}
				}
				if want := []float64{b.Best[i], b.Worst[i]}[end]; rank != want {
					t.Errorf("%s: %v gives %s rank %v, not %v", params, w, a.Units[i], rank, want)
				}
				if rank != a.Ranks[i] {
					moved++
				}
			}
		}
		if moved == 0 {
			t.Errorf("%s: no weights move any rank", params)
		}
	}
	if a := audited(t, strings.Replace(known, "{method: arithmetic}", "{method: copeland}", 1), complete(knownData(15)), Options{Runs: 8}); len(a.Weights) != 0 || a.WeightsWhy != "method" {
		t.Errorf("copeland has weights: %+v", a.Weights)
	}
}

// complete fills what is missing.
func complete(f *composite.Frame) *composite.Frame {
	for _, col := range f.Col {
		for i, v := range col {
			if v != v {
				col[i] = float64(50 + i)
			}
		}
	}
	return f
}

func TestErrors(t *testing.T) {
	f := knownData(10)
	for name, text := range map[string]string{
		"aggregate": strings.Replace(known, "  - {id: total, op: aggregate, params: {method: arithmetic}}\n", "", 1),
		"the last":  known + "  - {id: again, op: aggregate, params: {method: arithmetic}}\n",
		"data":      strings.ReplaceAll(known, "L2", "L9"),
	} {
		x, err := composite.ReadIndex([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Run(x, f, nil, Options{}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	x, _ := composite.ReadIndex([]byte(known))
	if _, err := Run(x, f, nil, Options{WeightShare: 2}); err == nil {
		t.Error("weights off by twice themselves pass")
	}
}

// y = x² over a range around 0 has no correlation with x, and is told by it all
// the same; noise tells nothing; a line has its r².
func TestMainEffect(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	n := 400
	x, square, noise, line, group := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range x {
		x[i] = rng.Float64()*2 - 1
		square[i] = x[i]*x[i] + 0.05*rng.NormFloat64()
		noise[i] = rng.NormFloat64()
		line[i] = x[i] + rng.NormFloat64()/2
		group[i] = float64(i % 3)
	}
	r, _ := composite.Pearson.Of(x, line)
	explained := composite.SD(square)
	want := 1 - 0.05*0.05/(explained*explained)
	if e := MainEffect(x, square); math.Abs(e-want) > 0.04 {
		t.Errorf("square: %v, want %v", e, want)
	}
	if e := MainEffect(x, noise); e > 0.05 {
		t.Errorf("noise: %v", e)
	}
	if e := MainEffect(x, line); math.Abs(e-r*r) > 0.03 {
		t.Errorf("line: %v, r² %v", e, r*r)
	}
	for i := range group { // a value for each of three groups: the means of groups are the curve
		noise[i] = []float64{0, 3, 1}[i%3] + 0.1*rng.NormFloat64()
	}
	if e := MainEffect(group, noise); e < 0.3 {
		t.Errorf("groups: %v", e)
	}
	short := []float64{1, 2, 3, 4, 5, 6}
	other := []float64{2, 1, 4, 3, 6, 5}
	if r, _ := composite.Pearson.Of(short, other); math.Abs(MainEffect(short, other)-r*r) > 1e-12 {
		t.Errorf("few rows: %v, r² %v", MainEffect(short, other), r*r)
	}
	for _, e := range []float64{MainEffect(short[:3], other[:3]), MainEffect(short, make([]float64, 6)), MainEffect(make([]float64, 6), short)} {
		if e == e {
			t.Errorf("undefined: %v", e)
		}
	}
}
