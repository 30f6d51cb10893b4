package smallarea

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Z95 is the 97.5% quantile of the standard normal distribution, by which a
// two-sided 95% interval reaches to both sides.
const Z95 = 1.959963984540054

const tail = 0.025

// Wilson gives the 95% score interval of a share (0..1) found among n
// independent answers (E. B. Wilson, J. Amer. Statist. Assoc. 22 (1927)
// 209-212). n need not be whole: of a weighted or clustered sample it is the
// effective number of answers. ok is false where n is not above 0 or the share
// is none.
func Wilson(share, n float64) (lower, upper float64, ok bool) {
	if !(n > 0) || !(share >= 0 && share <= 1) {
		return 0, 0, false
	}
	const z2 = Z95 * Z95
	middle := share + z2/(2*n)
	half := Z95 * math.Sqrt(share*(1-share)/n+z2/(4*n*n))
	return max((middle-half)/(1+z2/n), 0), min((middle+half)/(1+z2/n), 1), true
}

// EffectiveAnswers is Kish's effective number of answers of a weighted sample,
// (Σw)²/Σw² (L. Kish, Survey Sampling, Wiley 1965, section 11.7; J. Official
// Statist. 8 (1992) 183-200); 0 where there is no weight.
func EffectiveAnswers(sum, squares float64) float64 {
	if !(squares > 0) {
		return 0
	}
	return sum * sum / squares
}

// Garwood gives the exact 95% interval of the mean of a Poisson count (F.
// Garwood, Biometrika 28 (1936) 437-442): the gamma quantiles that each leave
// 2.5% outside. The lower end of a count of 0 is 0. A count below 0 has none.
func Garwood(count float64) (lower, upper float64, ok bool) {
	if !(count >= 0) || math.IsInf(count, 1) {
		return 0, 0, false
	}
	if count > 0 {
		lower = gammaQuantile(count, tail)
	}
	return lower, gammaQuantile(count+1, 1-tail), true
}

// GammaInterval gives the central 95% interval of a Gamma(shape, rate)
// distribution, the posterior of a Poisson rate. Both must be above 0.
func GammaInterval(shape, rate float64) (lower, upper float64, ok bool) {
	if !(shape > 0 && rate > 0) || math.IsInf(shape, 1) || math.IsInf(rate, 1) {
		return 0, 0, false
	}
	return gammaQuantile(shape, tail) / rate, gammaQuantile(shape, 1-tail) / rate, true
}

// BetaInterval gives the central 95% interval of a Beta(a, b) distribution, the
// posterior of a share. Both must be above 0.
func BetaInterval(a, b float64) (lower, upper float64, ok bool) {
	if !(a > 0 && b > 0) || math.IsInf(a, 1) || math.IsInf(b, 1) {
		return 0, 0, false
	}
	return betaQuantile(a, b, tail), betaQuantile(a, b, 1-tail), true
}

// gammaQuantile inverts the regularised incomplete gamma function. Far out,
// where the library's search runs out of digits, Wilson and Hilferty's cube
// stands in: at a shape of 10^6 it is off by less than one part in 10^9
// (Proc. Nat. Acad. Sci. 17 (1931) 684-688).
func gammaQuantile(shape, p float64) float64 {
	if shape > 1e6 {
		z := Z95
		if p < 0.5 {
			z = -z
		}
		c := 1 - 1/(9*shape) + z/(3*math.Sqrt(shape))
		return shape * c * c * c
	}
	return mathext.GammaIncRegInv(shape, p)
}

// betaQuantile inverts the regularised incomplete beta function.
func betaQuantile(a, b, p float64) float64 {
	return mathext.InvRegIncBeta(a, b, p)
}
