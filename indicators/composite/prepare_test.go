package composite

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

var missing = math.NaN()

// table makes a frame of units a, b, … from columns.
func table(codes string, cols ...[]float64) *Frame {
	f := &Frame{Code: strings.Fields(codes), Col: cols}
	for i := range cols[0] {
		f.Unit = append(f.Unit, string(rune('a'+i)))
	}
	return f
}

func same(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return x == y || x != x && y != y || math.Abs(x-y) < 1e-12 })
}

func TestDenominate(t *testing.T) {
	f := table("x pop", []float64{10, missing, 4}, []float64{2, 1, 0})
	in := &Inputs{Denominators: []Scaled{{"x", "pop", 100}}}
	g, err := Denominate{}.Apply(in, f)
	if err != nil || !same(g.Column("x")[:2], []float64{500, missing}) || !math.IsInf(g.Column("x")[2], 1) {
		t.Errorf("%v, %v", g, err)
	}
	if f.Column("x")[0] != 10 {
		t.Error("the frame given was changed")
	}
	for _, s := range []Scaled{{"y", "pop", 1}, {"x", "area", 1}, {"x", "pop", 0}} {
		if _, err := (Denominate{}).Apply(&Inputs{Denominators: []Scaled{s}}, f); err == nil {
			t.Errorf("%v passes", s)
		}
	}
}

// A share equal to its bound suffices; force wins; a unit without data has no
// share of nonzero values, and is not low in it.
func TestScreen(t *testing.T) {
	f := table("x y", []float64{1, missing, missing, 0}, []float64{1, 1, missing, 0})
	s := Screen{Criterion: ByBoth, MinAvailable: 0.5, MinNonzero: 0.5}
	g, err := s.Apply(&Inputs{}, f)
	if err != nil || !slices.Equal(g.Unit, []string{"a", "b"}) {
		t.Errorf("%v, %v", g, err)
	}
	g, _ = s.Apply(&Inputs{Force: map[string]bool{"a": false, "d": true}}, f)
	if !slices.Equal(g.Unit, []string{"b", "d"}) {
		t.Errorf("forced: %v", g.Unit)
	}
	d, _ := s.Details(&Inputs{}, f)
	if !math.IsNaN(d.Nonzero[2]) || d.LowNonzero[2] || !d.LowAvailable[2] {
		t.Errorf("of a unit without data: %+v", d)
	}
	if _, err := (Screen{Criterion: "some"}).Apply(&Inputs{}, f); err == nil || !strings.Contains(err.Error(), "nonzero") {
		t.Errorf("an unknown criterion: %v", err)
	}
}

func TestWinsorise(t *testing.T) {
	most := 5
	w := Winsorise{MaxPoints: &most, Normality: Normality{2, 3.5}}
	x := []float64{1, 2, 3, missing, 2, 3, 1, 2, 100, 100, 2, 3, 1, 2, 3, 2, 1}
	y, done, err := w.Column(x)
	if err != nil || done.Points != 2 || y[8] != 3 || y[9] != 3 || done.Mark(9) != "high" || done.Mark(0) != "" || !math.IsNaN(y[3]) {
		t.Errorf("%v, %+v, %v", y, done, err)
	}
	if _, _, err := w.Column([]float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 9}); !errors.Is(err, ErrConstant) {
		t.Errorf("of two values: %v", err)
	}
}

// Columns that cannot be tested or would become constant stay as they are.
func TestTreatLeaves(t *testing.T) {
	spike := []float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 9}
	flat := slices.Repeat([]float64{3}, 10)
	few := []float64{1, 2, 900, missing, missing, missing, missing, missing, missing, missing}
	f := table("spike flat few", spike, flat, few)
	g, details, err := Treat{First: WinsoriseFirst, Second: LogRangeShift, Normality: Normality{2, 3.5}}.Details(&Inputs{}, f)
	if err != nil {
		t.Fatal(err)
	}
	for i, col := range g.Col {
		if !same(col, f.Col[i]) {
			t.Errorf("%s: %v", f.Code[i], col)
		}
		if details[i].Points != -1 {
			t.Errorf("%s: %+v", f.Code[i], details[i])
		}
	}
	if _, err := (Treat{First: LogPlusOne, Second: WinsoriseFirst}).Apply(&Inputs{}, f); err == nil {
		t.Error("winsorising second passes")
	}
}

