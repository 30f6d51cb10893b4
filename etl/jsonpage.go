package etl

import (
	"fmt"
	"slices"
	"strings"
)

// pageKeys are the keys under which pages hold their records, at their top or
// one below it, unless the contract names another path.
var pageKeys = []string{"data", "rows", "list", "records", "items", "result"}

// page is where the reader stands within a page object.
type page struct {
	records string   // path that the contract names: data.list
	path    []string // keys of the objects that are open, without the outermost
	open    int      // how many objects are open
	found   string   // path of the array that was read
	none    bool     // an array without records, or null, stands where they would
}

func (p *page) at(key string) string { return strings.Join(append(slices.Clone(p.path), key), ".") }

// leads says whether the records may lie within the object under key.
func (p *page) leads(key string) bool {
	if p.records != "" {
		return strings.HasPrefix(p.records, p.at(key)+".")
	}
	return p.open == 1 && slices.Contains(pageKeys, key)
}

// holds says whether the records may be the array under key.
func (p *page) holds(key string) bool {
	if p.records != "" {
		return p.records == p.at(key)
	}
	return slices.Contains(pageKeys, key)
}

func (p *page) sought() string {
	if p.records != "" {
		return p.records
	}
	return strings.Join(pageKeys, ", ")
}

// walk goes through the page's keys, within an object or (after) behind one of
// its values, until it stands in the array of records (found) or behind the
// page.
func (r *jsonReader) walk(after bool) (found bool, err error) {
	p := &r.page
	wrong := func(err error) (bool, error) { return false, fmt.Errorf("the page around the records: %w", err) }
	first := !after
	for {
		c, err := r.peek()
		if err != nil {
			return wrong(err)
		}
		if c == '}' && (after || first) {
			r.pos++
			if p.open--; p.open == 0 {
				return false, nil
			}
			p.path = p.path[:len(p.path)-1]
			after, first = true, false
			continue
		}
		if after {
			if c != ',' {
				return wrong(errJSON)
			}
			r.pos++
			if _, err = r.peek(); err != nil {
				return wrong(err)
			}
		}
		key, err := r.pageKey()
		if err != nil {
			return wrong(err)
		}
		if c, err = r.peek(); err != nil {
			return wrong(err)
		}
		after, first = true, false
		if c == '{' && p.leads(key) {
			r.pos++
			p.path = append(p.path, key)
			p.open++
			after, first = false, true
			continue
		}
		if c == '[' && p.holds(key) {
			if found, err = r.enter(key); err != nil || found {
				return found, err
			}
		} else if c == 'n' && p.holds(key) {
			p.none = true
		}
		err = r.scan(func(t []byte) (int, error) {
			end, _, err := r.x.value(t, 0, p.open)
			return end, err
		})
		if err != nil {
			return wrong(err)
		}
	}
}

func (r *jsonReader) pageKey() (key string, err error) {
	err = r.scan(func(t []byte) (int, error) {
		end, err := r.x.key(t, 0)
		if err != nil {
			return end, err
		}
		last, _, _ := r.x.str(t, 0) // it was whole just now
		text, _ := r.x.unescape(nil, t[1:last-1])
		key = newDecoder(r.enc).lenient(text)
		return end, nil
	})
	return key, err
}

// enter positions the reader in the array that follows, if it holds records:
// if its first element is an object, or the contract names its path.
func (r *jsonReader) enter(key string) (bool, error) {
	p := &r.page
	var next byte
	err := r.scan(func(t []byte) (int, error) {
		i := space(t, 1)
		if i == len(t) {
			return 0, errShort
		}
		next = t[i]
		return 0, nil
	})
	if err != nil {
		return false, fmt.Errorf("the page around the records: %w", err)
	}
	if next == ']' {
		p.none = true
		return false, nil
	}
	if next != '{' && p.records == "" {
		return false, nil
	}
	if p.found != "" {
		return false, fmt.Errorf("records under %s and under %s; name one of them in the contract (source.records)", p.found, p.at(key))
	}
	p.found = p.at(key)
	r.pos++
	return true, nil
}
