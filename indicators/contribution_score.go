package indicators

import (
	"math"
	"reflect"

	"github.com/anlan-lake/anlan"
)

// scoredFigure is what one indicator's score is made of:
//
//	score = points(adequate(own × value + (1 − own) × mean, rho))
type scoredFigure struct {
	of    *Indicator
	value float64
	own   float64  // weight of the area's own value; 1 where it is not pulled
	mean  float64  // what it is pulled towards
	rho   *float64 // adequacy factor; nil: none
	den   *float64 // cases that the value is a share of; nil: none
}

// newScoredFigure reads a score that is shown. The mean is what the adjusted
// value and the own weight leave over.
func newScoredFigure(of *Indicator, s anlan.Score) scoredFigure {
	x := scoredFigure{of: of, value: *s.Value, own: 1, rho: s.Rho, den: s.Den}
	if s.Own == nil || *s.Own >= 1 {
		return x
	}
	treated, ok := unadjusted(of, s.Rho, *s.Adjusted)
	if !ok { // a factor of 0 leaves nothing of the value, pulled or not
		return x
	}
	x.own = *s.Own
	x.mean = (treated - x.own*x.value) / (1 - x.own)
	return x
}

// unadjusted is the value that an adequacy factor was applied to; ok is false
// where the factor is 0.
func unadjusted(i *Indicator, rho *float64, v float64) (treated float64, ok bool) {
	switch {
	case rho == nil:
		return v, true
	case *rho == 0:
		return 0, false
	case i.Direction != anlan.Negative:
		return v / *rho, true
	case i.Unit == "%":
		return 100 - (100-v)/(*rho), true
	}
	return v * *rho, true
}

func (x scoredFigure) score() float64 {
	return points(x.of, adequate(x.of, x.rho, x.own*x.value+(1-x.own)*x.mean))
}

// takes puts b's parts, by the bits of in, in place of a's: its value, what it
// is pulled towards, its adequacy factor, its definition.
func (x scoredFigure) takes(b scoredFigure, in uint) scoredFigure {
	if in&1 != 0 {
		x.value = b.value
	}
	if in&2 != 0 {
		x.own, x.mean = b.own, b.mean
	}
	if in&4 != 0 {
		x.rho = b.rho
	}
	if in&8 != 0 {
		x.of = b.of
	}
	return x
}

var figureParts = [...]anlan.Part{anlan.PartData, anlan.PartShrinkage, anlan.PartAdequacy, anlan.PartMethod}

// moved shares the difference between two scores of an indicator among value,
// pull, adequacy factor and definition: their Shapley values. A value that is
// counted otherwise than before counts to the method, and so does what two
// editions of the software score otherwise.
func moved(a, b scoredFigure, from, to float64, add func(part anlan.Part, points float64)) {
	var differ []uint
	same := sameCount(a.of, b.of)
	for bit, d := range [...]bool{a.value != b.value, a.own != b.own || a.own < 1 && a.mean != b.mean, !sameFloat(a.rho, b.rho), !sameScale(a.of, b.of)} {
		if d {
			differ = append(differ, uint(bit))
		}
	}
	rest := to - from
	for n, points := range Shapley(len(differ), func(in uint) float64 {
		var bits uint
		for n, bit := range differ {
			bits |= in >> n & 1 << bit
		}
		return a.takes(b, bits).score()
	}) {
		part := figureParts[differ[n]]
		if part == anlan.PartData && !same {
			part = anlan.PartMethod
		}
		add(part, points)
		rest -= points
	}
	if math.Abs(rest) > rounding { // a step that scored otherwise
		add(anlan.PartMethod, rest)
	}
}

func sameFloat(a, b *float64) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

// sameScale reports whether two definitions give a value the same score.
func sameScale(a, b *Indicator) bool {
	return a == b || a.Direction == b.Direction && a.Unit == b.Unit && *a.Goal == *b.Goal
}

// sameCount reports whether two definitions count the same.
func sameCount(a, b *Indicator) bool {
	return a == b || a.Numerator == b.Numerator && reflect.DeepEqual(a.Denominator, b.Denominator) &&
		a.Scale == b.Scale && a.Window == b.Window && a.WindowTownship == b.WindowTownship
}
