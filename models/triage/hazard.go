package triage

import (
	"math"
	"sort"
)

// bandDays are where a new hazard begins, in days since acceptance.
var bandDays = []float64{1, 3, 7, 14, 21, 30, 45, 60, 90, 120, 180}

func band(d int) int {
	return sort.Search(len(bandDays), func(i int) bool { return bandDays[i] > float64(d) })
}

// stretches calls use with every band of days since acceptance from which a row
// draws, with the days in it, up to the end of its horizon or its event.
func (r *row) stretches(untilEvent bool, use func(band, days int, event bool)) {
	first, last := int(math.Floor(r.from)), max(int(math.Ceil(r.until))-1, int(math.Floor(r.from)))
	event := -1
	if untilEvent && r.event < r.until {
		event = max(first, int(math.Floor(r.event)))
		last = min(last, event)
	}
	for d := first; d <= last; {
		b, e := band(d), last
		if b < len(bandDays) {
			e = min(e, int(bandDays[b])-1)
		}
		use(b, e-d+1, event >= d && event <= e)
		d = e + 1
	}
}

// spells lays rows out as days at risk, a sample for each band: the case's
// features stay those of its landmark, the hazard of its event (to be resolved;
// to come back, to escalate) goes with the days since acceptance. A case that
// ends in another way is no longer resolved by anybody: it stays at risk to the
// end of its horizon, so that the hazard is that of the share that is resolved.
//
// Source: Tutz & Schmid, Modeling Discrete Time-to-Event Data (2016), ch. 3; for
// the risk set, Fine & Gray, JASA 94 (1999) 496–509.
func spells(rows []row, size int) []sample {
	var out []sample
	for i := range rows {
		r := &rows[i]
		r.stretches(true, func(b, days int, event bool) {
			s := sample{append(append(make([]uint16, 0, len(r.columns)+1), r.columns...), uint16(size+b)), 0, float64(days)}
			if event {
				s.y = 1
			}
			out = append(out, s)
		})
	}
	return out
}

// survive gives the probability that the event does not come within the row's
// horizon, as its logarithm.
func (f *fitted) survive(r *row, size int) float64 {
	base := f.eta(r.columns)
	sum := 0.0
	r.stretches(false, func(b, days int, _ bool) {
		eta := base + f.weight[size+b]
		sum -= float64(days) * (max(eta, 0) + math.Log1p(math.Exp(-math.Abs(eta))))
	})
	return sum
}
