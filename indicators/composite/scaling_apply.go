package composite

import "math"

// apply normalises x in place; reference is the place of the reference unit.
func (s Scaling) apply(x []float64, reference int) {
	switch s.Method {
	case ZScore:
		m, sd := Mean(x), SD(x)
		for i, v := range x {
			x[i] = (v-m)/sd*s.SD + s.Mean
		}
		return
	case Rank, Borda, PercentileRank, ExponentialRank:
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
	top := s.Upper
	if top == 0 {
		top = 100
	}
	for i, v := range x {
		switch s.Method {
		case Borda:
			x[i] = v - 1
		case PercentileRank:
			x[i] = (v - 1) / (n - 1)
		case ExponentialRank:
			// As the English Indices of Deprivation do, with 23: a domain in which a
			// unit is among the last is not made up for by being good in another.
			x[i] = -s.Scale * math.Log(1-v/n*(1-math.Exp(-100/s.Scale))) * top / 100
		}
	}
}
