package anlan

import "time"

// Dataset is what a department sends: one grain, one key, one rhythm.
type Dataset struct {
	ID     string // dispute_case: the name of its table in the lake
	NameZh string
	NameEn string
	Owner  string // the department that answers for it
	Rhythm string // "daily", "monthly", "quarterly", "wave", "change"
}

// Batch is one received file or pull. Received = Landed + Rejected always holds.
type Batch struct {
	ID         string // content hash and data set; the same file twice is one batch
	Dataset    string
	Source     string    // file name as received, without its folder
	Hash       string    // SHA-256 of the bytes received, hex
	Size       int64     // bytes received
	ReceivedAt time.Time // when the landing run read it
	DataDate   string    // the day the file stands for (from its name), "" when unknown
	Status     string    // one of the states below
	Note       string    // why it is held or withdrawn, in one sentence
	Received   int64     // data rows in the file
	Landed     int64     // rows now in the lake, or replaced since by a newer row of the same key
	Rejected   int64     // rows kept in the landing zone
	Flagged    int64     // landed rows that broke a soft rule
	NotLocated int64     // landed rows located no lower than county
	FirstEvent time.Time // earliest event time landed; zero when none
	LastEvent  time.Time // latest event time landed; zero when none
	Mends      []string  // batches whose rejected rows it brings mended, in order of id; none for an ordinary one
}

// States of a batch.
const (
	BatchLanded = "landed"
	BatchHeld   = "held" // nothing of it entered the lake; a person has to look

	// BatchWithdrawn is a batch that landed and that its department took back:
	// nothing of it is in the lake any more. Its counts are those of its landing.
	BatchWithdrawn = "withdrawn"

	// BatchNotice is a file that takes others back. Its rows are the files it
	// names; none of them is data.
	BatchNotice = "notice"
)

// Reject says why one row of a batch is not in the lake. It never holds the
// row's content: that stays in the landing zone.
type Reject struct {
	BatchID  string
	File     string
	Row      int64  // line of a text file or row of a sheet, counted from 1, header included
	Column   string // column name in the lake, "" for a fault of the whole row
	Header   string // header of the column in the file, "" as above
	Rule     string // one of the Rule constants
	Expected string // what was expected, in one phrase, without the value found
}

// Rules that reject a row. Soft rules, which only flag, are named by contracts.
const (
	RuleFields    = "fields"        // too few or too many fields: half a line
	RuleRequired  = "required"      // a required cell is empty
	RuleType      = "type"          // not a number, a boolean, a date that exists
	RuleCode      = "code_list"     // a code that is not in its list
	RuleRange     = "range"         // outside the range or not of the pattern
	RuleArea      = "area"          // no such area, or of the wrong level
	RulePart      = "part_whole"    // a part larger than its whole
	RuleDuplicate = "duplicate_key" // a later row of the same batch has the same key
	RuleStale     = "stale"         // the lake already holds a newer row of the same key
	RulePerson    = "person"        // an id number or phone number in a kept column
	RuleMend      = "mend"          // a mended line that answers no rejected row still open
)
