package composite

import "fmt"

// Scaling is a way to normalise with its parameters. Goalposts and Target are in
// units of the indicator as it was before its direction was applied; Lower and
// Upper of scaled are so only with FromMeta.
type Scaling struct {
	Method        Scale    `json:"method"`
	Lower         float64  `json:"lower"`
	Upper         float64  `json:"upper"`
	Mean          float64  `json:"mean"`
	SD            float64  `json:"sd"`
	Ties          Ties     `json:"ties"` // TiesMin where empty
	ReferenceUnit string   `json:"reference_unit"`
	Target        *float64 `json:"target"`
	Cap           bool     `json:"cap"` // values above 1 become 1
	Scale         float64  `json:"scale"`
	Truncate      bool     `json:"truncate"`
	FromMeta      bool     `json:"from_meta"` // take the parameters of each indicator from the tree
}

// of gives the scaling of one indicator: parameters of the tree where they are
// to be taken from it, and bounds turned by its direction.
func (s Scaling) of(meta map[string]float64, direction float64) (Scaling, error) {
	var err error
	take := func(name string) float64 {
		v, ok := meta[name]
		if !ok && err == nil {
			err = fmt.Errorf("the tree has no %s", name)
		}
		return v
	}
	turn := s.Method == Goalposts || s.Method == Scaled01 && s.FromMeta
	if s.FromMeta {
		switch s.Method {
		case MinMax:
			s.Lower, s.Upper = take("minmax_lower"), take("minmax_upper")
		case ZScore:
			s.Mean, s.SD = take("zscore_mean"), take("zscore_sd")
		case DistanceToTarget:
			target := take("Target")
			s.Target, s.Cap = &target, take("dist2targ_cap_max") != 0
		case Goalposts:
			s.Lower, s.Upper = take("goalpost_lower"), take("goalpost_upper")
			s.Scale, s.Truncate = take("goalpost_scale"), take("goalpost_trunc2posts") != 0
		case Scaled01:
			s.Lower, s.Upper, s.Scale = take("scaled_lower"), take("scaled_upper"), take("scale_factor")
		}
	}
	if err != nil {
		return s, err
	}
	if direction < 0 {
		if turn {
			s.Lower, s.Upper = -s.Upper, -s.Lower
		}
		if s.Target != nil {
			target := -*s.Target
			s.Target = &target
		}
	}
	return s, s.check()
}

func (s Scaling) check() error {
	switch s.Method {
	case MinMax, Scaled01, Goalposts:
		if s.Lower == s.Upper {
			return fmt.Errorf("%s: lower and upper are both %v", s.Method, s.Lower)
		}
		if s.Method != MinMax && s.Scale == 0 {
			return fmt.Errorf("%s: scale is 0", s.Method)
		}
	case ZScore:
		if s.SD == 0 {
			return fmt.Errorf("%s: sd is 0", s.Method)
		}
	case DistanceToTarget:
		if s.Target == nil {
			return fmt.Errorf("%s: there is no target", s.Method)
		}
	case DistanceToReference:
		if s.ReferenceUnit == "" {
			return fmt.Errorf("%s: there is no reference_unit", s.Method)
		}
	case ExponentialRank:
		if !(s.Scale > 0) {
			return fmt.Errorf("%s: scale is %v, not above 0", s.Method, s.Scale)
		}
	case Rank, Borda, PercentileRank, DistanceToMax, FractionOfMax, Unscaled:
	default:
		return fmt.Errorf("method %q: allowed are min_max, z_score, rank, borda, percentile_rank, exponential_rank, distance_to_max, "+
			"distance_to_reference, distance_to_target, fraction_of_max, scaled, goalposts, none", s.Method)
	}
	switch s.Ties {
	case "", TiesMin, TiesMax, TiesAverage:
		return nil
	}
	return fmt.Errorf("ties %q: allowed are %s, %s, %s", s.Ties, TiesMin, TiesMax, TiesAverage)
}
