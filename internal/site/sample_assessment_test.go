package site_test

import (
	"github.com/anlan-lake/anlan"
)

// assessment adds what units are held to, and how the sample's files came.
func (s *sample) assessment() {
	s.Vetoes = []anlan.Veto{
		{Key: "QZ07.629922.D2026100901", Indicator: "QZ07", Area: "629922", Level: anlan.County, Period: "2026-10", Day: "2026-10-09", Value: 1, Rule: "n ≥ 1", Evidence: "D2026100901",
			State: anlan.VetoConfirmed, FactDay: "2026-10-09", Document: "安政法〔2026〕31号", Until: "2027-10-08"},
		{Key: "QZ01.629904.2026-Q1", Indicator: "QZ01", Area: "629904", Level: anlan.County, Period: "2026-02", Day: "2026-02-28", Value: 81.2, Upper95: num(83.9), Rule: "U95 < 85",
			State: anlan.VetoLifted, FactDay: "2026-02-28", Document: "安政法〔2026〕9号", Until: "2026-06-14"},
	}
	for i, a := range s.Areas {
		if a.Level > anlan.County {
			continue
		}
		for _, p := range periods {
			den := 4140000.0
			if a.Level == anlan.County {
				den /= 8
			}
			for k, id := range []string{"suits", "petitions", "resolved"} {
				v := []float64{137, 61, 88}[k] + float64(i%7)
				s.Rates = append(s.Rates, anlan.Rate{ID: id, Area: a.Code, Level: a.Level, Period: p, Num: num(v), Den: num(den), Value: num(v), Scored: k == 2, Suppressed: k == 2 && a.Code == "629911"})
			}
		}
	}
	for i, a := range s.Areas {
		if a.Level > anlan.Township {
			continue
		}
		for _, q := range []string{"2026-Q2", "2026-Q3"} {
			x := anlan.Star{Area: a.Code, Level: a.Level, Quarter: q, Coverage: 1, Before: 2 + i%3, Reported: 1 + i%5}
			if i%11 == 5 {
				x.Coverage = 0.4
			} else {
				x.Points = num(60 + float64(i*7%38))
				x.Ruled = 1
				for _, cut := range []float64{65, 75, 85, 92} {
					if *x.Points >= cut {
						x.Ruled++
					}
				}
				x.Proposed = min(max(x.Ruled, x.Before-1), x.Before+1)
			}
			if a.Code == "629922" {
				x.Fallen, x.Proposed = true, 1
			}
			s.Stars = append(s.Stars, x)
		}
	}
	for _, a := range []anlan.Award{
		{Award: anlan.AwardSteed, Reason: anlan.AwardBest, Area: "629902", Level: anlan.County, Peers: "11", Score: 88.31, Before: 87.02},
		{Award: anlan.AwardSteed, Reason: anlan.AwardImproved, Area: "629903", Level: anlan.County, Peers: "11", Score: 79.4, Before: 75.15},
		{Award: anlan.AwardSeahorse, Reason: anlan.AwardLast, Area: "629905", Level: anlan.County, Peers: "11", Score: 66.2, Before: 66.9},
		{Award: anlan.AwardSteed, Reason: anlan.AwardBest, Area: "629902001", Level: anlan.Township, Peers: "21", Score: 91.2, Before: 90.9},
	} {
		a.Quarter, a.Place, a.Of, a.Coverage = "2026-Q3", 1, 5, 0.83
		s.Awards = append(s.Awards, a)
	}
	late := []int64{0, 0, 3}
	for i, b := range s.Batches {
		q := anlan.BatchQuality{Batch: b.ID, Dataset: b.Dataset, Source: b.Source, DataDate: b.DataDate, ReceivedAt: b.ReceivedAt, Status: b.Status, Received: b.Received, Landed: b.Landed,
			Rejected: b.Rejected, Flagged: b.Flagged, NotLocated: b.NotLocated}
		if i > 2 {
			q.DaysLate = &late[i%3]
		}
		s.Quality = append(s.Quality, q)
		s.Rejects = append(s.Rejects, anlan.RejectCount{Batch: b.ID, Rule: anlan.RuleType, Rows: 1}, anlan.RejectCount{Batch: b.ID, Rule: anlan.RuleArea, Rows: 1})
	}
	for _, p := range []string{"2026-07", "2026-08", "2026-09", "2026-10"} {
		s.Reconciliations = append(s.Reconciliations, anlan.Reconciliation{Pair: "hotline", Period: p, Left: 1000, Right: 996, Difference: num(0.4)},
			anlan.Reconciliation{Pair: "police", Period: p, Left: 412, Right: 377, Difference: num(8.495), Over: true}, anlan.Reconciliation{Pair: "petition", Period: p})
	}
	for i, area := range []string{"6299", "629902", "629903"} {
		x := anlan.Restatement{Night: "2026-11-18", Dataset: "dispute_case", Batches: "b1 b2", Indicator: "MD01", Area: area, Level: anlan.County, Period: "2026-10",
			Before: num(97.25), After: num(96.5), ScoreBefore: num(81.2), ScoreAfter: num(79.9)}
		switch i {
		case 0:
			x.Level = anlan.City
		case 1:
			x.Before = nil
		}
		s.Restatements = append(s.Restatements, x)
	}
	s.time()
	s.Reconciliations = append(s.Reconciliations, anlan.Reconciliation{Pair: "centre", Period: "2026-Q3", Left: 9120, Right: 9125, Difference: num(-0.0548)})
}
