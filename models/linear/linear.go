// Package linear solves the small symmetric systems of the models' fits: it
// keeps no store beside the caller's and says which column depends on others.
package linear

import "math"

// System is a symmetric positive definite system of P unknowns, such as the
// normal equations of a weighted least-squares step.
type System struct {
	P     int
	A     []float64 // P×P by row; only the lower triangle counts, Factor overwrites it
	scale []float64 // 1/sqrt of the diagonal, so that units do not matter
}

// New gives a system of p unknowns, all zero.
func New(p int) *System {
	return &System{P: p, A: make([]float64, p*p), scale: make([]float64, p)}
}

// Reset makes the matrix zero.
func (m *System) Reset() { clear(m.A) }

// Add adds w·x·x'.
func (m *System) Add(x []float64, w float64) {
	for j := range m.P {
		if x[j] == 0 {
			continue
		}
		wx, row := w*x[j], m.A[j*m.P:]
		for k := 0; k <= j; k++ {
			row[k] += wx * x[k]
		}
	}
}

// A pivot of the scaled matrix is one less the squared multiple correlation of
// its column with those before it: below this the column says nothing new.
const leastPivot = 1e-11

// Factor replaces the matrix by its Cholesky factor. It gives the first column
// that depends on those before it, -1 if none does; after another answer the
// system cannot be solved.
func (m *System) Factor() int {
	p, a := m.P, m.A
	for j := range p {
		if !(a[j*p+j] > 0) || math.IsInf(a[j*p+j], 1) {
			return j
		}
		m.scale[j] = 1 / math.Sqrt(a[j*p+j])
	}
	for j := range p {
		for k := 0; k <= j; k++ {
			sum := a[j*p+k] * m.scale[j] * m.scale[k]
			for l := range k {
				sum -= a[j*p+l] * a[k*p+l]
			}
			if j > k {
				a[j*p+k] = sum / a[k*p+k]
				continue
			}
			if !(sum > leastPivot) {
				return j
			}
			a[j*p+j] = math.Sqrt(sum)
		}
	}
	return -1
}

// Solve replaces b by the solution; the matrix must be factored.
func (m *System) Solve(b []float64) {
	p, a := m.P, m.A
	for j := range p {
		sum := b[j] * m.scale[j]
		for k := range j {
			sum -= a[j*p+k] * b[k]
		}
		b[j] = sum / a[j*p+j]
	}
	for j := p - 1; j >= 0; j-- {
		sum := b[j]
		for k := j + 1; k < p; k++ {
			sum -= a[k*p+j] * b[k]
		}
		b[j] = sum / a[j*p+j]
	}
	for j := range p {
		b[j] *= m.scale[j]
	}
}

// LogDet is the logarithm of the determinant of the factored matrix.
func (m *System) LogDet() float64 {
	sum := 0.0
	for j := range m.P {
		sum += 2 * math.Log(m.A[j*m.P+j]/m.scale[j])
	}
	return sum
}

// Quadratic gives x'A⁻¹x of the factored matrix; scratch is as long as x.
func (m *System) Quadratic(x, scratch []float64) float64 {
	total := 0.0
	for j := range m.P {
		sum := x[j] * m.scale[j]
		for k := range j {
			sum -= m.A[j*m.P+k] * scratch[k]
		}
		scratch[j] = sum / m.A[j*m.P+j]
		total += scratch[j] * scratch[j]
	}
	return total
}

// Inverse of the factored matrix, by row.
func (m *System) Inverse() [][]float64 {
	out := make([][]float64, m.P)
	for j := range out {
		out[j] = make([]float64, m.P)
		out[j][j] = 1
		m.Solve(out[j])
	}
	return out
}
