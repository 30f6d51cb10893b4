package etl

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
)

// recodeTable is what one sender's values mean: the rows of a recode file with
// one source, a pattern that the names of the sender's files fit.
type recodeTable struct {
	source string
	codes  map[string]string // value sent: code; a trailing * stands for any ending
}

// readRecodeFile reads a table of codes as senders write them, a CSV file with
// the columns source, value and code. source is a file name, * standing for
// anything in it (court_*, *).
func readRecodeFile(name string, known map[string]bool) ([]recodeTable, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("recode file: %w", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = 3
	var tables []recodeTable
	for first := true; ; first = false {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("recode file %s: %w", name, err)
		}
		line, _ := r.FieldPos(0)
		if first {
			if rec[0] = strings.TrimPrefix(rec[0], "\uFEFF"); !slices.Equal(rec, []string{"source", "value", "code"}) {
				return nil, fmt.Errorf("recode file %s: the header is not source,value,code", name)
			}
			continue
		}
		if _, err := path.Match(rec[0], ""); err != nil || rec[0] == "" {
			return nil, fmt.Errorf("recode file %s:%d: source %q is not the pattern of a file name", name, line, rec[0])
		}
		if !known[rec[2]] {
			return nil, fmt.Errorf("recode file %s:%d: %q is no code of the column", name, line, rec[2])
		}
		i := slices.IndexFunc(tables, func(t recodeTable) bool { return t.source == rec[0] })
		if i < 0 {
			i = len(tables)
			tables = append(tables, recodeTable{rec[0], map[string]string{}})
		}
		if _, twice := tables[i].codes[rec[1]]; twice {
			return nil, fmt.Errorf("recode file %s:%d: %s %q is there twice", name, line, rec[0], rec[1])
		}
		tables[i].codes[rec[1]] = rec[2]
	}
	if tables == nil {
		return nil, fmt.Errorf("recode file %s has no row", name)
	}
	// The longest pattern speaks for a sender more exactly than a shorter one.
	slices.SortStableFunc(tables, func(a, b recodeTable) int { return len(a.source) - len(b.source) })
	return tables, nil
}

// sentAs gives the contract as it reads a file of that name: with the recoding
// of its sender.
func (c *Contract) sentAs(file string) *Contract {
	if c.whole != nil {
		c = c.whole
	}
	if !slices.ContainsFunc(c.Properties, func(p Property) bool { return p.senders != nil }) {
		return c
	}
	own := *c
	own.whole = c
	own.Properties = slices.Clone(c.Properties)
	for i := range own.Properties {
		p := &own.Properties[i]
		if p.senders == nil {
			continue
		}
		p.Recode = maps.Clone(p.Recode)
		if p.Recode == nil {
			p.Recode = map[string]string{}
		}
		p.prefixes = slices.Clone(p.prefixes)
		for _, t := range p.senders {
			if fits, _ := path.Match(t.source, file); fits { // the pattern was checked
				maps.Copy(p.Recode, t.codes)
			}
		}
		p.splitPrefixes()
	}
	return &own
}

// splitPrefixes moves values with a trailing * from Recode to prefixes, the
// longest first; of two that are equal the one added last.
func (p *Property) splitPrefixes() {
	for from, to := range p.Recode {
		if prefix, ok := strings.CutSuffix(from, "*"); ok {
			p.prefixes = append([]recodePrefix{{prefix, to}}, p.prefixes...)
			delete(p.Recode, from)
		}
	}
	slices.SortStableFunc(p.prefixes, func(a, b recodePrefix) int { return len(b.prefix) - len(a.prefix) })
}
