package demo

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/anlan-lake/anlan"
)

// Summary is truth/summary.json: what a lake holds in the end.
type Summary struct {
	City     string         `json:"city"`
	Name     string         `json:"name"`
	First    string         `json:"first"`
	Last     string         `json:"last"`
	Exported string         `json:"exported"`  // last day of the history files
	MergedOn string         `json:"merged_on"` // when three pairs of grids became one each, "" for never
	Months   int            `json:"months"`
	History  int            `json:"history"`
	Nights   int            `json:"nights"`
	Scale    float64        `json:"scale"`
	Seed     uint64         `json:"seed"`
	Rows     map[string]int `json:"rows"`     // by data set, in the final state
	Files    map[string]int `json:"files"`    // by data set
	Rejected map[string]int `json:"rejected"` // by rule
}

func (c *City) writeTruth(rejected []Rejected, files, rows map[string]int) error {
	dir := filepath.Join(c.Options.Dir, "truth")
	table := [][]string{{"dataset", "file", "row", "column", "rule"}}
	byRule := map[string]int{}
	for _, r := range rejected {
		table = append(table, []string{r.Dataset, r.File, strconv.Itoa(r.Row), r.Column, r.Rule})
		byRule[r.Rule]++
	}
	if err := writeTable(dir, "rejected.csv", table); err != nil {
		return err
	}
	for _, t := range c.truthTables() {
		if err := writeTable(dir, t.name, t.rows); err != nil {
			return err
		}
	}
	if err := c.writeRhythm(dir); err != nil {
		return err
	}
	if err := writeFile(dir, "README.md", []byte(truthReadme)); err != nil {
		return err
	}
	o, merged := c.Options, ""
	if c.mergedOn != 0 {
		merged = c.mergedOn.String()
	}
	text, err := json.MarshalIndent(Summary{CityCode, cityName, c.First.String(), o.Until.Format(anlan.DateFormat), c.Exported.String(), merged,
		o.Months, o.History, o.Nights, o.Scale, o.Seed, rows, files, byRule}, "", "  ")
	if err != nil {
		return fmt.Errorf("write summary: %w", err)
	}
	return writeFile(dir, "summary.json", append(text, '\n'))
}

func writeTable(dir, name string, rows [][]string) error {
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return writeFile(dir, name, b.Bytes())
}

func writeFile(dir, name string, text []byte) error {
	if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
		return fmt.Errorf("write demo file: %w", err)
	}
	return nil
}
