package pooled

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
	"github.com/anlan-lake/anlan/models/delay"
)

// window is a sum of periods that is judged as one, the newest first. Its
// derivative by the coefficients is the regression's slope.
type window struct {
	r       *regression
	mean    float64 // of all cases, reported or not
	partial bool    // not all are reported
	of      []windowPeriod
}

type windowPeriod struct {
	t     int
	mean  float64
	share delay.Share
}

// window begins an empty one, in place of any other of the regression's.
func (r *regression) window() window {
	clear(r.slope)
	return window{r: r, of: r.windowed[:0]}
}

// add adds a period.
func (w *window) add(t int) {
	m, share := w.r.mean(t), w.r.s.reported(t)
	w.mean += m
	w.r.addSlope(t, m)
	w.partial = w.partial || share.Partial()
	w.of = append(w.of, windowPeriod{t, m, share})
}

// expected is the mean of what is reported.
func (w *window) expected() float64 {
	sum := 0.0
	for _, p := range w.of {
		sum += p.share.Mean * p.mean
	}
	return sum
}

// doubt is the variance that not knowing the share adds.
func (p windowPeriod) doubt() float64 { return p.share.SD * p.share.SD * p.mean * p.mean }

// leastDoubt is the part of the mean from which the doubt about a share is averaged
// over; below, as in most sparse series, its variance says as much.
const leastDoubt = 0.02

// predictive is the distribution of what is reported. Of cases that are each
// reported with the chance of the share, a negative-binomial count stays negative
// binomial, of the same size. The share of the newest period is averaged over
// where it matters; those of the others, which are nearly complete, and the sum of
// unlike parts enter by their variance.
func (w *window) predictive() mixture {
	r := w.r
	if !w.partial {
		return r.predictive(w.mean)
	}
	whole := r.eq.Quadratic(r.slope, r.scratch)
	var m mixture
	newest := w.of[0]
	values, weights := []float64{newest.share.Mean}, []float64{1}
	averaged := newest.doubt() > leastDoubt*newest.share.Mean*newest.mean
	if averaged {
		values, weights = newest.share.Nodes()
	}
	total := 0.0
	for n, value := range values {
		told, square, thin := 0.0, 0.0, 0.0
		clear(r.slope)
		for i, p := range w.of {
			share := p.share.Mean
			if i == 0 && averaged {
				share = max(value, 1e-6)
			} else {
				thin += p.doubt()
			}
			part := share * p.mean
			told, square, thin = told+part, square+share*part, thin+(1-share)*part
			r.addSlope(p.t, part)
		}
		q := r.eq.Quadratic(r.slope, r.scratch)
		for k, weight := range r.over {
			if weight < 1e-3 {
				continue
			}
			phi := 1 + dispersions[k]
			m.weight = append(m.weight, weight*weights[n])
			m.dist = append(m.dist, counts.Dispersed(told, (phi*(square+q)+thin)/told))
			m.sd, m.told = append(m.sd, math.Sqrt(phi*(w.mean+whole))), append(m.told, told/w.mean)
			total += weight * weights[n]
		}
	}
	for i := range m.weight {
		m.weight[i] /= total
	}
	clear(r.slope) // as the next period to be added needs it
	for _, p := range w.of {
		r.addSlope(p.t, p.mean)
	}
	return m
}

// Complete is what a period is expected to hold once all of it is reported,
// given what has been: the mean, and the ends of intervals that hold it with a
// chance of 80% and 95% or a little more, whole numbers.
type Complete struct{ Mean, Lower80, Upper80, Lower95, Upper95 float64 }

// Complete gives what the i-th of the judged periods is expected to hold once all
// is reported; false where all is, or where it was not judged. Before it was
// counted the period may have been calm or in an outbreak of any size that the
// detector thinks of, by how often outbreaks are.
//
// Source: of a negative-binomial count thinned by a known share the part not
// reported is negative binomial again, given the part that is; Höhle & an der
// Heiden, Biometrics 70 (2014) 993–1002, likewise weigh what is reported with what
// the curve expects.
func (l *Latest) Complete(i int) (Complete, bool) {
	j := &l.Judged[i]
	if l.of == nil || !(j.Reported < 1) || math.IsNaN(j.Observed) || math.IsNaN(j.Expected) {
		return Complete{}, false
	}
	r := l.of
	w := r.window()
	w.add(j.Index)
	whole := r.predictive(w.mean)
	values, weights := w.of[0].share.Nodes()
	var rest mixture
	var logs []float64
	most, y := math.Inf(-1), j.Observed
	add := func(weight float64, d counts.Dist) {
		for n, share := range values {
			if weight*weights[n] < 1e-9 || !(share > 0) {
				continue
			}
			like := math.Log(weight*weights[n]) + counts.Dist{Mean: share * d.Mean, Size: d.Size}.LogProb(y)
			left := counts.Poisson((1 - share) * d.Mean)
			if !math.IsInf(d.Size, 1) {
				left = counts.Dist{Mean: (1 - share) * d.Mean * (d.Size + y) / (d.Size + share*d.Mean), Size: d.Size + y}
			}
			logs, rest.dist = append(logs, like), append(rest.dist, left)
			most = max(most, like)
		}
	}
	calm := r.d.calmShare()
	for k, d := range whole.dist {
		add(calm*whole.weight[k], d)
		v := d.Variance()
		for _, e := range excesses {
			more := max(e*math.Sqrt(v), leastExcess)
			add((1-calm)/float64(len(excesses))*whole.weight[k], counts.Dispersed(d.Mean+more, (v+more)/(d.Mean+more)))
		}
	}
	sum, mean := 0.0, 0.0
	for n, like := range logs {
		rest.weight = append(rest.weight, math.Exp(like-most))
		sum += rest.weight[n]
	}
	for n := range rest.weight {
		rest.weight[n] /= sum
		mean += rest.weight[n] * rest.dist[n].Mean
	}
	return Complete{y + mean, y + rest.quantile(0.1), y + rest.quantile(0.9), y + rest.quantile(0.025), y + rest.quantile(0.975)}, true
}
