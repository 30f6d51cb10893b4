package edition

import (
	"cmp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

type vetoRow struct {
	Key       string   `parquet:"veto_key"`
	Indicator string   `parquet:"indicator_id,dict"`
	Area      string   `parquet:"area_code,dict"`
	Level     int32    `parquet:"area_level"`
	Period    string   `parquet:"period,dict"`
	Day       string   `parquet:"day"`
	Value     float64  `parquet:"value"`
	Upper95   *float64 `parquet:"upper95,optional"`
	Rule      string   `parquet:"rule,dict"`
	Evidence  string   `parquet:"evidence"`
	State     string   `parquet:"state,dict"`
	FactDay   string   `parquet:"fact_day"`
	Document  string   `parquet:"document"`
	Until     string   `parquet:"until"`
}

type rateRow struct {
	ID         string   `parquet:"rate,dict"`
	Area       string   `parquet:"area_code,dict"`
	Level      int32    `parquet:"area_level"`
	Period     string   `parquet:"period,dict"`
	Num        *float64 `parquet:"num,optional"`
	Den        *float64 `parquet:"den,optional"`
	Value      *float64 `parquet:"value,optional"`
	Scored     bool     `parquet:"scored"`
	Suppressed bool     `parquet:"suppressed"`
}

type starRow struct {
	Area     string   `parquet:"area_code,dict"`
	Level    int32    `parquet:"area_level"`
	Quarter  string   `parquet:"quarter,dict"`
	Points   *float64 `parquet:"points,optional"`
	Coverage float64  `parquet:"coverage"`
	Ruled    int32    `parquet:"star_ruled"`
	Before   int32    `parquet:"star_before"`
	Proposed int32    `parquet:"star_proposed"`
	Reported int32    `parquet:"star_reported"`
	Fallen   bool     `parquet:"fallen"`
}

type awardRow struct {
	Quarter  string  `parquet:"quarter,dict"`
	Award    string  `parquet:"award,dict"`
	Reason   string  `parquet:"reason,dict"`
	Area     string  `parquet:"area_code,dict"`
	Level    int32   `parquet:"area_level"`
	Peers    string  `parquet:"peers,dict"`
	Score    float64 `parquet:"score"`
	Before   float64 `parquet:"score_before"`
	Place    int32   `parquet:"place"`
	Of       int32   `parquet:"compared"`
	Coverage float64 `parquet:"coverage"`
}

func fromVeto(v anlan.Veto) (vetoRow, error) {
	return vetoRow{v.Key, v.Indicator, v.Area, int32(v.Level), v.Period, v.Day, v.Value, v.Upper95, v.Rule, v.Evidence, string(v.State), v.FactDay, v.Document, v.Until}, nil
}

func (r vetoRow) veto() anlan.Veto {
	return anlan.Veto{Key: r.Key, Indicator: r.Indicator, Area: r.Area, Level: anlan.Level(r.Level), Period: r.Period, Day: r.Day, Value: r.Value,
		Upper95: r.Upper95, Rule: r.Rule, Evidence: r.Evidence, State: anlan.VetoState(r.State), FactDay: r.FactDay, Document: r.Document, Until: r.Until}
}

// fromRate leaves every figure out of a suppressed row.
func fromRate(x anlan.Rate) (rateRow, error) {
	r := rateRow{ID: x.ID, Area: x.Area, Level: int32(x.Level), Period: x.Period, Scored: x.Scored, Suppressed: x.Suppressed}
	if !x.Suppressed {
		r.Num, r.Den, r.Value = x.Num, x.Den, x.Value
	}
	return r, nil
}

func (r rateRow) rate() anlan.Rate {
	return anlan.Rate{ID: r.ID, Area: r.Area, Level: anlan.Level(r.Level), Period: r.Period, Num: r.Num, Den: r.Den, Value: r.Value, Scored: r.Scored, Suppressed: r.Suppressed}
}

func fromStar(s anlan.Star) (starRow, error) {
	return starRow{s.Area, int32(s.Level), s.Quarter, s.Points, s.Coverage, int32(s.Ruled), int32(s.Before), int32(s.Proposed), int32(s.Reported), s.Fallen}, nil
}

func (r starRow) star() anlan.Star {
	return anlan.Star{Area: r.Area, Level: anlan.Level(r.Level), Quarter: r.Quarter, Points: r.Points, Coverage: r.Coverage,
		Ruled: int(r.Ruled), Before: int(r.Before), Proposed: int(r.Proposed), Reported: int(r.Reported), Fallen: r.Fallen}
}

func fromAward(a anlan.Award) (awardRow, error) {
	return awardRow{a.Quarter, a.Award, a.Reason, a.Area, int32(a.Level), a.Peers, a.Score, a.Before, int32(a.Place), int32(a.Of), a.Coverage}, nil
}

func (r awardRow) award() anlan.Award {
	return anlan.Award{Quarter: r.Quarter, Award: r.Award, Reason: r.Reason, Area: r.Area, Level: anlan.Level(r.Level), Peers: r.Peers,
		Score: r.Score, Before: r.Before, Place: int(r.Place), Of: int(r.Of), Coverage: r.Coverage}
}

// writeAssessment writes what stands on the page of that name.
func writeAssessment(w *writer, t Tables) error {
	return firstError(
		func() error {
			return split(w, "veto_fact", t.Vetoes, func(v anlan.Veto) string { return v.Area }, fromVeto, func(a, b vetoRow) int { return strings.Compare(a.Key, b.Key) })
		},
		func() error {
			return split(w, "three_rates", t.Rates, func(r anlan.Rate) string { return r.Area }, fromRate, func(a, b rateRow) int {
				return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Period, b.Period), strings.Compare(a.ID, b.ID))
			})
		},
		func() error {
			return split(w, "centre_star", t.Stars, func(s anlan.Star) string { return s.Area }, fromStar, func(a, b starRow) int {
				return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Quarter, b.Quarter))
			})
		},
		func() error {
			return split(w, "award_proposal", t.Awards, func(a anlan.Award) string { return a.Area }, fromAward, func(a, b awardRow) int {
				return cmp.Or(strings.Compare(a.Area, b.Area), strings.Compare(a.Quarter, b.Quarter), strings.Compare(a.Award, b.Award), strings.Compare(a.Reason, b.Reason))
			})
		},
	)
}