// Periods are treated and normalised each by itself, whatever the order of rows.
func TestPeriods(t *testing.T) {
	f := &Frame{Unit: []string{"b", "a", "a", "b"}, Time: []float64{2, 1, 2, 1}, Code: []string{"x"}, Col: [][]float64{{30, 1, 10, 3}}}
	for pool, want := range map[Pool][]float64{EachPeriod: {1, 0, 0, 1}, AllPeriods: {1, 0, 9. / 29, 2. / 29}} {
		g, err := Normalise{Scaling: Scaling{Method: MinMax, Upper: 1}, Pool: pool}.Apply(&Inputs{}, f)
		if err != nil || !same(g.Col[0], want) {
			t.Errorf("%s: %v, %v", pool, g, err)
		}
	}
	f.Col[0][0], f.Col[0][2] = missing, missing
	g, used, err := ImputePanel{Method: PanelLatest}.Details(&Inputs{}, f)
	if err != nil || !same(g.Col[0], []float64{3, 1, 1, 3}) || !same(used.Col[0], []float64{1, 1, 1, 1}) {
		t.Errorf("%v, %v, %v", g, used, err)
	}
	none := 0
	if g, _ := (ImputePanel{Method: PanelLatest, MaxPeriods: &none}).Apply(&Inputs{}, f); !same(g.Col[0], f.Col[0]) {
		t.Errorf("looking back 0 periods: %v", g.Col[0])
	}
	f.Unit[0] = "a"
	if _, err := (ImputePanel{Method: PanelLinear}).Apply(&Inputs{}, f); err == nil {
		t.Error("two rows of a unit and period pass")
	}
}

func TestImputeEM(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 7, 8}
	y := []float64{2, 1, 4, 3, 7, 6, missing}
	f := table("x y flat empty", x, y, []float64{5, missing, 5, 5, 5, 5, 5}, slices.Repeat([]float64{missing}, 7))
	g, normals, err := Impute{Method: ImputeEM, Tolerance: 1e-13}.FillEM(&Inputs{}, f)
	if err != nil {
		t.Fatal(err)
	}
	// Missing in one column alone: the regression on the complete rows.
	mx, my := Mean(x[:6]), Mean(y[:6])
	sxy, sxx := 0.0, 0.0
	for i := range 6 {
		sxy, sxx = sxy+(x[i]-mx)*(y[i]-my), sxx+(x[i]-mx)*(x[i]-mx)
	}
	if want := my + sxy/sxx*(8-mx); math.Abs(g.Column("y")[6]-want) > 1e-9 {
		t.Errorf("%v, want %v", g.Column("y")[6], want)
	}
	if g.Column("flat")[1] != 5 || !math.IsNaN(g.Column("empty")[0]) {
		t.Errorf("%v, %v", g.Column("flat"), g.Column("empty"))
	}
	if n := normals[0]; math.Abs(n.Mean[0]-Mean(x)) > 1e-9 || n.Covariance[2][2] != 0 {
		t.Errorf("%+v", n)
	}
	twice := table("x y z", x, x, y)
	if _, err := (Impute{Method: ImputeEM}).Apply(&Inputs{}, twice); err == nil {
		t.Error("a column that is there twice passes")
	}
}

func TestNormaliseRefuses(t *testing.T) {
	f := table("x", []float64{1, 2, 3})
	for _, s := range []Scaling{{Method: "best"}, {Method: MinMax}, {Method: ZScore}, {Method: DistanceToTarget},
		{Method: DistanceToReference}, {Method: Goalposts, Upper: 1}, {Method: Rank, Ties: "first"}, {Method: MinMax, FromMeta: true}} {
		if _, err := (Normalise{Scaling: s}).Apply(&Inputs{}, f); err == nil {
			t.Errorf("%+v passes", s)
		}
	}
}

// Order statistics and moments found by short ways are those of the long ones.
func TestShortWays(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for n := range 40 {
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(r.IntN(20))
		}
		s := slices.Sorted(slices.Values(x))
		for _, p := range []float64{0, 0.1, 0.5, 0.77, 1} {
			want := math.NaN()
			if n > 0 {
				want = quantileSorted(s, p)
			}
			if got := Quantile(x, p); got != want && n > 0 {
				t.Errorf("quantile %v of %v: %v, want %v", p, s, got, want)
			}
		}
		skew, kurt := shape(x)
		if !same([]float64{skew, kurt}, []float64{Skewness(x), Kurtosis(x)}) {
			t.Errorf("%v: %v %v, want %v %v", x, skew, kurt, Skewness(x), Kurtosis(x))
		}
	}
}
