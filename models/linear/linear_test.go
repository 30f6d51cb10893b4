package linear

import (
	"math"
	"testing"
)

func rows() [][]float64 {
	return [][]float64{{1, 2000, 0.001}, {1, 3000, 0.004}, {1, 4500, 0.002}, {1, 1000, 0.009}, {1, 2500, 0.003}}
}

// TestSolve: whatever the units of the columns, the solution is found, and the
// inverse and the quadratic form agree with it.
func TestSolve(t *testing.T) {
	m := New(3)
	want := []float64{2, -0.003, 700}
	b := make([]float64, 3)
	for _, x := range rows() {
		m.Add(x, 1.5)
		y := x[0]*want[0] + x[1]*want[1] + x[2]*want[2]
		for j := range b {
			b[j] += 1.5 * x[j] * y
		}
	}
	if at := m.Factor(); at >= 0 {
		t.Fatalf("column %d is said to depend on the others", at)
	}
	m.Solve(b)
	for j, w := range want {
		if math.Abs(b[j]-w) > 1e-9*math.Abs(w) {
			t.Errorf("unknown %d: %v, want %v", j, b[j], w)
		}
	}
	inverse, x, scratch := m.Inverse(), rows()[1], make([]float64, 3)
	direct := 0.0
	for j := range x {
		for k := range x {
			direct += x[j] * inverse[j][k] * x[k]
		}
	}
	det := inverse[0][0]*(inverse[1][1]*inverse[2][2]-inverse[1][2]*inverse[2][1]) -
		inverse[0][1]*(inverse[1][0]*inverse[2][2]-inverse[1][2]*inverse[2][0]) +
		inverse[0][2]*(inverse[1][0]*inverse[2][1]-inverse[1][1]*inverse[2][0])
	if math.Abs(m.LogDet()+math.Log(det)) > 1e-6 {
		t.Errorf("log determinant %v, by the inverse %v", m.LogDet(), -math.Log(det))
	}
	if q := m.Quadratic(x, scratch); math.Abs(q-direct) > 1e-9*direct {
		t.Errorf("quadratic form %v, by the inverse %v", q, direct)
	}
}

func TestFactorNamesTheColumn(t *testing.T) {
	m := New(3)
	for _, x := range rows() {
		m.Add([]float64{x[0], x[1], 3*x[0] - 2*x[1]}, 1)
	}
	if at := m.Factor(); at != 2 {
		t.Errorf("column %d is said to depend on the others, want 2", at)
	}
	m.Reset()
	if at := m.Factor(); at != 0 {
		t.Errorf("of an empty system column %d, want 0", at)
	}
}
