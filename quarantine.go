package anlan

import "time"

// RejectedRow is one row of a batch that did not land, as it stands now.
type RejectedRow struct {
	Batch  string
	Row    int64    // as in Reject
	State  string   // one of the states below
	Faults []Reject // those it was rejected for, or those of its last mending

	By string    // the batch that mended it, or brought its file again; "" for none
	At time.Time // when that was received; zero for none

	// From and Line say where it stands as it was last sent: its own batch and
	// row, or the batch and row of a mending that was not good either.
	From string
	Line int64
}

// States of a rejected row. The lake knows all of them but the last: to
// dismiss one is a person's decision, which the ledger keeps.
const (
	RejectOpen      = "open"
	RejectMended    = "mended"    // it has landed with another batch
	RejectOvertaken = "overtaken" // the lake holds a newer row of its key, or its whole file came again
	RejectWithdrawn = "withdrawn" // its department took the whole batch back
	RejectDismissed = "dismissed" // looked into: it will not be mended
)

// Mend says that a line of one batch answers a rejected row of another. The
// row is mended where that line has landed.
type Mend struct {
	Line  int64  // row of the mending batch
	Batch string // the batch mended
	Row   int64  // its rejected row
}
