// Package anlan holds the nouns of a city's peace: areas, periods, data sets,
// indicators, measures, scores, warnings, batches and editions.
//
// It imports the standard library alone and does no I/O: every other package
// of the module stands on it, and none of them is seen from here. The floors
// are written down, and enforced, in floors_test.go.
package anlan
