// Package audit is the statistical audit of a composite index, in the order in
// which the Joint Research Centre audits one (OECD and JRC 2008, steps 3 to 8;
// Saisana, Saltelli and Tarantola 2005): what data there is, how indicators
// are spread, how they go together, whether they matter as their weights
// pretend, and how far ranks depend on choices that could have been others.
//
// Run computes everything from an index as data and a table. It draws random
// numbers from the seed that it is given alone, and the same table and seed give
// the same audit.
package audit
