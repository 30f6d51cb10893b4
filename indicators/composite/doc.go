// Package composite builds composite indicators from any table of units and
// indicators: structure and weights, denominators, screening, imputation,
// treatment of outliers, normalisation, aggregation, and the statistics by
// which such an index is judged.
//
// A Frame holds the data, column by column; a Tree says how indicators group
// into an index. Every operation is a value with its parameters (Treat,
// Normalise, Aggregate, …) whose Apply gives a new frame: the one it is given
// is never changed. NaN is a missing value, also where a computation is
// undefined (0/0).
//
// Methods follow the OECD and JRC Handbook on Constructing Composite
// Indicators (2008); where an operation has a source of its own, it says so.
package composite
