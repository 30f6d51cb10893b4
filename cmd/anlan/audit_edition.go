package main

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/audit"
	"github.com/anlan-lake/anlan/indicators/composite"
	"github.com/anlan-lake/anlan/internal/edition"
)

// totalCode is the top of the published index where it is audited.
const totalCode = "TOTAL"

// publishedIndex gives the index of the published edition as data, and its
// published values: areas of a level by months that have ended, at most so many.
// Values are those that are scored; one that is withheld is missing.
func (e *env) publishedIndex(level string, months int) (audited, error) {
	l, err := anlan.ParseLevel(level)
	if err != nil {
		return audited{}, err
	}
	if months < 1 {
		return audited{}, anlan.Errorf(anlan.Invalid, "--months %d: 1 or more are asked for", months)
	}
	dir := filepath.Join(e.lakePath(), "editions")
	ed, err := edition.Current(dir)
	if err != nil {
		return audited{}, err
	}
	t := &publishedTable{ed: ed, frame: composite.NewFrame(nil, []float64{}), at: map[string]int{}, weights: map[string]float64{}, hidden: map[string]bool{}}
	periods := slices.DeleteFunc(slices.Clone(ed.Periods()), func(p string) bool { return !ed.Final(p) })
	for _, p := range periods[max(0, len(periods)-months):] {
		if err := t.add(l, p); err != nil {
			return audited{}, err
		}
	}
	if len(t.frame.Unit) == 0 {
		return audited{}, anlan.Errorf(anlan.NotFound, "edition %s has no figures of areas of level %s for a month that has ended", ed.Meta.ID, level)
	}
	x, err := t.index()
	if err != nil {
		return audited{}, err
	}
	return audited{index: x, frame: t.frame, units: t.names, period: t.last, notes: t.notes}, nil
}

// publishedTable is a table of published values in the making.
type publishedTable struct {
	ed       *edition.Edition
	frame    *composite.Frame
	at       map[string]int     // column of an indicator
	weights  map[string]float64 // nominal, of 100 at the level
	last     string             // period
	cells    int
	withheld int
	hidden   map[string]bool // indicators with a figure that is withheld
}

// add adds the areas of a level for one period.
func (t *publishedTable) add(level anlan.Level, period string) error {
	digits := strings.Map(func(r rune) rune { // 2026-10 and 2026-W44 are 202610 and 202644: in their order
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, period)
	number, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return fmt.Errorf("period %s: %w", period, err)
	}
	t.last = period
	for _, a := range t.ed.Areas() {
		scores := t.ed.Scores(a.Code, period)
		if a.Level != level || len(scores) == 0 {
			continue
		}
		row := len(t.frame.Unit)
		t.frame.Unit, t.frame.Time = append(t.frame.Unit, a.Code), append(t.frame.Time, number)
		for k := range t.frame.Col {
			t.frame.Col[k] = append(t.frame.Col[k], math.NaN())
		}
		for _, s := range scores {
			if s.Weight == 0 || s.State == anlan.StateNeutral {
				continue
			}
			k := t.column(s.Indicator, row)
			t.weights[s.Indicator] = s.Weight
			t.cells++
			switch {
			case s.Suppressed:
				t.withheld++
				t.hidden[s.Indicator] = true
			case s.State == anlan.StateOK && s.Adjusted != nil:
				t.frame.Col[k][row] = *s.Adjusted
			}
		}
	}
	return nil
}

// names gives those of the areas.
func (t *publishedTable) names(lang string) map[string]string {
	names := map[string]string{}
	for _, a := range t.ed.Areas() {
		names[a.Code] = a.Name
		if lang == "en" && a.NameEn != "" {
			names[a.Code] = a.NameEn
		}
	}
	return names
}

// column gives the place of an indicator's column, which is made where it is
// not there: missing up to a row.
func (t *publishedTable) column(code string, row int) int {
	k, ok := t.at[code]
	if !ok {
		k = len(t.frame.Col)
		t.at[code] = k
		col := make([]float64, row+1)
		for i := range col {
			col[i] = math.NaN()
		}
		t.frame.Code, t.frame.Col = append(t.frame.Code, code), append(t.frame.Col, col)
	}
	return k
}

