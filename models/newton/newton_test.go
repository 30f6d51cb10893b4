package newton

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan/models/linear"
)

// valley is a curved likelihood (Rosenbrock 1960, turned over) with its
// maximum at 1, 1.
func valley(at, g []float64) float64 {
	a, b := 1-at[0], at[1]-at[0]*at[0]
	g[0] = 2*a + 400*at[0]*b
	g[1] = -200 * b
	return -(a*a + 100*b*b)
}

func TestMaximise(t *testing.T) {
	top, err := Maximise(Differenced(valley), []float64{-1.2, 1}, 500)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(top.At[0]-1) > 1e-6 || math.Abs(top.At[1]-1) > 1e-6 || top.Edge {
		t.Errorf("%+v", top)
	}
	// The information there is (802, -400; -400, 200): its inverse by hand.
	for j, row := range [][]float64{{0.5, 1}, {1, 2.005}} {
		for k, want := range row {
			if got := top.Covariance[j][k]; math.Abs(got-want) > 1e-4 {
				t.Errorf("covariance %d, %d: %v, want %v", j, k, got, want)
			}
		}
	}
}

// TestEdge: a likelihood that rises without end towards nothing ends at an
// edge, without an error of the estimate.
func TestEdge(t *testing.T) {
	flat := func(at, g []float64, info *linear.System) float64 {
		v := math.Exp(at[0])
		g[0] = -v
		if info != nil {
			info.A[0] = v
		}
		if v < 1e-12 {
			g[0] = 0
			if info != nil {
				info.A[0] = 0
			}
			return 0
		}
		return -v
	}
	top, err := Maximise(flat, []float64{0}, 500)
	if err != nil || top.At[0] > -10 {
		t.Errorf("%+v, %v", top, err)
	}
	if _, err := Maximise(func(_, _ []float64, _ *linear.System) float64 { return math.NaN() }, []float64{0}, 10); err == nil {
		t.Error("a likelihood that is not finite is climbed")
	}
}
