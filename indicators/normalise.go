package indicators

import "github.com/anlan-lake/anlan"

// normalise gives the score of a row that is in order:
//
//	100 × clamp((adjusted - worst) / (best - worst), 0, 1)
//
// One formula serves both directions, because worst exceeds best where less is
// better. Rows in any other state keep no score.
func normalise(i *Indicator, s *anlan.Score) {
	if s.State != anlan.StateOK || i.Goal == nil {
		return
	}
	v := points(i, *s.Adjusted)
	s.Score = &v
	if s.Lower != nil && s.Upper != nil {
		a, b := points(i, adequate(i, s.Rho, *s.Lower)), points(i, adequate(i, s.Rho, *s.Upper))
		lower, upper := min(a, b, v), max(a, b, v)
		s.ScoreLower, s.ScoreUpper = &lower, &upper
	}
}

// points is the score of a value. It rises or falls throughout, so the ends of
// an interval of values are the ends of the score's.
func points(i *Indicator, value float64) float64 {
	return 100 * min(max((value-i.Goal.Worst)/(i.Goal.Best-i.Goal.Worst), 0), 1)
}