// index gives the structure of the published index at the level, and its
// goalposts as parameters of a step.
func (t *publishedTable) index() (*composite.Index, error) {
	x := &composite.Index{ID: t.ed.Meta.Framework, Name: composite.Title{Zh: t.ed.Meta.IndexZh, En: t.ed.Meta.IndexEn}}
	x.Structure = append(x.Structure, composite.Entry{Code: totalCode, Name: x.Name})
	byCategory, posts := map[string]float64{}, map[string]composite.Scaling{}
	var entries []composite.Entry
	for _, c := range t.ed.Indicators() {
		if _, ok := t.at[c.ID]; !ok {
			continue
		}
		weight := t.weights[c.ID]
		byCategory[c.Category] += weight
		direction := "+"
		if c.GoalWorst > c.GoalBest {
			direction = "-"
		}
		entries = append(entries, composite.Entry{Code: c.ID, Name: composite.Title{Zh: c.NameZh, En: c.NameEn}, Parent: c.Category, Weight: &weight, Direction: direction})
		posts[c.ID] = composite.Scaling{Method: composite.Goalposts, Lower: min(c.GoalWorst, c.GoalBest), Upper: max(c.GoalWorst, c.GoalBest), Scale: 100, Truncate: true}
	}
	for _, c := range t.ed.Categories() {
		if weight, ok := byCategory[c.Code]; ok {
			x.Structure = append(x.Structure, composite.Entry{Code: c.Code, Name: composite.Title{Zh: c.NameZh, En: c.NameEn}, Parent: totalCode, Weight: &weight})
		}
	}
	x.Structure = append(x.Structure, entries...)
	params, err := json.Marshal(map[string]any{"method": composite.Goalposts, "lower": 0, "upper": 100, "scale": 100, "truncate": true, "individual": posts})
	if err != nil {
		return nil, fmt.Errorf("goalposts of %s: %w", x.ID, err)
	}
	x.Steps = composite.Plan{
		{ID: "scores", Op: "normalise", Params: params},
		{ID: "total", Op: "aggregate", Params: json.RawMessage(`{"method": "arithmetic"}`)},
	}
	return x, nil
}

// notes says where the values come from, and how far the index made of them is
// from the published one.
func (t *publishedTable) notes(a *audit.Audit, lang string) []string {
	apart, areas := 0.0, 0
	for i, code := range a.Units {
		if row, ok := t.ed.Index(code, t.last, ""); ok && row.Uncapped != nil && !math.IsNaN(a.Scores[i]) {
			apart, areas = max(apart, math.Abs(*row.Uncapped-a.Scores[i])), areas+1
		}
	}
	m := t.ed.Meta
	none, small := t.empty()
	if lang == "zh" {
		return []string{fmt.Sprintf("取自版本 %s（截至 %s）已公布的计分值；%d 个值中隐去 %d 个，按缺失计。以此重算的 %s 总分与公布值（否决前）最多相差 %.4g 分（%d 个区划）。",
			m.ID, m.AsOf, t.cells, t.withheld, t.last, apart, areas),
			fmt.Sprintf("%d 项指标完全没有数值：其中 %d 项因小数隐去而未公布（数据存在），其余没有数据或覆盖不足。", none, small)}
	}
	return []string{fmt.Sprintf("Published values that are scored, of edition %s (as of %s); %d of %d are withheld and count as missing. The totals of %s made of them differ from the published ones, before vetoes, by %.4g points at most (%d areas).",
		m.ID, m.AsOf, t.withheld, t.cells, t.last, apart, areas),
		fmt.Sprintf("%d indicators have no value at all: %d because their small figures are withheld (the data are there), the others for lack of data.", none, small)}
}

// empty counts the indicators without a value, and those of them that have
// figures, all of which are withheld or not scored.
func (t *publishedTable) empty() (none, small int) {
	for code, k := range t.at {
		if slices.ContainsFunc(t.frame.Col[k], func(v float64) bool { return !math.IsNaN(v) }) {
			continue
		}
		none++
		if t.hidden[code] {
			small++
		}
	}
	return none, small
}
