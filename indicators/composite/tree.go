package composite

import (
	"fmt"
	"slices"
)

// Kind says what a node of a tree is.
type Kind string

// The kinds of nodes.
const (
	Indicator   Kind = "Indicator"
	Aggregated  Kind = "Aggregate"
	GroupColumn Kind = "Group"
	Denominator Kind = "Denominator"
	Other       Kind = "Other"
)

// Node is one indicator or aggregate, or a further column of the data.
type Node struct {
	Code, Name  string
	Level       int     // 1 for indicators; aggregates above, also of branches of different length
	Direction   float64 // 1, or -1 where less is better
	Weight      float64 // among the nodes of the same parent; they need not sum to 1
	Parent      string  // "" for the top
	Kind        Kind
	Denominator string             // code of the column that divides it, "" for none
	Meta        map[string]float64 // further numbers by name: Target, goalpost_lower, …
}

// Tree is the structure of an index.
type Tree struct {
	nodes []Node
	at    map[string]int
}

// NewTree checks a structure: codes are unique, parents exist and stand above,
// and one node with a level has no parent.
func NewTree(nodes []Node) (*Tree, error) {
	t := &Tree{nodes: slices.Clone(nodes), at: make(map[string]int, len(nodes))}
	for i, n := range nodes {
		if _, twice := t.at[n.Code]; twice || n.Code == "" {
			return nil, fmt.Errorf("node %d: code %q is empty or there twice", i+1, n.Code)
		}
		t.at[n.Code] = i
	}
	top := ""
	for _, n := range nodes {
		if n.Kind != Indicator && n.Kind != Aggregated {
			continue
		}
		if n.Parent == "" {
			if top != "" {
				return nil, fmt.Errorf("both %s and %s have no parent", top, n.Code)
			}
			top = n.Code
			continue
		}
		p, ok := t.at[n.Parent]
		if !ok {
			return nil, fmt.Errorf("%s: there is no parent %s", n.Code, n.Parent)
		}
		if nodes[p].Level <= n.Level {
			return nil, fmt.Errorf("%s of level %d has the parent %s of level %d", n.Code, n.Level, n.Parent, nodes[p].Level)
		}
	}
	if top == "" {
		return nil, fmt.Errorf("no node is the top")
	}
	return t, nil
}

// Nodes gives all nodes in the order in which they were given.
func (t *Tree) Nodes() []Node { return t.nodes }

// Node gives the node of a code; ok is false where there is none.
func (t *Tree) Node(code string) (n Node, ok bool) {
	i, ok := t.at[code]
	if ok {
		n = t.nodes[i]
	}
	return n, ok
}

// Codes gives the codes of the nodes for which keep says so, in order.
func (t *Tree) Codes(keep func(Node) bool) []string {
	var codes []string
	for _, n := range t.nodes {
		if keep(n) {
			codes = append(codes, n.Code)
		}
	}
	return codes
}

// Indicators gives the codes of the indicators.
func (t *Tree) Indicators() []string {
	return t.Codes(func(n Node) bool { return n.Kind == Indicator })
}

// Level gives the codes of the indicators or aggregates of a level.
func (t *Tree) Level(level int) []string {
	return t.Codes(func(n Node) bool { return n.Level == level && (n.Kind == Indicator || n.Kind == Aggregated) })
}

// Levels gives the number of levels.
func (t *Tree) Levels() int {
	most := 0
	for _, n := range t.nodes {
		if n.Kind == Indicator || n.Kind == Aggregated {
			most = max(most, n.Level)
		}
	}
	return most
}

// Top gives the code of the node without a parent.
func (t *Tree) Top() string {
	return t.Codes(func(n Node) bool { return n.Parent == "" && (n.Kind == Indicator || n.Kind == Aggregated) })[0]
}

// Children gives the codes of a node's children.
func (t *Tree) Children(code string) []string {
	return t.Codes(func(n Node) bool { return n.Parent == code && (n.Kind == Indicator || n.Kind == Aggregated) })
}

// Ancestor gives the code of a node's ancestor at a level (itself at its own),
// "" where it has none there.
func (t *Tree) Ancestor(code string, level int) string {
	for code != "" {
		n, ok := t.Node(code)
		if !ok || n.Level > level {
			return ""
		}
		if n.Level == level {
			return code
		}
		code = n.Parent
	}
	return ""
}

// Below gives the codes of the indicators below a node.
func (t *Tree) Below(code string) []string {
	n, _ := t.Node(code)
	return t.Codes(func(x Node) bool { return x.Kind == Indicator && t.Ancestor(x.Code, n.Level) == code })
}
