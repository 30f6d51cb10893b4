package composite

import (
	"fmt"
	"math"
	"slices"
)

// ResultTable says which elements of an index a table of results has.
type ResultTable string

// The tables of results.
const (
	ResultSummary    ResultTable = "summary"    // the top
	ResultAggregates ResultTable = "aggregates" // from the top down
	ResultFull       ResultTable = "full"       // and the indicators
)

// ResultUse says what a table of results shows.
type ResultUse string

// The contents of a table of results.
const (
	UseScores     ResultUse = "scores" // the default; with the rank of the target
	UseRanks      ResultUse = "ranks"
	UseGroupRanks ResultUse = "group_ranks" // inside each group
)

// Results makes the table of an index, best units first.
type Results struct {
	Table  ResultTable `json:"table"`
	Use    ResultUse   `json:"use"`
	Group  string      `json:"group"`  // name of the group column, for group_ranks
	Round  *int        `json:"round"`  // decimals, after ranking; half to even
	Target string      `json:"target"` // the column by which units are ordered; the top where empty
}

// ResultRows is a table of results, rows in order of period and of rank.
type ResultRows struct {
	*Frame
	Rank  []float64 // of the target inside the period, also where the table does not show it
	Group []string  // with group_ranks the group of each row, "" for none
}

// Of gives the table of a frame that has the aggregates. An element of the tree
// that is no column is an error.
func (s Results) Of(in *Inputs, f *Frame) (*ResultRows, error) {
	codes, err := s.codes(in)
	if err != nil {
		return nil, err
	}
	cols, err := f.Columns(codes)
	if err != nil {
		return nil, err
	}
	target := s.Target
	if target == "" {
		target = in.Tree.Top()
	}
	score := f.Column(target)
	if score == nil {
		return nil, fmt.Errorf("there is no column %s", target)
	}
	table := &Frame{Unit: f.Unit, Time: f.Time, Code: codes, Col: cols}
	switch s.Use {
	case "", UseScores:
		if table, err = s.rounded(table); err != nil {
			return nil, err
		}
	case UseRanks:
		table, err = RankColumns{}.Apply(in, table)
	case UseGroupRanks:
		if s.Group == "" {
			return nil, fmt.Errorf("%s needs group", UseGroupRanks)
		}
		table, err = RankColumns{s.Group}.Apply(in, table)
	default:
		return nil, fmt.Errorf("use %q: allowed are %s, %s, %s", s.Use, UseScores, UseRanks, UseGroupRanks)
	}
	if err != nil {
		return nil, err
	}
	return s.ordered(in, table, score), nil
}

// codes gives the elements of the table from the top down, those of a level in
// the order of the tree.
func (s Results) codes(in *Inputs) ([]string, error) {
	switch s.Table {
	case ResultSummary:
		return []string{in.Tree.Top()}, nil
	case ResultAggregates, ResultFull:
	default:
		return nil, fmt.Errorf("table %q: allowed are %s, %s, %s", s.Table, ResultSummary, ResultAggregates, ResultFull)
	}
	var codes []string
	for level := in.Tree.Levels(); level > 0; level-- {
		for _, code := range in.Tree.Level(level) {
			if n, _ := in.Tree.Node(code); n.Kind == Aggregated || s.Table == ResultFull {
				codes = append(codes, code)
			}
		}
	}
	return codes, nil
}

func (s Results) rounded(f *Frame) (*Frame, error) {
	if s.Round == nil {
		return f, nil
	}
	scale := math.Pow(10, float64(*s.Round))
	return f.replaced(f.Code, func(_ string, dst, src []float64) error {
		for i, v := range src {
			// A number too large to be scaled has no such decimals.
			if y := v * scale; !math.IsInf(y, 0) {
				dst[i] = math.RoundToEven(y) / scale
			}
		}
		return nil
	})
}

// ordered puts the rows of a table in the order of rank inside each period,
// those without a score last.
func (s Results) ordered(in *Inputs, table *Frame, score []float64) *ResultRows {
	periods := table.Periods()
	rank := make([]float64, len(score))
	rankParts(rank, score, periods, nil)
	order := make([]int, 0, len(score))
	for _, rows := range periods {
		from := len(order)
		order = append(order, rows...)
		slices.SortStableFunc(order[from:], func(i, j int) int {
			a, b := rank[i], rank[j]
			switch {
			case a < b, a == a && b != b:
				return -1
			case a > b, a != a && b == b:
				return 1
			}
			return 0
		})
	}
	out := &ResultRows{Frame: table.Pick(order), Rank: make([]float64, len(order))}
	for i, r := range order {
		out.Rank[i] = rank[r]
	}
	if s.Use == UseGroupRanks {
		out.Group = make([]string, len(order))
		for i, r := range order {
			out.Group[i] = in.Groups[s.Group][table.Unit[r]]
		}
	}
	return out
}
