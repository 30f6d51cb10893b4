package composite

import (
	"fmt"
	"math"
	"slices"
	"strconv"
)

// reserved are the columns of data that are no indicators.
var reserved = []string{"uCode", "uName", "Time"}

// frame gives a role as a frame: the columns that hold nothing but numbers.
func (c *oracleCase) frame(role string) (*Frame, error) {
	s := c.in[role]
	if s == nil {
		return nil, fmt.Errorf("there is no input %s", role)
	}
	return s.frame(), nil
}

func (s *sheet) frame() *Frame {
	f := &Frame{}
	for i := range s.rows {
		f.Unit = append(f.Unit, s.cell(i, "uCode"))
		if s.column("Time") >= 0 {
			f.Time = append(f.Time, s.num(i, "Time"))
		}
	}
	for j, name := range s.header {
		if slices.Contains(reserved, name) {
			continue
		}
		col := make([]float64, len(s.rows))
		numeric := true
		for i, row := range s.rows {
			col[i] = math.NaN()
			if v, err := strconv.ParseFloat(row[j], 64); err == nil {
				col[i] = v
			} else if row[j] != "NA" && row[j] != "NaN" {
				numeric = false
			}
		}
		if numeric {
			f.Code, f.Col = append(f.Code, name), append(f.Col, col)
		}
	}
	return f
}

// frameSheet gives a frame as an output.
func frameSheet(f *Frame) *sheet {
	s := &sheet{header: []string{"uCode"}}
	if f.Time != nil {
		s.header = append(s.header, "Time")
	}
	s.header = append(s.header, f.Code...)
	for i, u := range f.Unit {
		row := []any{u}
		if f.Time != nil {
			row = append(row, f.Time[i])
		}
		for _, col := range f.Col {
			row = append(row, col[i])
		}
		s.add(row...)
	}
	return s
}

// tree gives the input meta as a tree; without one, all columns of data are
// indicators below one top.
func (c *oracleCase) tree(f *Frame) (*Tree, error) {
	s := c.in["meta"]
	var nodes []Node
	if s == nil {
		for _, code := range f.Code {
			nodes = append(nodes, Node{Code: code, Name: code, Level: 1, Direction: 1, Weight: 1, Parent: "_top", Kind: Indicator})
		}
		return NewTree(append(nodes, Node{Code: "_top", Level: 2, Direction: 1, Weight: 1, Kind: Aggregated}))
	}
	label := func(row int, name string) string {
		if v := s.cell(row, name); v != "NA" {
			return v
		}
		return ""
	}
	for i := range s.rows {
		n := Node{Code: s.cell(i, "iCode"), Name: label(i, "iName"), Direction: s.num(i, "Direction"), Weight: s.num(i, "Weight"),
			Parent: label(i, "Parent"), Kind: Kind(label(i, "Type")), Denominator: label(i, "Denominator"), Meta: map[string]float64{}}
		if level := s.num(i, "Level"); !math.IsNaN(level) {
			n.Level = int(level)
		}
		for _, name := range s.header {
			if v := s.num(i, name); !math.IsNaN(v) {
				n.Meta[name] = v
			} else if s.cell(i, name) == "TRUE" {
				n.Meta[name] = 1
			} else if s.cell(i, name) == "FALSE" {
				n.Meta[name] = 0
			}
		}
		nodes = append(nodes, n)
	}
	return NewTree(rooted(nodes))
}

// rooted adds the parents that a meta of indicators alone leaves out, and a top
// above them.
func rooted(nodes []Node) []Node {
	given := map[string]bool{}
	for _, n := range nodes {
		given[n.Code] = true
	}
	added := false
	for _, n := range slices.Clone(nodes) {
		if n.Parent != "" && !given[n.Parent] {
			given[n.Parent], added = true, true
			nodes = append(nodes, Node{Code: n.Parent, Level: n.Level + 1, Direction: 1, Weight: 1, Parent: "_top", Kind: Aggregated})
		}
	}
	if added {
		nodes = append(nodes, Node{Code: "_top", Level: 99, Direction: 1, Weight: 1, Kind: Aggregated})
	}
	return nodes
}

// inputs gives all that operations need beside the data.
func (c *oracleCase) inputs(f *Frame) (*Inputs, error) {
	in := &Inputs{Groups: map[string]map[string]string{}, Weights: map[string]map[string]float64{}}
	var err error
	if in.Tree, err = c.tree(f); err != nil {
		return nil, err
	}
	for _, role := range []string{"data", "group"} { // what group says wins
		s := c.in[role]
		if s == nil {
			continue
		}
		for j, name := range s.header {
			if slices.Contains(reserved, name) || role == "data" && f.Index(name) >= 0 {
				continue
			}
			g := map[string]string{}
			for i, row := range s.rows {
				if row[j] != "NA" && row[j] != "" {
					g[s.cell(i, "uCode")] = row[j]
				}
			}
			in.Groups[name] = g
		}
	}
	if s := c.in["denominators"]; s != nil {
		for i := range s.rows {
			in.Denominators = append(in.Denominators, Scaled{s.cell(i, "iCode"), s.cell(i, "Denominator"), s.num(i, "ScaleFactor")})
		}
	}
	if s := c.in["force"]; s != nil {
		in.Force = map[string]bool{}
		for i := range s.rows {
			in.Force[s.cell(i, "uCode")] = s.cell(i, "Include") == "TRUE"
		}
	}
	for _, role := range []string{"weights", "weights_pca", "weights_uneven"} {
		if s := c.in[role]; s != nil {
			in.Weights[role] = map[string]float64{}
			for i := range s.rows {
				in.Weights[role][s.cell(i, "iCode")] = s.num(i, "Weight")
			}
		}
	}
	if s := c.in["weight_sets"]; s != nil {
		for i := range s.rows {
			k := int(s.num(i, "set"))
			for len(in.WeightSets) < k {
				in.WeightSets = append(in.WeightSets, map[string]float64{})
			}
			in.WeightSets[k-1][s.cell(i, "iCode")] = s.num(i, "Weight")
		}
	}
	return in, nil
}
