package indicators

import "github.com/anlan-lake/anlan"

// Contribution is what one indicator adds to an area's total.
type Contribution struct {
	Indicator string
	Category  string
	Share     float64 // effective share of the total, 0..1; the shares add up to 1
	Score     float64 // 0..100
	Points    float64 // Share × Score; the points add up to the uncapped total
	Lost      float64 // Share × (100 - Score): points still to be won
}

// Explain takes an area's total apart. scores are all of one area and period,
// in the framework's order, as Evaluate gives them; indicators without a score
// take no part. Added up in the order given, the Points are the uncapped total
// to the last bit.
func (f *Framework) Explain(scores []anlan.Score) []Contribution {
	if len(scores) == 0 {
		return nil
	}
	f = f.InForce(scores[0].Period)
	return f.explain(scores, f.weigh()[scores[0].Level])
}

func (f *Framework) explain(scores []anlan.Score, w weights) []Contribution {
	category := w.categoryOf
	scored, whole := map[string]float64{}, 0.0
	for _, s := range scores {
		if s.Score != nil && s.Weight > 0 {
			scored[category[s.Indicator]] += s.Weight
		}
	}
	for _, c := range f.Categories {
		if scored[c.Code] > 0 {
			whole += w.category[c.Code]
		}
	}
	var out []Contribution
	for _, s := range scores {
		if s.Score == nil || s.Weight == 0 {
			continue
		}
		c := category[s.Indicator]
		share := w.category[c] / whole * s.Weight / scored[c]
		out = append(out, Contribution{
			Indicator: s.Indicator, Category: c, Share: share, Score: *s.Score,
			Points: share * *s.Score, Lost: share * (100 - *s.Score),
		})
	}
	return out
}
