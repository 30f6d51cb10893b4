package main

import (
	"context"

	"github.com/anlan-lake/anlan/models/pooled"
	"github.com/anlan-lake/anlan/models/surveil"
)

// alertSilence marks a period with too few cases.
const alertSilence = "silence"

// familyDetector is Anlan's own: it learns from all units of the file together.
func familyDetector() detector {
	return detector{
		settings: func(f *seriesFile) any {
			d := pooled.DefaultDetector()
			d.Period, d.History = float64(f.yearly()), 10*f.yearly()
			d.Start = 1 / d.Period
			switch f.step {
			case stepMonth:
				d.Guard, d.Windows, d.Stay = 2, 2, 0.2
			case stepDay:
				d.Guard, d.Stay = 28, 0.9
			}
			return &d
		},
		family: judgeFamily,
	}
}

func judgeFamily(ctx context.Context, set any, units []*timedSeries, from, to int) ([][]finding, error) {
	family := make([]pooled.Series, len(units))
	for i, u := range units {
		family[i].Name, family[i].Series = u.unit, surveil.Series{Counts: u.counts, Dates: u.dates}
		for _, known := range u.more["known"] {
			family[i].Known = append(family[i].Known, known == 1)
		}
	}
	judged, err := set.(*pooled.Detector).JudgeFamily(ctx, family, from, to)
	out := make([][]finding, len(judged))
	for i, js := range judged {
		for _, j := range js {
			f := finding{Judgement: j.Judgement, lower: j.Lower}
			if j.Silent {
				f.alert = alertSilence
			}
			out[i] = append(out[i], f)
		}
	}
	return out, err
}
