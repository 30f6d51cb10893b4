package composite

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Index is a composite index as data: its structure and how it is built.
type Index struct {
	ID        string  `json:"id"`
	Name      Title   `json:"name"`
	Structure []Entry `json:"structure"`
	// Judgements give the weights of the entries below a node, in place of weight.
	Judgements []Judgements `json:"judgements"`
	Steps      Plan         `json:"steps"`
}

// Title is a name in two languages.
type Title struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Entry is one indicator or aggregate of an index. One that no other names as
// its parent is an indicator: a column of the data.
type Entry struct {
	Code        string             `json:"code"`
	Name        Title              `json:"name"`
	Parent      string             `json:"parent"`      // "" for the top alone
	Weight      *float64           `json:"weight"`      // among those of one parent; 1 where not given
	Direction   string             `json:"direction"`   // "+", or "-" where less is better; "+" where not given
	Denominator string             `json:"denominator"` // column of the data that divides it
	Meta        map[string]float64 `json:"meta"`        // goalposts and targets by name, see Normalise
}

// ReadIndex reads an index from YAML and checks its structure and steps; keys
// and parameters that it does not know are errors.
func ReadIndex(text []byte) (*Index, error) {
	raw, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	x := &Index{}
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, fmt.Errorf("read index: it is empty")
	}
	if err := d.Decode(x); err != nil {
		return nil, fmt.Errorf("read index: %w", misread(err))
	}
	if _, err := x.Tree(); err != nil {
		return nil, fmt.Errorf("index %s: %w", x.ID, err)
	}
	if len(x.Steps) == 0 {
		return nil, fmt.Errorf("index %s: there are no steps", x.ID)
	}
	if _, err := x.Steps.Steps(); err != nil {
		return nil, fmt.Errorf("index %s: %w", x.ID, err)
	}
	return x, nil
}

// misread says in the words of an index what its decoder did not expect.
func misread(err error) error {
	keys := fmt.Sprintf("keys are %s; of an entry of the structure %s", strings.Join(keysOf(&Index{}), ", "), strings.Join(keysOf(&Entry{}), ", "))
	var other *json.UnmarshalTypeError
	if errors.As(err, &other) {
		if other.Field == "" {
			return fmt.Errorf("a %s where a mapping is expected: %s", other.Value, keys)
		}
		return fmt.Errorf("%s is a %s: %s", other.Field, other.Value, keys)
	}
	if key, ok := unknownKey(err); ok {
		return fmt.Errorf("unknown key %s: %s", key, keys)
	}
	return err
}

// Tree gives the structure. The level of an aggregate is one above its highest
// child's.
func (x *Index) Tree() (*Tree, error) {
	judged, err := x.judged()
	if err != nil {
		return nil, err
	}
	level := map[string]int{}
	var nodes []Node
	for _, e := range x.Structure {
		l, err := x.levelOf(e.Code, level, nil)
		if err != nil {
			return nil, err
		}
		n := Node{Code: e.Code, Name: e.Name.En, Level: l, Direction: 1, Weight: 1, Parent: e.Parent, Kind: Aggregated, Denominator: e.Denominator, Meta: e.Meta}
		if l == 1 {
			n.Kind = Indicator
		}
		if w, ok := judged[e.Code]; ok {
			n.Weight = w
		}
		if e.Weight != nil {
			n.Weight = *e.Weight
		}
		switch e.Direction {
		case "", "+":
		case "-":
			n.Direction = -1
		default:
			return nil, fmt.Errorf("%s: direction %q is not + or -", e.Code, e.Direction)
		}
		if !(n.Weight >= 0) {
			return nil, fmt.Errorf("%s: weight %v is below 0", e.Code, n.Weight)
		}
		nodes = append(nodes, n)
	}
	return NewTree(nodes)
}

// Columns gives the codes of the columns that must be numbers: indicators, and
// what divides them.
func (x *Index) Columns() []string {
	tree, err := x.Tree()
	if err != nil {
		return nil
	}
	codes := tree.Indicators()
	for _, e := range x.Structure {
		if e.Denominator != "" {
			codes = append(codes, e.Denominator)
		}
	}
	return codes
}

// levelOf gives the level of a code; path is what it is above of.
func (x *Index) levelOf(code string, known map[string]int, path []string) (int, error) {
	if l, ok := known[code]; ok {
		return l, nil
	}
	if slices.Contains(path, code) {
		return 0, fmt.Errorf("%s is above itself", code)
	}
	level := 1
	for _, e := range x.Structure {
		if e.Parent != code || e.Code == code {
			continue
		}
		l, err := x.levelOf(e.Code, known, append(path, code))
		if err != nil {
			return 0, err
		}
		level = max(level, l+1)
	}
	known[code] = level
	return level, nil
}

// Build runs the steps on data. groups are the columns of the data that are no
// numbers, by name and unit.
func (x *Index) Build(f *Frame, groups map[string]map[string]string) (*Frame, *Tree, error) {
	tree, err := x.Tree()
	if err != nil {
		return nil, nil, err
	}
	if _, err := f.Columns(tree.Indicators()); err != nil {
		return nil, nil, fmt.Errorf("index %s: %w in the data", x.ID, err)
	}
	steps, err := x.Steps.Steps()
	if err != nil {
		return nil, nil, err
	}
	g, err := Run(steps, &Inputs{Tree: tree, Groups: groups}, f)
	return g, tree, err
}
