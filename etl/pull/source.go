package pull

import (
	"cmp"
	"path/filepath"
	"regexp"
	"time"

	"github.com/anlan-lake/anlan"
)

// Source is a place that rows of one data set are pulled from. One of HTTP and
// Table is set.
type Source struct {
	Name    string // of its folder: letters, digits, _ and -
	Dataset string
	HTTP    *HTTP
	Table   *Table

	// Fit says what a column of the source is by the data set's contract.
	Fit func(column string) Fit
	// Wanted are the columns of the contract that a file should have, and Key
	// those of its key.
	Wanted, Key []string
	// Dir is the folder that the settings' paths are relative to.
	Dir string
}

// Fit is what a column of a source is by a contract.
type Fit struct {
	Column string // of the contract; "" where it feeds an area map alone
	Use    Use
}

// Use says what becomes of a column.
type Use int

// Uses of a column.
const (
	Unknown Use = iota // the contract does not name it
	Wanted             // kept, or needed while landing
	Dropped            // the contract drops it: it is not fetched, or not written
)

// Options of a pull.
type Options struct {
	Zone     string // the landing zone
	AsOf     time.Time
	Now      time.Time
	Loc      *time.Location             // of the city
	Getenv   func(string) string        // for secrets
	Progress func(rows int64, n string) // may be nil
}

// Failure is the source's own failure: it is out of reach, refuses or does not
// answer as the settings say. The other sources go on.
type Failure struct {
	Source string
	Err    error
}

func (f *Failure) Error() string { return "source " + f.Source + ": " + f.Err.Error() }

// Unwrap gives the cause, an *anlan.Error.
func (f *Failure) Unwrap() error { return f.Err }

var plainName = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,63}$`)

// Validate checks what the settings say of the source (Invalid).
func (s *Source) Validate() error {
	switch {
	case !plainName.MatchString(s.Name):
		return anlan.Errorf(anlan.Invalid, "source name %q is not of lower-case letters, digits, _ and -", s.Name)
	case s.HTTP != nil:
		return s.HTTP.validate()
	case s.Table != nil:
		return s.Table.validate()
	}
	return anlan.Errorf(anlan.Invalid, "neither http nor table is set")
}

// Kind is http, postgres or mysql.
func (s *Source) Kind() string {
	if s.HTTP != nil {
		return "http"
	}
	return s.Table.engine()
}

// Where says where the rows come from, without any secret.
func (s *Source) Where() string {
	if s.HTTP != nil {
		return s.HTTP.where()
	}
	return cmp.Or(s.Table.From, "query")
}

// Every is how long a pull is enough for; 0 for every run.
func (s *Source) Every() time.Duration {
	if s.HTTP != nil {
		return s.HTTP.Every
	}
	return s.Table.Every
}

func (s *Source) path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(s.Dir, p)
}
