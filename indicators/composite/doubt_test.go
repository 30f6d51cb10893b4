package composite

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// The linear programmes agree with those of another solver.
func TestBenefitOfDoubt(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 40 {
		n, p := 1+rng.IntN(15), 1+rng.IntN(5)
		cols := make([][]float64, p)
		for k := range cols {
			for range n {
				cols[k] = append(cols[k], 1+float64(rng.IntN(8)))
			}
		}
		low, high := 0.5/float64(p), math.Min(1, 1.5/float64(p))
		f := &Frame{Unit: make([]string, n), Code: make([]string, p), Col: cols}
		for _, b := range []BenefitOfDoubt{{}, {MinShare: &low, MaxShare: &high}} {
			g, err := b.Apply(nil, f)
			if err != nil {
				t.Fatal(err)
			}
			for i, got := range g.Column("index") {
				if want := otherDoubt(t, b, cols, i); !near(got, want, 1e-9) {
					t.Fatalf("unit %d of %v scores %v, want %v", i, cols, got, want)
				}
			}
		}
	}
}

func otherDoubt(t *testing.T, b BenefitOfDoubt, cols [][]float64, unit int) float64 {
	p, n := len(cols), len(cols[0])
	var rows [][]float64
	var bound []float64
	for j := range n {
		row := make([]float64, p)
		for k := range p {
			row[k] = cols[k][j]
		}
		rows, bound = append(rows, row), append(bound, 1)
	}
	for k := range p {
		if b.MinShare == nil {
			continue
		}
		least, most := make([]float64, p), make([]float64, p)
		for l := range p {
			least[l], most[l] = *b.MinShare*cols[l][unit], -*b.MaxShare*cols[l][unit]
		}
		least[k] -= cols[k][unit]
		most[k] += cols[k][unit]
		rows, bound = append(rows, least, most), append(bound, 0, 0)
	}
	m := len(rows)
	a, c := mat.NewDense(m, p+m, nil), make([]float64, p+m)
	for i, row := range rows {
		for k, v := range row {
			a.Set(i, k, v)
		}
		a.Set(i, p+i, 1)
	}
	for k := range p {
		c[k] = -cols[k][unit]
	}
	basis := make([]int, m)
	for i := range basis {
		basis[i] = p + i
	}
	best, _, err := lp.Simplex(c, a, bound, 1e-12, basis)
	if err != nil {
		t.Fatal(err)
	}
	return -best
}

func TestBenefitOfDoubtLimits(t *testing.T) {
	nan := math.NaN()
	f := &Frame{Unit: []string{"a", "b", "c"}, Code: []string{"x", "y"}, Col: [][]float64{{1, 2, nan}, {1, 2, 100}}}
	g, err := BenefitOfDoubt{}.Apply(nil, f)
	if err != nil {
		t.Fatal(err)
	}
	if x := g.Column("index"); x[0] != 0.5 || x[1] != 1 || x[2] == x[2] {
		t.Errorf("scores are %v", x)
	}
	low := 0.6
	if _, err := (BenefitOfDoubt{MinShare: &low}).Apply(nil, f); err == nil {
		t.Error("shares that cannot be met are no error")
	}
	f.Col[0][0] = 0
	if _, err := (BenefitOfDoubt{}).Apply(nil, f); err == nil {
		t.Error("a value that is not positive is no error")
	}
}
