package etl

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// maxKeys is how many different keys of a JSON file are remembered, and
// maxExtra how many that the contract lacks are named.
const (
	maxKeys  = 4096
	maxExtra = 50
)

// jsonKey is a key of the file's objects and what it is by the contract.
type jsonKey struct {
	raw   []byte // as written, between the quotes
	name  string
	prop  int // cells it fills, -1 for none
	area  int
	shift int // power of ten from the key's unit to the column's
}

// jsonKeys matches the keys of a JSON file with the contract. Every kept
// column of the contract has its cell, whether the file has it or not, since a
// key may come up late; a column that is dropped has none.
type jsonKeys struct {
	c      *Contract
	x      jsonText
	dec    *decoder
	head   header
	raw    []string // by cell: the key as first written, or the contract's header
	shift  []int    // by cell
	seen   []bool   // by cell: some object had it, or the header is settled
	byKey  map[string]*jsonKey
	order  []*jsonKey // keys of the object before, in order
	extra  []string
	others int // keys that were not named any more
}

func newJSONKeys(c *Contract, charset string) *jsonKeys {
	k := &jsonKeys{c: c, x: jsonText{gb: charset == "gb18030"}, dec: newDecoder(charset), byKey: map[string]*jsonKey{}}
	k.head = c.headerOf(nil, nil)
	cell := func(name string) int {
		k.raw = append(k.raw, name)
		return len(k.raw) - 1
	}
	for i := range c.Properties {
		if p := &c.Properties[i]; p.inFile() && (p.kept() || c.asksFor(p)) {
			k.head.column[i] = cell(p.Header[0])
		}
	}
	for i := range k.head.area {
		k.head.area[i] = cell(c.areas.sources[i])
	}
	k.head.names = k.raw
	k.shift, k.seen = make([]int, len(k.raw)), make([]bool, len(k.raw))
	return k
}

// find gives the key that stands n-th in its object.
func (k *jsonKeys) find(n int, raw []byte) *jsonKey {
	if n < len(k.order) && bytes.Equal(k.order[n].raw, raw) {
		return k.order[n]
	}
	key := k.byKey[string(raw)]
	if key == nil {
		key = k.match(slices.Clone(raw))
		if len(k.byKey) < maxKeys {
			k.byKey[string(raw)] = key
		}
	}
	if n < len(k.order) {
		k.order[n] = key
	} else if n == len(k.order) && n < maxKeys {
		k.order = append(k.order, key)
	}
	return key
}

// match finds what a key is: by the contract's headers, and where none fits by
// the names of its columns, as interfaces send them.
func (k *jsonKeys) match(raw []byte) *jsonKey {
	text, _ := k.x.unescape(nil, raw)
	key := &jsonKey{raw: raw, name: strings.TrimSpace(k.dec.lenient(text)), prop: -1, area: -1}
	h := k.c.headerOf(nil, []string{key.name})
	known := len(h.extra) == 0
	at := slices.Index(h.column, 0)
	if !known {
		at = slices.IndexFunc(k.c.Properties, func(p Property) bool { return p.Name == plain(key.name) })
		known = at >= 0
	}
	if at >= 0 {
		key.prop, key.shift = k.head.column[at], h.shift[at]
	}
	if i := slices.Index(h.area, 0); i >= 0 {
		key.area = k.head.area[i]
	}
	for _, cell := range []int{key.prop, key.area} {
		if cell >= 0 && !k.seen[cell] {
			k.seen[cell], k.raw[cell] = true, key.name
			if cell == key.prop {
				k.shift[cell] = key.shift
			}
		}
	}
	if !known {
		k.note(key.name)
	}
	return key
}

// note remembers a key the contract lacks. Where numbers stand for keys, they
// may stand for persons: long ones are hidden.
func (k *jsonKeys) note(name string) {
	name = maskedWords([]string{name})
	switch {
	case slices.Contains(k.extra, name):
	case len(k.extra) < maxExtra:
		k.extra = append(k.extra, name)
	default:
		k.others++
	}
}

// settle fixes the header by what the first records have. The error names the
// required keys that none of them has.
func (k *jsonKeys) settle(records int) (header, error) {
	var missing []string
	known := slices.Contains(k.seen, true)
	for i := range k.c.Properties {
		p := &k.c.Properties[i]
		if cell := k.head.column[i]; cell >= 0 {
			k.head.shift[i] = k.shift[cell]
			if p.Required && !k.seen[cell] {
				missing = append(missing, p.Header[0])
			}
		}
	}
	for i := range k.seen {
		k.seen[i] = true
	}
	switch {
	case records == 0:
		return k.head, nil
	case !known && !k.c.drafted:
		return k.head, fmt.Errorf("the first %d records have no key of the contract; expected %s", records, k.c.wanted())
	case len(missing) > 0:
		return k.head, fmt.Errorf("the first %d records lack the keys %s", records, strings.Join(missing, ", "))
	}
	return k.head, nil
}

// notes says which keys were not kept.
func (k *jsonKeys) notes() string {
	if len(k.extra) == 0 {
		return ""
	}
	s := "keys not in the contract, not kept: " + strings.Join(k.extra, ", ")
	if k.others > 0 {
		s += fmt.Sprintf(" and %d more", k.others)
	}
	return s
}
