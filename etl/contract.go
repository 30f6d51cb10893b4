package etl

import (
	"github.com/anlan-lake/anlan"
)

// Contract says what one data set looks like: how its files are read, what its
// columns are called and hold, and which rules its rows keep. Where they fit,
// names are those of the Open Data Contract Standard 3.1.
type Contract struct {
	APIVersion string     `yaml:"apiVersion"` // anlan/v1
	Kind       string     `yaml:"kind"`       // DataContract
	ID         string     `yaml:"id"`         // name of the table in the lake
	Version    string     `yaml:"version"`
	Name       Text       `yaml:"name"`
	Owner      Text       `yaml:"owner"`
	Rhythm     string     `yaml:"rhythm"` // daily, monthly, quarterly, wave or change
	Grain      Text       `yaml:"grain"`
	Key        []string   `yaml:"key"`     // columns that tell rows apart
	Updated    string     `yaml:"updated"` // version column: of two rows with one key the newer stays
	EventTime  string     `yaml:"eventTime"`
	Partition  []string   `yaml:"partition"` // transforms of eventTime: year, month, day
	Sort       []string   `yaml:"sort"`
	Source     SourceForm `yaml:"source"`
	Area       *AreaRule  `yaml:"area"`
	Properties []Property `yaml:"properties"`
	Rules      Rules      `yaml:"rules"`

	areas *areaMap // nil where area.from is not used
	dir   string   // folder that map files are relative to, "" for built-in contracts
}

// Text is a name in Chinese and English.
type Text struct {
	Zh string `yaml:"zh"`
	En string `yaml:"en"`
}

// SourceForm is how files of the data set are written, where that cannot be
// found out from the file.
type SourceForm struct {
	Encoding   string   `yaml:"encoding"`   // auto (default), utf-8, gb18030, utf-16le, utf-16be
	Delimiter  string   `yaml:"delimiter"`  // auto (default), or one of , ; | and tab
	HeaderRows int      `yaml:"headerRows"` // 0: found out; 1 or 2
	Sheet      string   `yaml:"sheet"`      // XLSX: the sheet's name; empty for the first that has the headers
	Totals     []string `yaml:"totals"`     // words that make a row a total; default 合计, 总计, 小计 (XLSX only)
	Records    string   `yaml:"records"`    // JSON: path of the array of records in a page, data.list; empty: found out
	Notes      []string `yaml:"notes"`      // words that open a note under the table; default 填报人 … (XLSX only)
}

// AreaRule says where a row lies: either a column that holds an area code
// (From is empty), or source columns that are looked up in map files.
type AreaRule struct {
	Column    string       `yaml:"column"`    // the column of the lake, usually area_code
	Levels    []string     `yaml:"levels"`    // levels accepted; empty for all
	Unlocated bool         `yaml:"unlocated"` // count rows no lower than county as not located
	Tree      bool         `yaml:"tree"`      // this data set is the area tree: a code's parent must exist
	Level     string       `yaml:"level"`     // the column that holds the level, which the code must agree with
	From      []AreaSource `yaml:"from"`      // the first that finds a code wins
	Default   string       `yaml:"default"`   // code where none does; empty: the row is rejected
}

// AreaSource looks one source column up in a map file, a CSV file with the
// columns source, value and code, relative to the contract.
type AreaSource struct {
	Source string `yaml:"source"`
	Map    string `yaml:"map"`
}

// Property is one column.
type Property struct {
	Name        string            `yaml:"name"`
	Header      []string          `yaml:"header"`      // the header as sent, then its aliases
	Type        string            `yaml:"type"`        // varchar, int32, int64, float64, decimal(18,2), boolean, date, timestamp
	Unit        string            `yaml:"unit"`        // 元, 人 …; a header that ends in （万元） is converted
	Description string            `yaml:"description"` // for people
	Required    bool              `yaml:"required"`
	Codes       string            `yaml:"codes"`   // code list
	Values      []string          `yaml:"values"`  // codes written out, instead of a list; beside a list: these of its codes alone
	Recode      map[string]string `yaml:"recode"`  // value sent: code meant; a trailing * stands for any ending
	Pattern     string            `yaml:"pattern"` // regular expression for the whole value
	Check       string            `yaml:"check"`   // uscc: the check character of GB 32100-2015; key: letters, digits and hyphens that hold no number of a person
	Minimum     *float64          `yaml:"minimum"`
	Maximum     *float64          `yaml:"maximum"`
	Above       *float64          `yaml:"exclusiveMinimum"`
	Month       bool              `yaml:"month"`     // a month, as the date of its first day
	Quarter     bool              `yaml:"quarter"`   // a quarter, as the date of its first day
	Hour        bool              `yaml:"hour"`      // a timestamp on the hour
	NoSpaces    bool              `yaml:"noSpaces"`  // spaces within the value are typing slips
	Treatment   string            `yaml:"treatment"` // keep (default), drop, landing_only
	Constant    string            `yaml:"constant"`  // not in the file: always this
	Derive      *Derive           `yaml:"derive"`    // not in the file: from another column

	typ      colType
	isKey    bool
	isArea   bool
	codes    map[string]bool
	pattern  matcher
	unguard  bool // values cannot be a person's number: no scan
	prefixes []recodePrefix
	headers  []plainHeader
}

// plainHeader is a header made ready for comparison, whole and without a unit.
type plainHeader struct{ whole, base string }

// Derive gives a column one of two values by whether another is empty.
type Derive struct {
	WhenEmpty string `yaml:"whenEmpty"`
	Then      string `yaml:"then"`
	Else      string `yaml:"else"`
}

// Rules hold across columns of one row.
type Rules struct {
	// PartWhole pairs [part, whole]: a part larger than its whole rejects the
	// row. A whole may be a sum of columns, "a + b".
	PartWhole [][2]string `yaml:"partWhole"`
	// PartWholeWhen are pairs that hold for some codes of another column alone.
	PartWholeWhen []PartWhole `yaml:"partWholeWhen"`
	// StartsWith pairs [code, head]: a code that does not start with the value
	// of head rejects the row.
	StartsWith [][2]string `yaml:"startsWith"`
	// TimeOrder pairs [earlier, later]: a break of more than ten minutes (or,
	// where one is a date, of a day) flags the row time_order.
	TimeOrder [][2]string `yaml:"timeOrder"`
	// Flags are soft rules: the row lands and carries the flag's name.
	Flags []Flag `yaml:"flags"`
}

// PartWhole says that Part is no more than Whole in rows where When has one of
// In; in all rows where When is empty.
type PartWhole struct {
	Part  string   `yaml:"part"`
	Whole string   `yaml:"whole"`
	When  string   `yaml:"when"`
	In    []string `yaml:"in"`
}

// Flag marks rows where Empty is empty and either When has one of In (any
// value, where In is empty) or the first number of Less is below the second.
type Flag struct {
	Name  string    `yaml:"name"`
	When  string    `yaml:"when"`
	In    []string  `yaml:"in"`
	Less  [2]string `yaml:"less"`
	Empty string    `yaml:"empty"`
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
	return p.Constant == "" && p.Derive == nil && len(p.Header) > 0
}
