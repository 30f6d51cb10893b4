package forecast

import (
	"math"
	"slices"

	"github.com/anlan-lake/anlan/models/calibration"
	"github.com/anlan-lake/anlan/models/counts"
)

// outbreaks gives the chance that a unit exceeds its threshold in at least one
// of the next periods, and learns from what came how to mend it.
type outbreaks struct {
	windows []int // lengths, in periods
	sheets  []*outbreakSheet
	mend    []*calibration.Sigmoid // by window, nil for none
	said    [][]said               // by window: those that have come
}

// outbreakSheet holds what was said at one origin: by window, then unit, the
// chance, NaN where none can be told; and the thresholds by horizon, then unit.
type outbreakSheet struct {
	origin            int
	chance, threshold [][]float64
}

// said is a chance that was told, before it was mended, and what came.
type said struct{ chance, came float64 }

// Chances that are remembered, and outbreaks that must be among them before they
// mend anything.
const mostSaid, fewOutbreaks = 20000, 40

// tell makes the sheet of origin t.
func (o *outbreaks) tell(e *engine, t int, c *cast) *outbreakSheet {
	n, origin := len(e.p.Units), &Origin{Known: t, e: e, cast: c}
	s := &outbreakSheet{origin: t}
	longest := o.windows[len(o.windows)-1]
	rows := e.past.whole(t)
	for h := range longest {
		s.threshold = append(s.threshold, make([]float64, n))
		for i := range n {
			s.threshold[h][i] = origin.threshold(i, h+1)
		}
	}
	for range o.windows {
		s.chance = append(s.chance, make([]float64, n))
	}
	for i := range n {
		o.unit(s, origin, i, rows)
	}
	return s
}

// unit fills the chances of one unit: of the first period exactly, of more by
// the templates, each with what it says of all periods together.
func (o *outbreaks) unit(s *outbreakSheet, origin *Origin, i int, rows [][]float32) {
	n, w, alone := len(s.threshold[0]), 0, 1.0
	calm := make([]float64, len(rows))
	for m := range calm {
		calm[m] = 1
	}
	for h, thresholds := range s.threshold {
		if thresholds[i] != thresholds[i] {
			for ; w < len(o.windows); w++ {
				s.chance[w][i] = math.NaN()
			}
			return
		}
		below, mass := origin.Forecast(i, h+1).Chance(thresholds[i])
		quiet := min(below+mass, 1)
		alone *= quiet
		limit := counts.NormalQuantile(quiet)
		for m, row := range rows {
			if z := float64(row[h*n+i]); z == z {
				calm[m] *= counts.NormalUpper((kept*z - limit) / likeness)
			} else {
				calm[m] *= quiet
			}
		}
		if h+1 == o.windows[w] {
			s.chance[w][i] = 1 - alone
			if len(rows) >= fewTemplates && h > 0 {
				s.chance[w][i] = 1 - mean(calm)
			}
			w++
		}
	}
}

func mean(v []float64) float64 {
	total := 0.0
	for _, x := range v {
		total += x
	}
	return total / float64(len(v))
}

// observe takes what came in period t and, with it, the windows that end there.
func (o *outbreaks) observe(e *engine, t int) {
	for w, length := range o.windows {
		for _, s := range o.sheets {
			if s.origin+length-1 != t {
				continue
			}
			for i := range e.p.Units {
				if came, ok := s.came(e.p, i, length); ok && s.chance[w][i] == s.chance[w][i] {
					o.said[w] = append(o.said[w], said{s.chance[w][i], came})
				}
			}
		}
		if extra := len(o.said[w]) - mostSaid; extra > 0 {
			o.said[w] = slices.Delete(o.said[w], 0, extra)
		}
	}
	longest := o.windows[len(o.windows)-1]
	o.sheets = slices.DeleteFunc(o.sheets, func(s *outbreakSheet) bool { return s.origin+longest-1 <= t })
}

// came is 1 where a unit exceeded a threshold in the window, 0 where it did in
// no period; not known where a period was not reported and none exceeded.
func (s *outbreakSheet) came(p *Panel, unit, length int) (came float64, ok bool) {
	ok = true
	for h := range length {
		y := p.Counts[unit][s.origin+h]
		switch {
		case y > s.threshold[h][unit]:
			return 1, true
		case y != y:
			ok = false
		}
	}
	return 0, ok
}

// learn fits how what was said must be mended, by the logarithm of odds.
func (o *outbreaks) learn() {
	for w, all := range o.said {
		y, p := make([]float64, len(all)), make([]float64, len(all))
		n := 0.0
		for k, s := range all {
			y[k], p[k] = s.came, s.chance
			n += s.came
		}
		o.mend[w] = nil
		if n < fewOutbreaks || float64(len(all))-n < fewOutbreaks {
			continue
		}
		if m, err := calibration.DefaultPlatt().Fit(y, p); err == nil && m.A < 0 {
			o.mend[w] = m
		}
	}
}

// Windows are the lengths, in periods, for which outbreaks are told.
func (o *Origin) Windows() []int { return slices.Clone(o.e.outbreaks.windows) }

// Outbreak gives the chance that a unit's count exceeds its threshold in at
// least one of the periods of a window (by its place in Windows), recalibrated
// by what came of earlier ones; NaN where the unit has no threshold yet.
//
// Over several periods the chance is that of the paths (Paths) without their
// sampling error: exceedances go together as past errors did.
func (o *Origin) Outbreak(unit, window int) float64 {
	p := o.sheet.chance[window][unit]
	if m := o.e.outbreaks.mend[window]; m != nil && p == p {
		return m.Apply(p)
	}
	return p
}

// Threshold is the count above which a unit has an outbreak ahead periods later:
// the upper limit of its regression, known beforehand. NaN where no regression
// can be fitted.
func (o *Origin) Threshold(unit, ahead int) float64 { return o.sheet.threshold[ahead-1][unit] }
