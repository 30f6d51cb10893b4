package triage

import (
	_ "embed"

	"github.com/anlan-lake/anlan/internal/document"
)

//go:embed dispute.yaml
var disputes []byte

// Disputes is the feature list of the house, for the lake's disputes.
func Disputes() (*List, error) { return ReadList("dispute.yaml", disputes) }

// List says which columns of a table of cases a model may read, and how.
type List struct {
	Version  int       `yaml:"version" json:"version" need:"yes" doc:"version of this form: 1"`
	ID       string    `yaml:"id" json:"id" need:"yes" doc:"name of the list, lower-case letters and _"`
	Columns  Columns   `yaml:"columns" json:"columns" need:"yes" doc:"columns that say what a case is and when"`
	Outcomes []Outcome `yaml:"outcomes" json:"outcomes" need:"yes" doc:"what is foretold"`
	Features []Feature `yaml:"features" json:"features" need:"yes" doc:"what it is foretold from"`
}

// Columns name what a case is. Those without need may be left out; moments are
// empty where they have not come.
type Columns struct {
	Case       string  `yaml:"case" json:"case" need:"yes" doc:"number of the case"`
	Area       string  `yaml:"area" json:"area" need:"yes" doc:"code of the area it lies in"`
	AreaType   string  `yaml:"area_type" json:"area_type,omitempty" doc:"kind of the area; calibration is checked by it"`
	Kind       string  `yaml:"kind" json:"kind" need:"yes" doc:"kind of the case; calibration is checked by it"`
	KindPrefix int     `yaml:"kind_prefix" json:"kind_prefix,omitempty" doc:"characters of the kind that count; 0 for all"`
	LoadPrefix int     `yaml:"load_prefix" json:"load_prefix,omitempty" doc:"digits of the area whose load is measured; 0 for all"`
	Start      string  `yaml:"start" json:"start" need:"yes" doc:"moment it was registered"`
	Accepted   string  `yaml:"accepted" json:"accepted,omitempty" doc:"moment it was accepted for handling; its start where there is no such column"`
	Due        string  `yaml:"due" json:"due,omitempty" doc:"moment it is to be resolved by; known once it is accepted"`
	DueDays    float64 `yaml:"due_days" json:"due_days" need:"yes" doc:"days from its start to resolve it in, where no due moment is known"`
	Ended      string  `yaml:"ended" json:"ended" need:"yes" doc:"moment it first ended, however it did"`
	Resolved   string  `yaml:"resolved" json:"resolved" need:"yes" doc:"moment it was first resolved"`
	Traced     string  `yaml:"traced" json:"traced,omitempty" doc:"moment from which its steps are on record; where it is empty nothing is known of them"`
	Left       string  `yaml:"left" json:"left,omitempty" doc:"moment it was withdrawn or not accepted: neither resolved nor late"`
}

// Outcome is what is foretold of an open case.
type Outcome struct {
	ID string `yaml:"id" json:"id" need:"yes" doc:"name of the outcome"`
	Zh string `yaml:"zh" json:"zh" need:"yes" doc:"in Chinese"`
	En string `yaml:"en" json:"en" need:"yes" doc:"in English"`
	// Unresolved: the case is not resolved by its due moment. Event: the moment
	// named comes within Days.
	Is   string `yaml:"is" json:"is" need:"yes" one:"unresolved,event" doc:"not resolved by its due moment, or an event within so many days"`
	Time string `yaml:"time" json:"time,omitempty" doc:"event: column of its moment"`
	Days int    `yaml:"days" json:"days,omitempty" doc:"event: days from the scoring day"`
	// Traced: of a case without steps on record it is not known whether it came.
	Traced bool `yaml:"traced" json:"traced,omitempty" doc:"event: only of cases whose steps are on record"`
}

// Kinds of outcome.
const (
	Unresolved = "unresolved"
	Event      = "event"
)

// Kinds of feature.
const (
	Code  = "code"  // one of the codes listed
	Class = "class" // a number, by the bounds
	Flag  = "flag"  // true or false
	Since = "since" // days from the start to a moment, by the bounds, once it has passed
	Times = "times" // how many of the moments have passed
	Age   = "age"   // days since the start, by the bounds
	Time  = "left"  // days to the due moment, by the bounds
	Load  = "load"  // weeks of work that lie open in the area, by the bounds
)

// Feature is one thing a probability may rest on, in a fixed number of levels.
type Feature struct {
	ID      string    `yaml:"id" json:"id" need:"yes" doc:"name of the feature"`
	Zh      string    `yaml:"zh" json:"zh" need:"yes" doc:"in Chinese"`
	En      string    `yaml:"en" json:"en" need:"yes" doc:"in English"`
	Is      string    `yaml:"is" json:"is" need:"yes" one:"code,class,flag,since,times,age,left,load" doc:"how it is read"`
	Column  string    `yaml:"column" json:"column,omitempty" doc:"code, class, flag, since: its column"`
	Columns []string  `yaml:"columns" json:"columns,omitempty" doc:"times: columns of moments"`
	Prefix  int       `yaml:"prefix" json:"prefix,omitempty" doc:"code: characters that count; 0 for all"`
	Codes   []string  `yaml:"codes" json:"codes,omitempty" doc:"code: all there are; others count as other"`
	Names   string    `yaml:"names" json:"names,omitempty" doc:"code: list that has their names, such as CL_CHANNEL"`
	Bounds  []float64 `yaml:"bounds" json:"bounds,omitempty" doc:"ascending; a level begins at each"`
	HelpZh  string    `yaml:"help_zh" json:"help_zh" need:"yes" doc:"what helps where it speaks against the case, in Chinese"`
	HelpEn  string    `yaml:"help_en" json:"help_en" need:"yes" doc:"the same in English"`
}

// ReadList reads a feature list strictly: an unknown key, a word that is not
// allowed, a feature without its codes or bounds, a column that tells the
// outcome, and a column about a person are faults, each with its place.
func ReadList(name string, text []byte) (*List, error) {
	var r document.Review
	var l List
	if r.Decode(text, &l) {
		l.review(&r)
	}
	if err := r.Err(name); err != nil {
		return nil, bad("%w", err)
	}
	return &l, nil
}

// Names gives every column the list reads, each once.
func (l *List) Names() []string {
	c := l.Columns
	var out []string
	seen := map[string]bool{"": true}
	add := func(names ...string) {
		for _, n := range names {
			if !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
	}
	add(c.Case, c.Area, c.AreaType, c.Kind, c.Start, c.Accepted, c.Due, c.Ended, c.Resolved, c.Traced, c.Left)
	for _, o := range l.Outcomes {
		add(o.Time)
	}
	for _, f := range l.Features {
		add(f.Column)
		add(f.Columns...)
	}
	return out
}

// moments gives the columns that hold moments.
func (l *List) moments() map[string]bool {
	c := l.Columns
	out := map[string]bool{c.Start: true, c.Ended: true, c.Resolved: true}
	for _, name := range []string{c.Accepted, c.Due, c.Left, c.Traced} {
		if name != "" {
			out[name] = true
		}
	}
	for _, o := range l.Outcomes {
		if o.Time != "" {
			out[o.Time] = true
		}
	}
	for _, f := range l.Features {
		if f.Is == Since {
			out[f.Column] = true
		}
		for _, name := range f.Columns {
			out[name] = true
		}
	}
	return out
}