// readAssessment reads the same; an edition from before there was such a page
// has none of it.
func (e *Edition) readAssessment(root string) error {
	err := firstError(
		func() error {
			return eachPart(root, "veto_fact", func(r vetoRow) error { e.vetoes = append(e.vetoes, r.veto()); return nil })
		},
		func() error {
			return eachPart(root, "three_rates", func(r rateRow) error {
				e.rates[[2]string{r.Area, r.Period}] = append(e.rates[[2]string{r.Area, r.Period}], r.rate())
				return nil
			})
		},
		func() error {
			return eachPart(root, "centre_star", func(r starRow) error { e.stars = append(e.stars, r.star()); return nil })
		},
		func() error {
			return eachPart(root, "award_proposal", func(r awardRow) error { e.awards = append(e.awards, r.award()); return nil })
		},
	)
	slices.SortStableFunc(e.stars, func(a, b anlan.Star) int {
		return cmp.Or(strings.Compare(b.Quarter, a.Quarter), strings.Compare(a.Area, b.Area))
	})
	slices.SortStableFunc(e.awards, func(a, b anlan.Award) int {
		return cmp.Or(strings.Compare(b.Quarter, a.Quarter), strings.Compare(b.Award, a.Award), strings.Compare(a.Reason, b.Reason),
			strings.Compare(a.Peers, b.Peers), cmp.Compare(a.Place, b.Place), strings.Compare(a.Area, b.Area))
	})
	return err
}

// Vetoes gives the facts that a person has confirmed, those lifted since
// included. What still awaits a person is in no edition.
func (e *Edition) Vetoes() []anlan.Veto { return e.vetoes }

// Rates gives the three rates of one area and period, by name.
func (e *Edition) Rates(area, period string) []anlan.Rate { return e.rates[[2]string{area, period}] }

// Stars gives the governance centres' stars, newest quarter first, by area.
func (e *Edition) Stars() []anlan.Star { return e.stars }

// Awards gives the proposal list of the awards, newest quarter first: steeds
// by reason and place in their peer group, then seahorses.
func (e *Edition) Awards() []anlan.Award { return e.awards }
