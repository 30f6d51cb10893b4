package etl

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/anlan-lake/anlan"
)

// areaTree is the set of area codes that exist (now or ever).
type areaTree struct {
	levels anlan.Levels
	codes  map[string]string // code to itself, so that a lookup by bytes yields a string
}

func newAreaTree(levels anlan.Levels, codes []string) *areaTree {
	t := &areaTree{levels: levels, codes: make(map[string]string, len(codes))}
	for _, c := range codes {
		t.codes[c] = c
	}
	return t
}

// significant strips the zeros that fill a code up to the length of a lower
// level: 629902000000 is the county 629902. A code of no level's length comes
// back as it is.
func significant(levels anlan.Levels, code []byte) []byte {
	for _, n := range levels {
		if n >= len(code) {
			break
		}
		if allZero(code[n:]) {
			return code[:n]
		}
	}
	return code
}

func allZero(b []byte) bool {
	for _, c := range b {
		if c != '0' {
			return false
		}
	}
	return true
}

// find gives the known code that a cell means, "" where there is none.
func (t *areaTree) find(code []byte) string {
	if s, ok := t.codes[string(code)]; ok {
		return s
	}
	return t.codes[string(significant(t.levels, code))]
}

// areaMap looks the values of source columns up, first column first.
type areaMap struct {
	sources []string // source headers
	codes   []map[string]string
	all     []string // every code named
}

func readAreaMap(dir string, rule AreaRule) (*areaMap, error) {
	m := &areaMap{}
	if rule.Default != "" {
		m.all = append(m.all, rule.Default)
	}
	for _, from := range rule.From {
		if from.Source == "" || from.Map == "" {
			return nil, fmt.Errorf("area.from: want source and map")
		}
		codes, err := readMapFile(filepath.Join(dir, from.Map), from.Source)
		if err != nil {
			return nil, err
		}
		m.sources = append(m.sources, from.Source)
		m.codes = append(m.codes, codes)
		for _, c := range codes {
			m.all = append(m.all, c)
		}
	}
	return m, nil
}

// readMapFile reads the rows of a map file that are for one source column.
func readMapFile(name, source string) (map[string]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("area map: %w", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = 3
	codes := map[string]string{}
	for line := 1; ; line++ {
		rec, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("area map %s: %w", name, err)
		}
		if line == 1 {
			if rec[0] != "source" || rec[1] != "value" || rec[2] != "code" {
				return nil, fmt.Errorf("area map %s: the header is not source,value,code", name)
			}
			continue
		}
		if rec[0] != source {
			continue
		}
		if _, twice := codes[rec[1]]; twice {
			return nil, fmt.Errorf("area map %s: %s %q is there twice", name, source, rec[1])
		}
		codes[rec[1]] = rec[2]
	}
	if len(codes) == 0 {
		return nil, fmt.Errorf("area map %s: no row for source %q", name, source)
	}
	return codes, nil
}
