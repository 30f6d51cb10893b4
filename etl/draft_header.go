package etl

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// adopt makes the contract of a draft one with a column for each header, all
// of them text. A header that comes twice is taken once.
func (c *Contract) adopt(headers []string) {
	c.Properties = nil
	seen := map[string]bool{}
	for _, h := range headers {
		h = strings.TrimSpace(h)
		name := plain(h)
		if name == "" || seen[name] {
			continue
		}
		seen[name] = true
		c.Properties = append(c.Properties, Property{Name: name, Header: []string{h}, typ: typeText, headers: []plainHeader{{name, name}}})
	}
}

// draftHeader finds the header of a file that no contract describes: the first
// row that is nearly as wide as the widest, whose cells all differ and are
// words, not numbers. The contract takes its columns over.
func (c *Contract) draftHeader(rows [][]string, sheet bool) (header, error) {
	widest := 0
	for _, r := range rows {
		widest = max(widest, filled(r))
	}
	if widest == 0 {
		return header{}, errors.New("the file is empty")
	}
	best, bestWords, two := -1, 0, false
	for i, r := range rows {
		n, words := filled(r), wordCells(r)
		if n*5 >= widest*4 && words*3 >= n*2 && words > bestWords*5/4 {
			best, bestWords, two = i, words, false
		}
		if i+1 == len(rows) || !sheet {
			continue
		}
		both := underGroups(r, rows[i+1])
		if n, words = filled(both), wordCells(both); both != nil && n*5 >= widest*4 && words*5 >= n*4 && words > bestWords*5/4 {
			best, bestWords, two = i, words, true
		}
	}
	if best < 0 {
		return header{}, fmt.Errorf("no header found in the first %d rows; the first row of the table must name its columns", len(rows))
	}
	if two {
		c.adopt(underGroups(rows[best], rows[best+1]))
		h := c.headerOf(rows[best], rows[best+1])
		h.row, h.twice = best, ""
		return h, nil
	}
	c.adopt(rows[best])
	h := c.headerOf(nil, rows[best])
	h.row, h.twice = best, ""
	return h, nil
}

// underGroups gives the names of a header of two rows, whose upper one names
// groups over merged cells; nil where the rows are no such header.
func underGroups(upper, lower []string) []string {
	names := make([]string, max(len(upper), len(lower)))
	group, groups := "", 0
	for i := range names {
		top, low := "", ""
		if i < len(upper) {
			top = strings.TrimSpace(upper[i])
		}
		if i < len(lower) {
			low = strings.TrimSpace(lower[i])
		}
		if top != "" {
			group = top
		}
		switch {
		case low == "":
			names[i] = top
		case slices.Contains(names[:i], low):
			names[i] = group + low
			groups++
		default:
			names[i] = low
			groups++
		}
	}
	if groups == 0 || filled(upper) == filled(names) {
		return nil
	}
	return names
}

func filled(row []string) (n int) {
	for _, cell := range row {
		if strings.TrimSpace(cell) != "" {
			n++
		}
	}
	return n
}

// wordCells counts the cells of a row that could be headers: different, and
// neither a number nor a date.
func wordCells(row []string) (n int) {
	seen := map[string]bool{}
	var scratch []byte
	for _, cell := range row {
		name := plain(cell)
		if name == "" || seen[name] {
			continue
		}
		seen[name] = true
		if _, _, number := parseNumber([]byte(name), &scratch); number {
			continue
		}
		if _, f := parseTime([]byte(name), nil, &scratch); f != faultNone {
			n++
		}
	}
	return n
}

// jsonHeaders gives the keys of the first records of a JSON file, in the order
// in which they come.
func jsonHeaders(path string, c *Contract) ([]string, error) {
	c.adopt([]string{"\x00"}) // no key is called so: all are new
	t, err := openTable(path, c)
	if err != nil {
		return nil, err
	}
	defer t.close()
	var blk block
	if err := t.fill(&blk); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	keys := t.reader.(*jsonReader).keys
	names := make([]string, 0, len(keys.byKey))
	for _, k := range keys.order {
		names = append(names, k.name)
	}
	for _, raw := range slices.Sorted(maps.Keys(keys.byKey)) {
		if name := keys.byKey[raw].name; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}
