package night_test

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/indicators/conformal"
	"github.com/anlan-lake/anlan/internal/lake"
)

// pastMonths are the months that an expected figure rests on, as analysts read
// them: what each had come to on its day and at its close.
type pastMonths struct {
	moves  []float64 // of those used
	closed map[string]float64
}

func (a *attack) readPast(l *lake.Lake) {
	for _, e := range a.editions {
		out := map[[2]string]*pastMonths{}
		s, err := l.Session(context.Background(), e.Meta.Snapshot)
		if err != nil {
			a.t.Fatal(err)
		}
		defer s.Close()
		rows, err := s.Rows(context.Background(), "select area_code, coalesce(category, ''), period, closed, move, is_used from index_past_month where closed is not null and move is not null")
		if err != nil {
			a.t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var k [2]string
			var period string
			var closed, move float64
			var used bool
			if err := rows.Scan(&k[0], &k[1], &period, &closed, &move, &used); err != nil {
				a.t.Fatal(err)
			}
			if out[k] == nil {
				out[k] = &pastMonths{closed: map[string]float64{}}
			}
			if out[k].closed[period] = closed; used {
				out[k].moves = append(out[k].moves, move)
			}
		}
		if err := rows.Err(); err != nil {
			a.t.Fatal(err)
		}
		a.past = append(a.past, out)
	}
}

// holdMade holds what editions say of the index at other times, and what is made
// of it, against the figures and scores that the attacker is told: first and
// present figures, expected closings and past months, stars, awards and the three
// rates state nothing else. off is added to each of them first: the tester tested.
// It gives how many figures of each there were, and how many are something else.
func (a *attack) holdMade(off float64) (checked map[string]int, wrong int) {
	checked = map[string]int{}
	hold := func(what string, got *float64, want float64) {
		if got == nil {
			return
		}
		if checked[what]++; !same(*got+off, want) {
			if wrong++; off == 0 && wrong <= 15 {
				a.t.Errorf("%s is %v, and what it is made of gives %v", what, *got, want)
			}
		}
	}
	for n, e := range a.editions {
		for _, x := range e.Areas() {
			for _, period := range a.periods(n) {
				a.holdRates(n, x, period, hold)
				for _, category := range append(a.categories(), "") {
					a.holdIndexRow(n, x, period, category, hold)
				}
			}
		}
		for _, s := range e.Stars() {
			sum, weight := 0.0, 0.0
			q, err := anlan.ParsePeriod(s.Quarter, time.UTC)
			if err != nil {
				a.t.Fatal(err)
			}
			month := anlan.NewPeriod(anlan.Month, q.End.AddDate(0, 0, -1)).String()
			for _, i := range a.f.Stars.Indicators {
				at := slices.IndexFunc(a.f.Indicators, func(x indicators.Indicator) bool { return x.ID == i })
				if b, ok := a.scored[n][[3]string{i, s.Area, month}]; ok && b.score.Valid && at >= 0 {
					sum, weight = sum+a.f.Indicators[at].Weight*b.score.Float64, weight+a.f.Indicators[at].Weight
				}
			}
			if weight > 0 { // quarters of which the edition has the months
				hold("stars", s.Points, sum/weight)
			}
		}
		for _, w := range e.Awards() {
			sum, months := 0.0, 0
			q, err := anlan.ParsePeriod(w.Quarter, time.UTC)
			if err != nil {
				a.t.Fatal(err)
			}
			for m := q.Start; m.Before(q.End); m = m.AddDate(0, 1, 0) {
				if row, ok := e.Index(w.Area, anlan.NewPeriod(anlan.Month, m).String(), ""); ok && row.Score != nil {
					sum, months = sum+*row.Score, months+1
				}
			}
			if months == 3 {
				hold("awards", &w.Score, sum/3)
			}
		}
	}
	return checked, wrong
}

func (a *attack) categories() (out []string) {
	for _, c := range a.f.Categories {
		out = append(out, c.Code)
	}
	return out
}

// holdRates: a rate is shown where the indicators that it pools are.
func (a *attack) holdRates(n int, x anlan.Area, period string, hold func(string, *float64, float64)) {
	for _, r := range a.editions[n].Rates(x.Code, period) {
		if r.Num == nil {
			continue
		}
		for _, rule := range a.f.RateRules {
			if rule.ID != r.ID {
				continue
			}
			sum := 0.0
			for _, id := range rule.Of {
				s, ok := a.editions[n].Score(x.Code, id, period)
				if !ok || s.Num == nil {
					a.t.Errorf("rate %s of %s in %s pools %s, which is not shown", r.ID, x.Code, period, id)
					return
				}
				sum += *s.Num
			}
			hold("rates", r.Num, sum)
		}
	}
}

func (a *attack) holdIndexRow(n int, x anlan.Area, period, category string, hold func(string, *float64, float64)) {
	e := a.editions[n]
	row, ok := e.Index(x.Code, period, category)
	if r, there := e.Revision(x.Code, period, category); there && ok && row.Score != nil && r.NowEdition == e.Meta.ID {
		hold("figures as they are now", r.Now, *row.Score)
		for _, first := range a.editions {
			if was, ok := first.Index(x.Code, period, category); ok && was.Score != nil && first.Meta.ID == r.FirstEdition {
				hold("figures as first published", r.First, *was.Score)
			}
		}
	}
	if row.Uncapped != nil && row.Final && strings.Count(period, "-") == 1 {
		if p := a.past[n][[2]string{x.Code, category}]; p != nil {
			if v, ok := p.closed[period]; ok {
				hold("past months", &v, *row.Uncapped)
			}
		}
	}
	c, ok := e.Nowcast(x.Code, period, category)
	if !ok || row.Score == nil {
		return
	}
	hold("running months", c.SoFar, *row.Score)
	if p := a.past[n][[2]string{x.Code, category}]; p != nil && c.Move != nil {
		hold("expected moves", c.Move, conformal.Median(p.moves))
	}
}
