package main

import (
	"context"
	"math"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/delay"
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
		shares, err := u.reported()
		if err != nil {
			return nil, err
		}
		family[i].Reported = shares
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

// reported gives the shares of its periods that are reported, where the file says
// so: an empty cell is all.
func (u *timedSeries) reported() ([]delay.Share, error) {
	column := u.more["reported"]
	if column == nil && u.more["reported_sd"] != nil {
		return nil, anlan.Errorf(anlan.Invalid, "unit %s: a column reported_sd without reported", u.unit)
	}
	var out []delay.Share
	for t, share := range column {
		s := delay.Complete
		if !math.IsNaN(share) {
			s.Mean = share
			if sd := u.more["reported_sd"]; sd != nil && !math.IsNaN(sd[t]) {
				s.SD = sd[t]
			}
		}
		out = append(out, s)
	}
	return out, nil
}
