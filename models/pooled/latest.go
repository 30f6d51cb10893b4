package pooled

import (
	"math"

	"github.com/anlan-lake/anlan/models/surveil"
)

// Latest is what the detector says of the last periods of a series.
type Latest struct {
	Judged     []Judgement // of the last periods, oldest first
	Past       []Past      // outbreaks in the history, oldest first
	Weeks      int         // periods of the history that the expectation rests on
	Share      float64     // of the history spent in outbreaks, expected; NaN where nothing was fitted
	Trend      float64     // growth a year on the log scale, 0 without a trend
	Dispersion float64     // variance over mean, expected; NaN where nothing was fitted
	Error      float64     // squared coefficient of variation of the expectation of the last period, for a dispersion of 1; 0 where nothing was fitted

	// History is what the expectation rests on: positions, the means fitted to
	// them, and the chances of having been calm. It is not to be written to.
	History     []int
	Means, Calm []float64

	of *regression // nil where nothing was fitted
}

// Past is an outbreak in the history: periods that were more likely one than
// calm, with a gap of one at most.
type Past struct {
	First, Last        int // positions
	Observed, Expected float64
}

// JudgeLatest judges the last periods of every series, Guard at most, by one fit
// of each that leaves out the last Guard. It costs a fit where JudgeFamily costs
// one a period.
func (d Detector) JudgeLatest(family []Series, periods int) ([]Latest, error) {
	if err := d.Validate(); err != nil {
		return nil, err
	}
	if periods < 1 || periods > d.Guard {
		return nil, bad("%d last periods, want 1 to guard, %d", periods, d.Guard)
	}
	if len(family) == 0 {
		return nil, bad("a family of no series")
	}
	last := len(family[0].Counts) - 1
	first := max(0, last-periods+1)
	if err := check(family, first, last); err != nil {
		return nil, err
	}
	regressions, err := d.regressions(family)
	if err != nil {
		return nil, err
	}
	commons := learn(d, regressions, last)
	out := make([]Latest, len(family))
	inParallel(len(family), func(i int) { out[i] = regressions[i].latest(first, last, commons[i]) })
	return out, nil
}

func (r *regression) latest(first, last int, c common) Latest {
	l := Latest{Share: math.NaN(), Dispersion: math.NaN()}
	ready := r.ready(last, c)
	for t := first; t <= last; t++ {
		j := r.blank(t)
		switch {
		case math.IsNaN(j.Observed):
			j.State = surveil.NotReported
		case !ready:
			j.State = surveil.NoBaseline
		default:
			r.windows(&j)
		}
		l.Judged = append(l.Judged, j)
	}
	if !ready {
		return l
	}
	l.Weeks, l.Share, l.Dispersion = len(r.rows), 0, 1
	for i := range r.rows {
		l.Share += (1 - r.w[i]) / float64(len(r.rows))
	}
	for k, w := range r.over {
		l.Dispersion += w * dispersions[k]
	}
	if r.d.Trend {
		l.Trend = r.beta[1]
	}
	clear(r.slope)
	mean := r.mean(last)
	r.addSlope(last, mean)
	l.Error = r.eq.Quadratic(r.slope, r.scratch) / (mean * mean)
	l.History, l.Means, l.Calm = r.rows, r.mu[:len(r.rows)], r.w[:len(r.rows)]
	l.Past, l.of = r.past(), r
	return l
}

// past gathers the periods of the history that were more likely an outbreak
// than calm.
func (r *regression) past() []Past {
	var out []Past
	for i, t := range r.rows {
		if r.w[i] >= 0.5 {
			continue
		}
		if n := len(out); n > 0 && t-out[n-1].Last <= 2 {
			out[n-1].Last = t
		} else {
			out = append(out, Past{First: t, Last: t})
		}
		p := &out[len(out)-1]
		p.Observed, p.Expected = p.Observed+r.s.Counts[t], p.Expected+r.mu[i]
	}
	return out
}
