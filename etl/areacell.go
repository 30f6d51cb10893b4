package etl

import "github.com/anlan-lake/anlan"

// areaReader finds the area of a row.
type areaReader struct {
	rule   *AreaRule
	levels anlan.Levels
	tree   *areaTree // areas known; of no use to the data set that is the tree
	ok     [6]bool   // levels accepted
	m      *areaMap  // where codes come from map files
	dec    *decoder
	src    []int // cell indexes of the map's source columns, -1 for one the file lacks
}

func newAreaReader(c *Contract, levels anlan.Levels, tree *areaTree) *areaReader {
	a := &areaReader{rule: c.Area, levels: levels, tree: tree, m: c.areas}
	for _, name := range c.Area.Levels {
		l, _ := anlan.ParseLevel(name) // checked when the contract was read
		a.ok[l] = true
	}
	if len(c.Area.Levels) == 0 {
		a.ok = [6]bool{true, true, true, true, true, true}
	}
	return a
}

// code gives the area code that a cell means. It must be known, and of a level
// that is accepted; the tree itself takes any code of a level's length.
func (a *areaReader) code(cell []byte, scratch *[]byte) ([]byte, fault) {
	if !ascii(cell) {
		cell = halfWidth(cell, scratch)
	}
	cell = wholeNumber(cell)
	if a.rule.Tree {
		for _, c := range cell {
			if c < '0' || c > '9' {
				return nil, faultArea
			}
		}
		cell = significant(a.levels, cell)
		if l, ok := a.levels.Of(string(cell)); !ok || !a.ok[l] {
			return nil, faultArea
		}
		return cell, faultNone
	}
	found := a.tree.find(cell)
	if found == "" {
		return nil, faultArea
	}
	if l, ok := a.levels.Of(found); !ok || !a.ok[l] {
		return nil, faultArea
	}
	*scratch = append((*scratch)[:0], found...)
	return *scratch, faultNone
}

// mapped looks the source columns of row r up, first column first.
func (a *areaReader) mapped(b *block, r int) (string, error) {
	for i, src := range a.src {
		if src < 0 {
			continue
		}
		text, err := clean(b.cell(r, src), a.dec)
		if err != nil {
			return "", err
		}
		if code, ok := a.m.codes[i][string(text)]; ok && len(text) > 0 {
			return code, nil
		}
	}
	return a.rule.Default, nil
}
