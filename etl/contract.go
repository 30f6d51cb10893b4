package etl

import (
	"github.com/anlan-lake/anlan"
)

// Contract says what one data set looks like: how its files are read, what its
// columns are called and hold, and which rules its rows keep. It is written in
// the form of the Open Data Contract Standard 3.1 (contracts/README.md).
type Contract struct {
	ID         string // name of the table in the lake
	Version    string // major.minor.patch
	Status     string // draft, active or deprecated
	Name       Text
	Owner      Text
	Rhythm     string // daily, monthly, quarterly, wave or change
	Due        Due
	Volume     Volume
	Grain      Text
	Key        []string // columns that tell rows apart
	Updated    string   // version column: of two rows with one key the newer stays
	EventTime  string
	Partition  []string // transforms of EventTime: year, month, day
	Sort       []string
	Source     SourceForm
	Area       *AreaRule
	Properties []Property
	Rules      Rules

	flags   []string  // names that rows may carry, by bit behind that of time_order
	drafted bool      // of a draft: columns are what the file has
	areas   *areaMap  // nil where area.from is not used
	whole   *Contract // where this one is as sentAs gives it: the contract itself
	dir     string    // folder that map files are relative to, "" for built-in contracts
}

// Due says when the file of a period has to be there: Days after the period's
// last day, at Time of that day. Days 1 and 06:00 are the next morning for
// daily data, days 8 the 8th for the month before.
type Due struct {
	Days    int    // 0: no such promise
	Working bool   // Days are working days
	Time    string // HH:MM in the city's time zone; "" is the end of the day
}

// Volume is the guard of the number of rows a file brings.
type Volume struct {
	Enabled        bool    // true where the contract says nothing
	Deviations     float64 // median absolute deviations from the median of the weekday; 5 where the contract says nothing
	MinimumHistory int     // of the last 8 comparable periods there must be before the guard judges; 6 where the contract says nothing
	Hold           bool    // a file outside the guard is held, not only told of
}

// Text is a name in Chinese and English.
type Text struct {
	Zh string
	En string
}

// SourceForm is how files of the data set are written, where that cannot be
// found out from the file.
type SourceForm struct {
	Encoding   string   `yaml:"encoding" doc:"auto (default), utf-8, gb18030, gbk, utf-16le, utf-16be"`
	Delimiter  string   `yaml:"delimiter" doc:"auto (default), or what stands between cells: comma, ; | ^ tab, || or another of several characters"`
	HeaderRows int      `yaml:"headerRows" doc:"0: found out; 1 or 2"`
	Sheet      string   `yaml:"sheet" doc:"XLSX: the sheet's name; empty for the first that has the headers; with * or ?: each sheet that fits and is a table, as a batch of its own"`
	Totals     []string `yaml:"totals" doc:"words that make a row a total; default 合计, 总计, 小计 (XLSX only)"`
	Records    string   `yaml:"records" doc:"JSON: path of the array of records in a page, data.list; empty: found out"`
	Notes      []string `yaml:"notes" doc:"words that open a note under the table; default 填报人 … (XLSX only)"`
}

// AreaRule says where a row lies: either a column that holds an area code
// (From is empty), or source columns that are looked up in map files.
type AreaRule struct {
	Column    string       `yaml:"column" doc:"the column of the lake, usually area_code"`
	Levels    []string     `yaml:"levels" doc:"levels accepted; empty for all"`
	Unlocated bool         `yaml:"unlocated" doc:"count rows no lower than county as not located"`
	Tree      bool         `yaml:"tree" doc:"this data set is the area tree: a code's parent must exist"`
	Level     string       `yaml:"level" doc:"the column that holds the level, which the code must agree with"`
	From      []AreaSource `yaml:"from" doc:"the first that finds a code wins"`
	Default   string       `yaml:"default" doc:"code where none does; empty: the row is rejected"`
}

// AreaSource looks one source column up in a map file, a CSV file with the
// columns source, value and code, relative to the contract.
type AreaSource struct {
	Source string `yaml:"source" doc:"header of the column in the file"`
	Map    string `yaml:"map" doc:"CSV file beside the contract: source,value,code"`
}

