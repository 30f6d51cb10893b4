package composite

import "fmt"

// Scale is a way to bring indicators to a common scale.
type Scale string

// The ways to normalise; x is the value times the direction of the indicator.
const (
	MinMax              Scale = "min_max"               // to Lower…Upper
	ZScore              Scale = "z_score"               // to Mean and SD
	Rank                Scale = "rank"                  // 1 for the lowest
	Borda               Scale = "borda"                 // rank - 1
	PercentileRank      Scale = "percentile_rank"       // (rank - 1)/(n - 1)
	ExponentialRank     Scale = "exponential_rank"      // -Scale·ln(1 - R(1 - exp(-100/Scale))), R = rank/n: to Upper (100 where not given), stretched at the top
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
	return f.remadeApart(codes, func(k int, room *scratch, dst, _ []float64) error {
		code, scaling := codes[k], s.Scaling
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
			buf := room.pick(0, dst, rows)
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
