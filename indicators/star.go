package indicators

import "github.com/anlan-lake/anlan"

// StarRules say how a governance centre's stars follow from its area's scores.
type StarRules struct {
	Table      string    `yaml:"table" doc:"data set that reports the centres and their own stars"`
	Indicators []string  `yaml:"indicators" doc:"whose scores make the points"`
	Cuts       []float64 `yaml:"cuts" doc:"least points of 2, 3, 4 and 5 stars"`
	Coverage   float64   `yaml:"coverage" doc:"least share of the indicators' weight that must have a score"`
	Lowest     string    `yaml:"lowest" doc:"veto whose confirmed fact sets one star"`
}

// Points is the mean of the scores behind the stars, weighted by their nominal
// weight at the area's level, and the share of that weight which has a score.
// Below the rules' coverage there are no points: a centre is not judged on
// what was not reported.
func (r StarRules) Points(scores map[string]anlan.Score) (points *float64, coverage float64) {
	var whole, covered, sum float64
	for _, id := range r.Indicators {
		s, ok := scores[id]
		if !ok {
			continue // not claimed at this level
		}
		whole += s.Weight
		if s.Score != nil {
			covered += s.Weight
			sum += s.Weight * *s.Score
		}
	}
	if whole == 0 || covered == 0 {
		return nil, 0
	}
	coverage = covered / whole
	if coverage < r.Coverage-1e-12 {
		return nil, coverage
	}
	p := sum / covered
	return &p, coverage
}

// Stars gives the stars of so many points: one, and one more for each cut
// reached.
func (r StarRules) Stars(points float64) int {
	n := 1
	for _, cut := range r.Cuts {
		if points >= cut {
			n++
		}
	}
	return n
}

// Star judges one area's centre in one quarter. before is its star of the
// quarter before, 0 where there was none; the new one is at most one away from
// it. fallen sets one star whatever the points.
func (r StarRules) Star(scores map[string]anlan.Score, before int, fallen bool) anlan.Star {
	s := anlan.Star{Before: before, Fallen: fallen}
	s.Points, s.Coverage = r.Points(scores)
	if s.Points != nil {
		s.Ruled = r.Stars(*s.Points)
		s.Proposed = s.Ruled
		if before > 0 {
			s.Proposed = min(max(s.Ruled, before-1), before+1)
		}
	}
	if fallen {
		s.Proposed = 1
	}
	return s
}
