package anlan

// Header is what a file's header said: the contract's columns it had, and the
// columns it had that the contract does not know.
type Header struct {
	Batch   string
	Dataset string
	Feed    string   // the file's name without days and numbers: files of one make
	Day     string   // that the file stands for, "" when unknown: a late file is not the newest
	Columns []string // of the contract, that the file had; nil where its form does not tell (JSON)
	Extra   []ExtraColumn
}

// ExtraColumn is a column that the contract does not know. Its values stay in
// the landing zone.
type ExtraColumn struct {
	Header string // as sent, without any number of a person
	Rows   int64  // rows looked at, the first of the file; 0 where its form does not tell (JSON)
	Filled int64  // of them
	Type   string // "integer", "number", "date", "boolean", "text"; "" where nothing was filled
	Person bool   // its header or a value looks like a person's
	Like   string // the header of the contract's column, absent from the file, that it looks like; "" for none
}

// Drift is how the columns of one make of files have moved away from their
// contract.
type Drift struct {
	Dataset string   `json:"dataset"`
	Feed    string   `json:"feed"`
	Kind    string   `json:"kind"`   // DriftNew or DriftLost
	Column  string   `json:"column"` // header of a new column, name of a lost one
	First   string   `json:"first"`  // id of the first batch that had it, or of the first without it
	File    string   `json:"file"`   // that batch's file
	Files   int64    `json:"files"`  // that had it, or came without it
	Came    bool     `json:"came"`   // a new column that earlier files of the make did not have
	Share   *float64 `json:"share,omitempty"`
	Type    string   `json:"type,omitempty"`
	Person  bool     `json:"person,omitempty"`
	Like    string   `json:"like,omitempty"`
}

// Kinds of drift.
const (
	DriftNew  = "new"
	DriftLost = "lost"
)
