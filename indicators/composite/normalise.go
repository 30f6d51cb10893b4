package composite

import (
	"fmt"
	"math"
)

// Scale is a way to bring indicators to a common scale.
type Scale string

// The ways to normalise; x is the value times the direction of the indicator.
const (
	MinMax              Scale = "min_max"               // to Lower…Upper
	ZScore              Scale = "z_score"               // to Mean and SD
	Rank                Scale = "rank"                  // 1 for the lowest
	Borda               Scale = "borda"                 // rank - 1
	PercentileRank      Scale = "percentile_rank"       // (rank - 1)/(n - 1)
	DistanceToMax       Scale = "distance_to_max"       // 1 - (max - x)/(max - min)
	DistanceToReference Scale = "distance_to_reference" // 1 - (ref - x)/(ref - min)
	DistanceToTarget    Scale = "distance_to_target"    // (x - min)/(target - min)
	FractionOfMax       Scale = "fraction_of_max"       // x/max
	Scaled01            Scale = "scaled"                // (x - Lower)/(Upper - Lower) times Scale
	Goalposts           Scale = "goalposts"             // as scaled, limited to 0…Scale with Truncate
	Unscaled            Scale = "none"                  // x
)

// Pool says which rows of a panel the statistics are taken from.
type Pool string

// The rows of a panel together.
const (
	EachPeriod Pool = "each_period" // the default
	AllPeriods Pool = "all_periods"
)

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

// Normalise brings indicators to a common scale on which more is better (OECD
// and JRC 2008, section 5). 0/0 is NaN.
type Normalise struct {
	Scaling
	Individual map[string]Scaling `json:"individual"` // by indicator, instead of the general one
	Pool       Pool               `json:"pool"`
}

// Apply gives the frame with its indicators normalised.
func (s Normalise) Apply(in *Inputs, f *Frame) (*Frame, error) {
	groups := f.Periods()
	switch s.Pool {
	case "", EachPeriod:
	case AllPeriods:
		groups = NewFrame(f.Unit, nil).Periods()
	default:
		return nil, fmt.Errorf("pool %q: allowed are %s, %s", s.Pool, EachPeriod, AllPeriods)
	}
	for code := range s.Individual {
		if f.Index(code) < 0 {
			return nil, fmt.Errorf("individual: there is no column %s", code)
		}
	}
	codes := indicatorsOf(in, f)
	var buf []float64
	return f.replaced(codes, func(code string, dst, _ []float64) error {
		scaling := s.Scaling
		if own, ok := s.Individual[code]; ok {
			scaling = own
		}
		direction := 1.0
		var meta map[string]float64
		if in.Tree != nil {
			if n, ok := in.Tree.Node(code); ok {
				direction, meta = n.Direction, n.Meta
			}
		}
		scaling, err := scaling.of(meta, direction)
		if err != nil {
			return fmt.Errorf("%s: %w", code, err)
		}
		if direction != 1 {
			for i, v := range dst {
				dst[i] = v * direction
			}
		}
		for _, rows := range groups {
			reference := -1
			if scaling.Method == DistanceToReference {
				if reference, err = rowOf(f, rows, scaling.ReferenceUnit); err != nil {
					return err
				}
			}
			if len(groups) == 1 {
				scaling.apply(dst, reference)
				continue
			}
			buf = pick(buf, dst, rows)
			scaling.apply(buf, reference)
			for i, r := range rows {
				dst[r] = buf[i]
			}
		}
		return nil
	})
}

// rowOf gives the place among rows of a unit's row, len(rows) where it has none.
func rowOf(f *Frame, rows []int, unit string) (int, error) {
	at := len(rows)
	for i, r := range rows {
		if f.Unit[r] != unit {
			continue
		}
		if at < len(rows) {
			return 0, fmt.Errorf("the reference unit %s has several rows; with periods, pool each_period", unit)
		}
		at = i
	}
	return at, nil
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
	case Rank, Borda, PercentileRank, DistanceToMax, FractionOfMax, Unscaled:
	default:
		return fmt.Errorf("method %q: allowed are min_max, z_score, rank, borda, percentile_rank, distance_to_max, "+
			"distance_to_reference, distance_to_target, fraction_of_max, scaled, goalposts, none", s.Method)
	}
	switch s.Ties {
	case "", TiesMin, TiesMax, TiesAverage:
		return nil
	}
	return fmt.Errorf("ties %q: allowed are %s, %s, %s", s.Ties, TiesMin, TiesMax, TiesAverage)
}

// apply normalises x in place; reference is the place of the reference unit.
func (s Scaling) apply(x []float64, reference int) {
	switch s.Method {
	case ZScore:
		m, sd := Mean(x), SD(x)
		for i, v := range x {
			x[i] = (v-m)/sd*s.SD + s.Mean
		}
		return
	case Rank, Borda, PercentileRank:
		s.rank(x)
		return
	case Unscaled:
		return
	}
	lo, hi := bounds(x)
	zero, unit, scale, add := lo, hi-lo, 1.0, 0.0 // (x - zero)/unit·scale + add
	switch s.Method {
	case MinMax:
		scale, add = s.Upper-s.Lower, s.Lower
	case DistanceToReference:
		ref := math.NaN()
		if reference < len(x) {
			ref = x[reference]
		}
		zero, unit, add = ref, ref-lo, 1
	case DistanceToMax:
		zero, add = hi, 1
	case DistanceToTarget:
		unit = *s.Target - lo
	case FractionOfMax:
		zero, unit = 0, hi
	case Scaled01, Goalposts:
		zero, unit, scale = s.Lower, s.Upper-s.Lower, s.Scale
	}
	capped := s.Cap && (s.Method == DistanceToReference || s.Method == DistanceToTarget)
	truncated := s.Truncate && s.Method == Goalposts
	for i, v := range x {
		y := (v - zero) / unit
		if truncated {
			y = min(max(y, 0), 1)
		}
		y = y*scale + add
		if capped && y > 1 {
			y = 1
		}
		x[i] = y
	}
}

func (s Scaling) rank(x []float64) {
	n := 0.0
	for i, v := range Ranks(x, s.Ties) {
		x[i] = v
		if v == v {
			n++
		}
	}
	for i, v := range x {
		switch s.Method {
		case Borda:
			x[i] = v - 1
		case PercentileRank:
			x[i] = (v - 1) / (n - 1)
		}
	}
}
