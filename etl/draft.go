package etl

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// DraftOptions are what a draft of a contract is made with.
type DraftOptions struct {
	Dataset string // id of the contract; "" for one made of the file's name
	Rows    int    // rows looked at; 0 for 100,000
}

// Draft is a contract inferred from a sample file.
type Draft struct {
	ID      string
	Text    []byte   // the contract, YAML in UTF-8; LoadContract reads it
	Rows    int      // rows looked at
	Unknown []string // what the sample could not say, one line each
}

const draftRows = 100_000

// DraftContract infers a contract from a sample file in any form that lands:
// names, types, units, codes, key, event time, and which columns are about
// persons. The error (Invalid) says why the file cannot be read. What a sample
// cannot say stands in Unknown and as comments at the top of Text.
func DraftContract(path string, o DraftOptions) (*Draft, error) {
	id := o.Dataset
	if id == "" {
		id = datasetOf(path)
	}
	if !identifier.MatchString(id) {
		return nil, anlan.Errorf(anlan.Invalid, "no name for the data set can be made of %s", filepath.Base(path)).
			WithNext("name it with --dataset: lower-case letters, digits and _")
	}
	if o.Rows <= 0 {
		o.Rows = draftRows
	}
	d := &drafting{id: id, file: filepath.Base(path), known: knownHeaders(id)}
	if err := d.read(path, o); err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "draft a contract from %s: %w", path, err)
	}
	if d.rows == 0 {
		return nil, anlan.Errorf(anlan.Invalid, "draft a contract from %s: the file has a header and no rows", path).WithNext("give a sample with rows")
	}
	d.decide()
	out := &Draft{ID: id, Text: d.write(), Rows: d.rows, Unknown: d.unknown}
	if _, err := load(id+".yaml", "", strings.NewReader(string(out.Text))); err != nil {
		return nil, anlan.Errorf(anlan.Internal, "the draft does not load: %w", err)
	}
	return out, nil
}

var (
	dayPart  = regexp.MustCompile(`[_-]?(19|20)\d\d(-?(0[1-9]|1[0-2])(-?(0[1-9]|[12]\d|3[01]))?)?([_-]|$)`)
	notAWord = regexp.MustCompile(`[^a-z0-9]+`)
)

// datasetOf makes a name of a file's: Food Inspections_2014-01.csv.gz is
// food_inspections. It gives "" where nothing is left.
func datasetOf(path string) string {
	name := strings.ToLower(filepath.Base(path))
	for _, ext := range []string{".gz", ".zst", ".zip"} {
		name = strings.TrimSuffix(name, ext)
	}
	name = strings.TrimSuffix(name, filepath.Ext(name))
	return strings.Trim(notAWord.ReplaceAllString(dayPart.ReplaceAllString(dayPart.ReplaceAllString(name, "_"), "_"), "_"), "_")
}

// drafting is a draft under way.
type drafting struct {
	id, file string
	rows     int
	cols     []*draftColumn
	known    map[string]*Property // columns of the built-in contracts by header
	unknown  []string

	key     []*draftColumn // empty: rows are told apart by file and row
	event   *draftColumn
	updated *draftColumn
	places  []string // headers of columns that may say where a row lies
}

func (d *drafting) ask(format string, args ...any) {
	d.unknown = append(d.unknown, fmt.Sprintf(format, args...))
}

// read reads the sample, column by column, as landing would.
func (d *drafting) read(path string, o DraftOptions) error {
	c := &Contract{ID: d.id, Source: SourceForm{Totals: totalWords, Notes: noteWords}, drafted: true}
	if is, _ := isJSON(strings.ToLower(path)); is {
		keys, err := jsonHeaders(path, c)
		if err != nil {
			return err
		}
		c.adopt(keys)
	}
	t, err := openTable(path, c)
	if err != nil {
		return err
	}
	defer t.close()
	for i := range c.Properties {
		d.cols = append(d.cols, newDraftColumn(c.Properties[i].Header[0], t.column[i]))
	}
	for _, h := range t.blankHeaders() {
		d.ask("column %d has no header and is not kept", h+1)
	}
	var blk block
	for d.rows < o.Rows {
		err := t.fill(&blk)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		for row := 0; row < blk.rows() && d.rows < o.Rows; row++ {
			if blk.torn[row] {
				continue
			}
			d.rows++
			for _, col := range d.cols {
				cell, err := clean(blk.cell(row, col.src), t.dec)
				if err != nil {
					cell = nil
				}
				col.add(cell, time.UTC)
			}
		}
	}
	return nil
}

// blankHeaders gives the columns of the file that have no header.
func (t *table) blankHeaders() []int {
	var out []int
	for i, name := range t.raw {
		if strings.TrimSpace(name) == "" {
			out = append(out, i)
		}
	}
	return out
}
