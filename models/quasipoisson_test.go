package models

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func noufaily() FarringtonParams {
	p := DefaultFarrington()
	p.Reference = ByIndex
	return p
}

func windowsOnly() FarringtonParams {
	p := noufaily()
	p.Seasons, p.PastNotIncluded, p.TrendP, p.Threshold = 1, 3, 0.05, Delta
	return p
}

// simulated gives n seasonal series, means from 0.3 to some 80, deterministic.
func simulated(n, weeks int) []Series {
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]Series, n)
	for i := range out {
		level := -1.2 + 5.6*float64(i)/float64(n)
		counts := make([]float64, weeks)
		for t := range counts {
			mu := math.Exp(level + 0.0005*float64(t) + 0.3*math.Cos(2*math.Pi*float64(t)/52))
			// Gamma mixture in the cheap: a Poisson whose mean wobbles by a third.
			counts[t] = poisson(r, mu*math.Exp(0.3*r.NormFloat64()))
		}
		out[i] = Series{Name: "simulated", Counts: counts}
	}
	return out
}

func poisson(r *rand.Rand, mu float64) float64 {
	limit, k, p := math.Exp(-mu), 0.0, r.Float64()
	for p > limit {
		k++
		p *= r.Float64()
	}
	return k
}

// denseIRLS is the same regression written the plain way: a dense design
// matrix with treatment contrasts and a QR decomposition at each step.
func denseIRLS(y []float64, x *mat.Dense, offset, w []float64) (beta, mu, work []float64, cov *mat.Dense, ok bool) {
	n, k := x.Dims()
	mu, eta := make([]float64, n), make([]float64, n)
	work = make([]float64, n)
	deviance := func() float64 {
		sum := 0.0
		for i, v := range y {
			if v > 0 {
				sum += w[i] * v * math.Log(v/mu[i])
			}
			sum -= w[i] * (v - mu[i])
		}
		return 2 * sum
	}
	for i, v := range y {
		mu[i] = v + 0.1
		eta[i] = math.Log(mu[i])
	}
	old := deviance()
	for range 25 {
		a, z := mat.NewDense(n, k, nil), mat.NewVecDense(n, nil)
		for i := range y {
			work[i] = w[i] * mu[i]
			root := math.Sqrt(work[i])
			z.SetVec(i, root*(eta[i]-offset[i]+(y[i]-mu[i])/mu[i]))
			for j := range k {
				a.Set(i, j, root*x.At(i, j))
			}
		}
		var qr mat.QR
		qr.Factorize(a)
		var b mat.VecDense
		if err := qr.SolveVecTo(&b, false, z); err != nil {
			return nil, nil, nil, nil, false
		}
		beta = b.RawVector().Data
		for i := range y {
			eta[i] = offset[i]
			for j := range k {
				eta[i] += x.At(i, j) * beta[j]
			}
			mu[i] = math.Max(math.Exp(eta[i]), 2.220446049250313e-16)
		}
		d := deviance()
		if math.Abs(d-old)/(math.Abs(d)+0.1) < 1e-8 {
			var xtx mat.Dense
			xtx.Mul(a.T(), a)
			cov = new(mat.Dense)
			return beta, mu, work, cov, cov.Inverse(&xtx) == nil
		}
		old = d
	}
	return nil, nil, nil, nil, false
}

// TestQuasiPoissonAgainstDense compares the closed-form fit with denseIRLS on
// random designs: groups of all sizes, gaps, offsets, weights.
func TestQuasiPoissonAgainstDense(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	fits := 0
	for round := range 300 {
		s := simulated(20, 364)[round%20]
		s.Counts = append([]float64(nil), s.Counts...)
		s.Missing = make([]bool, len(s.Counts))
		p := noufaily()
		p.Seasons = 1 + r.IntN(10)
		p.HalfWindow = r.IntN(5)
		p.Years = 1 + r.IntN(5)
		p.Population = round%3 == 0
		for i := range s.Counts {
			s.Population = append(s.Population, 1e5+1e3*float64(i)*r.Float64())
			s.Missing[i] = r.Float64() < 0.02
		}
		at := 300 + r.IntN(60)
		d, err := newDetector(s, at, at, p)
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := d.baseline(at); err != nil || !ok {
			continue
		}
		trend := round%2 == 0
		q := &d.q
		n, k := len(q.y), q.groups
		if trend {
			k++
		}
		if n <= k {
			continue
		}
		x := mat.NewDense(n, k, nil)
		for i, j := range d.rows {
			x.Set(i, 0, 1)
			if g := q.group[i]; g > 0 {
				x.Set(i, g, 1)
			}
			if trend {
				x.Set(i, k-1, d.covariate[j])
			}
		}
		offset, w := make([]float64, n), make([]float64, n)
		for i := range n {
			w[i] = 0.2 + r.Float64()
			if q.offset != nil {
				offset[i] = q.offset[i]
			}
		}
		beta, mu, work, cov, ok := denseIRLS(q.y, x, offset, w)
		if got := q.fit(trend, w); got != ok {
			t.Fatalf("round %d: converged %v, dense %v", round, got, ok)
		}
		if !ok {
			continue
		}
		fits++
		if trend {
			near(t, "slope", q.slope, beta[k-1], 1e-7)
		}
		near(t, "intercept", q.alpha[0]-q.slope*d.centre[0], beta[0], 1e-6)
		q.leverage()
		raw := 0.0
		for i := range n {
			near(t, "mean", q.mu[i], mu[i], 1e-7)
			near(t, "work", q.work[i], work[i], 1e-6)
			row := mat.NewVecDense(k, mat.Row(nil, i, x))
			near(t, "hat", q.hat[i], work[i]*mat.Inner(row, cov, row), 1e-5)
			raw += work[i] * (q.y[i] - mu[i]) * (q.y[i] - mu[i]) / mu[i] / mu[i]
		}
		near(t, "dispersion", q.dispersionRaw, raw/float64(n-k), 1e-6)
		if t.Failed() {
			t.Fatalf("round %d: %d rows, %d groups, trend %v", round, n, q.groups, trend)
		}
	}
	if fits < 200 {
		t.Errorf("only %d fits were compared", fits)
	}
}

func near(t *testing.T, what string, got, want, rel float64) {
	t.Helper()
	if !(math.Abs(got-want) <= rel*(1e-3+math.Abs(want))) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}