// Property is one column.
type Property struct {
	Name        string
	Header      []string // the header as sent, then its aliases
	Type        string   // varchar, int32, int64, float64, decimal(18,2), boolean, date, timestamp
	Unit        string   // 元, 人 …; a header that ends in （万元） is converted
	Description string   // for people
	Required    bool
	Codes       string            // code list
	Values      []string          // codes written out, instead of a list; beside a list: these of its codes alone
	Recode      map[string]string // value sent: code meant; a trailing * stands for any ending
	RecodeFile  string            // CSV file beside the contract, source,value,code: what each sender's values mean
	Pattern     string            // regular expression for the whole value
	Check       string            // uscc: the check character of GB 32100-2015; key: letters, digits and hyphens that hold no number of a person
	Minimum     *float64
	Maximum     *float64
	Above       *float64
	Month       bool     // a month, as the date of its first day
	Quarter     bool     // a quarter, as the date of its first day
	Hour        bool     // a timestamp on the hour
	NoSpaces    bool     // spaces within the value are typing slips
	Treatment   string   // keep (default), drop, landing_only
	Guard       string   // reviewed: somebody saw that no person is in it, whatever its header or its long numbers look like
	Constant    string   // not in the file: always this
	Derive      *Derive  // not in the file: from another column
	Severity    Severity // of a cell that is not as the column says
	RowKey      bool     // not in the file: its name and the row
	Repeat      *Repeat  // a boolean that landing answers itself where it can

	typ      colType
	isKey    bool
	isArea   bool
	codes    map[string]bool
	pattern  matcher
	unguard  bool // values cannot be a person's number: no scan
	numGuard bool // a number column that could hold one
	prefixes []recodePrefix
	senders  []recodeTable // of RecodeFile
	headers  []plainHeader
}

// plainHeader is a header made ready for comparison, whole and without a unit.
type plainHeader struct{ whole, base string }

// Derive gives a column one of two values by whether another is empty.
type Derive struct {
	WhenEmpty string
	Then      string
	Else      string
}

// Rules hold across columns of one row.
type Rules struct {
	// PartWhole pairs [part, whole]: a part larger than its whole rejects the
	// row. A whole may be a sum of columns, "a + b".
	PartWhole [][2]string
	// PartWholeWhen are pairs that hold for some codes of another column alone.
	PartWholeWhen []PartWhole
	// StartsWith pairs [code, head]: a code that does not start with the value
	// of head rejects the row.
	StartsWith [][2]string
	// TimeOrder pairs [earlier, later]: a break of more than ten minutes (or,
	// where one is a date, of a day) flags the row time_order.
	TimeOrder [][2]string
	// Flags are soft rules: the row lands and carries the flag's name.
	Flags []Flag
	// Graded are rules whose severity is not the usual one of their kind.
	Graded []Graded
}

// PartWhole says that Part is no more than Whole in rows where When has one of
// In; in all rows where When is empty.
type PartWhole struct {
	Part  string
	Whole string
	When  string
	In    []string
}

// Flag marks rows where Empty is empty and either When has one of In (any
// value, where In is empty) or the first number of Less is below the second.
type Flag struct {
	Name  string
	When  string
	In    []string
	Less  [2]string
	Empty string
}

// FlagTimeOrder is the soft rule of Rules.TimeOrder.
const FlagTimeOrder = "time_order"

// Dataset gives the contract's data set as the rest of the house knows it.
func (c *Contract) Dataset() anlan.Dataset {
	return anlan.Dataset{ID: c.ID, NameZh: c.Name.Zh, NameEn: c.Name.En, Owner: c.Owner.Zh, Rhythm: c.Rhythm}
}

// Kept gives the columns that reach the lake, in order.
func (c *Contract) Kept() []Property {
	var kept []Property
	for _, p := range c.Properties {
		if p.kept() {
			kept = append(kept, p)
		}
	}
	return kept
}

func (p *Property) kept() bool { return p.Treatment == "" || p.Treatment == "keep" }

// inFile says whether the column is looked for in the received file.
func (p *Property) inFile() bool {
	return p.Constant == "" && p.Derive == nil && !p.RowKey && len(p.Header) > 0
}
