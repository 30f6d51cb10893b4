package indicators

import "github.com/anlan-lake/anlan"

// normalise gives the score of a row that is in order:
//
//	100 × clamp((adjusted - worst) / (best - worst), 0, 1)
//
// One formula serves both directions, because worst exceeds best where less is
// better. Rows in any other state keep no score.
func normalise(i Indicator, s *anlan.Score) {
	if s.State != anlan.StateOK || i.Goal == nil {
		return
	}
	v := 100 * min(max((*s.Adjusted-i.Goal.Worst)/(i.Goal.Best-i.Goal.Worst), 0), 1)
	s.Score = &v
}
