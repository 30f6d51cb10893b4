package anlan

import "time"

// BatchQuality is how one batch came: in time or late, and how much of it was
// good.
type BatchQuality struct {
	Batch      string
	Dataset    string
	Source     string
	DataDate   string // day, month or quarter reported for, as its last day
	ReceivedAt time.Time
	DaysLate   *int64 // after the data set's rhythm; 0 in time; nil where nothing is due or for a first delivery
	Status     string
	Received   int64
	Landed     int64
	Rejected   int64
	Flagged    int64
	NotLocated int64 // of the landed, located no lower than county
}

// RejectCount is how many rows of a batch broke one rule. A row that broke two
// counts under both.
type RejectCount struct {
	Batch string
	Rule  string
	Rows  int64
}

// Reconciliation compares what two departments report of the same cases in one
// month or quarter, over the whole city.
type Reconciliation struct {
	Pair       string // "hotline_dispute" …
	Period     string // 2026-10 or 2026-Q3
	Left       int64  // as the one reports it
	Right      int64  // as the other does
	Difference *float64
	Over       bool // more than ReconcileLimit apart: an order is proposed
}

// ReconcileLimit is the difference, in percent, above which a pair is flagged.
const ReconcileLimit = 1.0
