package indicators

import (
	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/smallarea"
)

// aggregate gives an area's total and its categories, from its scores in the
// framework's order.
//
// A category's score is the weighted mean of the indicators in it that have a
// score; the weight of the others is shared inside the category, and Coverage
// is the share of weight that has a score. Below the framework's coverage a
// category keeps its score and has no colour (数据不足). A category without any
// score has none, and takes no part in the total; the others share its weight.
// The intervals of scores carry over as spread has it.
func (f *Framework) aggregate(a anlan.Area, period string, scores []anlan.Score, w weights) []anlan.IndexRow {
	type sum struct {
		scored, claimed, points float64
		weights                 []float64
		parts                   []smallarea.Estimate
		modelled                []bool
	}
	var all sum
	by := map[string]*sum{}
	for _, c := range f.Categories {
		by[c.Code] = &sum{}
	}
	for _, s := range scores {
		c := by[w.categoryOf[s.Indicator]]
		c.claimed += s.Weight
		all.claimed += s.Weight
		if s.Score != nil {
			c.scored += s.Weight
			all.scored += s.Weight
			c.points += s.Weight * *s.Score
			if s.Weight > 0 {
				e, ok := estimate(s.Score, s.ScoreLower, s.ScoreUpper)
				c.weights, c.parts, c.modelled = append(c.weights, s.Weight), append(c.parts, e), append(c.modelled, ok)
				all.parts, all.modelled = append(all.parts, e), append(all.modelled, ok)
			}
		}
	}
	row := func(code string, s sum, score *float64) anlan.IndexRow {
		r := anlan.IndexRow{Area: a.Code, Level: a.Level, Period: period, Category: code, Score: score, Uncapped: score, Colour: anlan.ColourNone}
		if s.claimed > 0 {
			r.Coverage = min(s.scored/s.claimed, 1)
		}
		if score != nil && (code == "" || r.Coverage >= f.Coverage-f.Tie) {
			r.Colour = f.colour(*score)
		}
		spread(&r, s.weights, s.parts, s.modelled)
		return r
	}
	var total *float64
	for _, c := range f.explain(scores, w) {
		if total == nil {
			total = new(float64)
		}
		*total += c.Points
		all.weights = append(all.weights, c.Share) // of the same scores, in the same order
	}
	rows := []anlan.IndexRow{row("", all, total)}
	for _, c := range f.Categories {
		s := by[c.Code]
		if s.claimed == 0 {
			continue
		}
		var score *float64
		if s.scored > 0 {
			v := min(s.points/s.scored, 100)
			score = &v
		}
		rows = append(rows, row(c.Code, *s, score))
	}
	return rows
}

// categories maps each indicator to its category.
func (f *Framework) categories() map[string]string {
	m := make(map[string]string, len(f.Indicators))
	for _, i := range f.Indicators {
		m[i.ID] = i.Category
	}
	return m
}

// colour gives the colour of a score.
func (f *Framework) colour(score float64) anlan.Colour {
	for _, c := range f.Colours {
		if score >= c.Min-f.Tie {
			return c.Colour
		}
	}
	return anlan.ColourNone
}
