// Package backtest measures detectors by outbreaks that are known: how many
// are found, how soon, and at the price of how many false alarms.
//
// Source of the measures: Bédubourg and others, Evaluation and comparison of
// statistical methods for early temporal detection of outbreaks, PLOS ONE 12
// (2017) e0181227.
package backtest

import "github.com/anlan-lake/anlan"

// Outbreak is a known outbreak: weeks are counted from 1, both inclusive.
type Outbreak struct {
	Series      string
	Size        int // size class k: cases per standard deviation of the start week
	Start, Last int
}

// Judged is one series with its truth and what a detector said: Outbreak and
// Alarm are by week, from week 1 at position 0. A week not judged is no alarm.
type Judged struct {
	Series          string
	Outbreak, Alarm []bool
}

// Measures of a detector. Shares without a denominator are NaN.
type Measures struct {
	FalsePositiveRate  float64 // of weeks without outbreak
	Specificity        float64
	Sensitivity        float64 // of weeks within outbreaks
	PPV, NPV           float64
	F1                 float64
	POD                float64 // outbreaks with an alarm from start to last week
	PODFirstWeek       float64 // ... in the start week
	PODSmall           float64 // ... of size 1 to 3
	PODMedium          float64 // ... of size 4 to 7
	PODLarge           float64 // ... of size 8 and more
	MeanDelayDetected  float64 // weeks from start to the first alarm, where there is one
	Timeliness         float64 // mean of delay over duration, 1 where missed; small is good
	Outbreaks, Periods int     // how many were judged
}

// tally counts hits among cases.
type tally struct{ hit, all float64 }

func (t *tally) add(hit bool) {
	t.all++
	if hit {
		t.hit++
	}
}

func (t tally) share() float64 { return t.hit / t.all }

// Measure compares alarms of weeks from..to with the truth.
func Measure(judged []Judged, outbreaks []Outbreak, from, to int) (Measures, error) {
	byName := map[string]Judged{}
	var calm, ill tally // false and true alarms
	for _, s := range judged {
		if len(s.Outbreak) != len(s.Alarm) || from < 1 || to > len(s.Alarm) || to < from {
			return Measures{}, anlan.Errorf(anlan.Invalid, "benchmark: series %s has %d weeks of truth and %d judged, want weeks %d to %d",
				s.Series, len(s.Outbreak), len(s.Alarm), from, to)
		}
		byName[s.Series] = s
		for t := from - 1; t < to; t++ {
			if s.Outbreak[t] {
				ill.add(s.Alarm[t])
			} else {
				calm.add(s.Alarm[t])
			}
		}
	}
	m := Measures{FalsePositiveRate: calm.share(), Specificity: 1 - calm.share(), Sensitivity: ill.share(),
		PPV: ill.hit / (ill.hit + calm.hit), NPV: (calm.all - calm.hit) / (calm.all - calm.hit + ill.all - ill.hit),
		F1: 2 * ill.hit / (ill.hit + calm.hit + ill.all), Periods: int(calm.all + ill.all)}
	var found, first, small, medium, large tally
	delays, timeliness := 0.0, 0.0
	for _, o := range outbreaks {
		s, ok := byName[o.Series]
		if !ok {
			return Measures{}, anlan.Errorf(anlan.Invalid, "benchmark: there is no series %s, which has an outbreak", o.Series)
		}
		if o.Start < from || o.Last > to || o.Last < o.Start {
			continue
		}
		delay, hit := s.delay(o)
		found.add(hit)
		first.add(hit && delay == 0)
		class := &large
		if o.Size <= 3 {
			class = &small
		} else if o.Size <= 7 {
			class = &medium
		}
		class.add(hit)
		if hit {
			delays += delay
			timeliness += delay / float64(o.Last-o.Start+1)
		} else {
			timeliness++
		}
	}
	m.Outbreaks = int(found.all)
	m.POD, m.PODFirstWeek = found.share(), first.share()
	m.PODSmall, m.PODMedium, m.PODLarge = small.share(), medium.share(), large.share()
	m.MeanDelayDetected, m.Timeliness = delays/found.hit, timeliness/found.all
	return m, nil
}

// delay is the weeks from the start of an outbreak to its first alarm.
func (s Judged) delay(o Outbreak) (weeks float64, found bool) {
	for week := o.Start; week <= o.Last; week++ {
		if s.Alarm[week-1] {
			return float64(week - o.Start), true
		}
	}
	return 0, false
}

// Figure is a measure with its name.
type Figure struct {
	Name  string
	Value float64
}

// Figures lists the measures under the names of the literature, in the order
// of the benchmark's tables.
func (m Measures) Figures() []Figure {
	return []Figure{{"fpr", m.FalsePositiveRate}, {"specificity", m.Specificity}, {"pod", m.POD}, {"pod_first_week", m.PODFirstWeek},
		{"pod_k1_3", m.PODSmall}, {"pod_k4_7", m.PODMedium}, {"pod_k8_10", m.PODLarge}, {"sensitivity", m.Sensitivity},
		{"ppv", m.PPV}, {"npv", m.NPV}, {"f1", m.F1}, {"mean_delay_detected", m.MeanDelayDetected}, {"timeliness", m.Timeliness}}
}
