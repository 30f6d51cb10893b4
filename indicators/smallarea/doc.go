// Package smallarea is the statistics of small numbers: intervals of shares and
// rates, empirical-Bayes shrinkage of the rates of areas, and what their ranks
// can be. Pure arithmetic on slices and numbers, no randomness.
package smallarea
