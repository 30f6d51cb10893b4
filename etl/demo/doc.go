// Package demo makes the fictional city of Anlan (安澜市): its areas with
// boundaries that tile, five years of cases as its departments would have
// recorded them, and the files those departments would have sent, with faults
// of every kind planted among them.
//
// Nothing in it is about a real place or person. Everything follows from the
// options and the seed: each data set of each area draws from its own stream
// of random numbers, so neither order nor the number of cores matters, and the
// same options give the same bytes.
package demo
