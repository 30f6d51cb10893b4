// Package apportion shares what is forecast of an area among the areas within
// it, where cases are too few for forecasts of their own: a village, a grid.
//
// The joint law is that of shares drawn once for a forecast and of cases that
// fall to them one by one, so that within every path of the area above the parts
// add up to it. What is given of a part is the exact marginal of that law (a beta
// mixture of binomials over the distribution above it); nothing is simulated.
package apportion

import "github.com/anlan-lake/anlan"

func bad(format string, args ...any) error {
	return anlan.Errorf(anlan.Invalid, "apportion: "+format, args...)
}
