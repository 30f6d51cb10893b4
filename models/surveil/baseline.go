package surveil

import (
	"math"
	"strconv"

	"github.com/anlan-lake/anlan/models/glm"
)

// seasonal is the regression of counts on time that control charts take their
// in-control mean from: log link, intercept, trend if asked for, harmonics.
type seasonal struct {
	period    float64
	harmonics int
	trend     bool
	negbin    bool
	theta     float64 // of negbin; 0 is estimated
}

// terms of time index t, counted from 1.
func (m seasonal) terms(t int) []float64 {
	x := []float64{1}
	if m.trend {
		x = append(x, float64(t))
	}
	for h := 1; h <= m.harmonics; h++ {
		a := 2 * math.Pi * float64(h) * float64(t) / m.period
		x = append(x, math.Cos(a), math.Sin(a))
	}
	return x
}

// fit learns from the reported counts before position until, and gives the
// mean of every position of the series and the fit.
func (m seasonal) fit(y []float64, until int) ([]float64, *glm.Fit, error) {
	width := len(m.terms(1))
	d := glm.Data{X: make([][]float64, width), Terms: make([]string, width)}
	for j := range d.Terms {
		d.Terms[j] = "time term " + strconv.Itoa(j+1)
	}
	for i, v := range y[:until] {
		if math.IsNaN(v) {
			continue
		}
		d.Y = append(d.Y, v)
		for j, x := range m.terms(i + 1) {
			d.X[j] = append(d.X[j], x)
		}
	}
	var fit *glm.Fit
	var err error
	if m.negbin {
		fit, err = glm.RegressNB(d, m.theta, glm.Options{})
	} else {
		fit, err = glm.Regress(d, glm.Poisson, glm.Options{})
	}
	if err != nil {
		return nil, nil, &Abstained{err}
	}
	mean, beta := make([]float64, len(y)), fit.Estimates()
	for i := range mean {
		eta := 0.0
		for j, x := range m.terms(i + 1) {
			eta += x * beta[j]
		}
		mean[i] = math.Exp(eta)
		if !(mean[i] > 0) || math.IsInf(mean[i], 1) {
			return nil, nil, &Abstained{bad("the in-control mean of period %d is out of range", i+1)}
		}
	}
	return mean, fit, nil
}
