package site

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/ledger"
)

// call is one request for a page: who asks, in which language, of which
// edition and period.
type call struct {
	*language
	site    *site
	r       *http.Request
	e       *edition.Edition
	user    ledger.User
	period  string
	current string // path and query of the page, without export and lang
}

func (s *site) newCall(r *http.Request, e *edition.Edition, u ledger.User, l *language) *call {
	c := &call{language: l, site: s, r: r, e: e, user: u}
	q := r.URL.Query()
	c.period = q.Get("period")
	if !e.HasPeriod(c.period) {
		c.period = defaultPeriod(e)
	}
	for _, k := range []string{"export", "lang", "theme"} {
		q.Del(k)
	}
	c.current = r.URL.Path
	if text := q.Encode(); text != "" {
		c.current += "?" + text
	}
	return c
}

// defaultPeriod is the last month that has ended.
func defaultPeriod(e *edition.Edition) string {
	if e.HasPeriod(e.Meta.Closed) {
		return e.Meta.Closed
	}
	if all := e.Periods(); len(all) > 0 {
		return all[len(all)-1]
	}
	return e.Meta.Closed
}

// final says whether the period has ended.
func (c *call) final() bool { return c.e.Final(c.period) }

// home is the area a reader starts from: their own.
func (c *call) home() string {
	if _, ok := c.e.Area(c.user.Area); ok {
		return c.user.Area
	}
	return c.e.Meta.City
}

// may says whether the reader may see an area in full: it lies in their scope.
func (c *call) may(code string) bool { return strings.HasPrefix(code, c.user.Area) }

// mayTotal says whether the reader may see an area's own figures: it lies in
// their scope or above it. What lies beside their own area is never theirs.
func (c *call) mayTotal(code string) bool { return c.may(code) || strings.HasPrefix(c.user.Area, code) }

// areaOf gives the area a query names, the reader's own without one. NotFound
// both for an unknown area and for one outside the reader's scope.
func (c *call) areaOf(code string) (anlan.Area, error) {
	if code == "" {
		code = c.home()
	}
	a, ok := c.e.Area(code)
	if !ok || !c.mayTotal(code) {
		return a, anlan.Errorf(anlan.NotFound, "no area %s for you", code)
	}
	return a, nil
}

// children gives those areas below code that the reader may see.
func (c *call) children(code string) []anlan.Area {
	var list []anlan.Area
	for _, a := range c.e.Children(code) {
		if c.mayTotal(a.Code) {
			list = append(list, a)
		}
	}
	return list
}

// link gives the address of a page in the period shown, with more parameters
// in pairs.
func (c *call) link(path string, pairs ...string) string {
	q := url.Values{}
	if c.period != defaultPeriod(c.e) {
		q.Set("period", c.period)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// with gives the address of this very page with some parameters changed.
func (c *call) with(pairs ...string) string {
	u, err := url.Parse(c.current)
	if err != nil {
		return c.r.URL.Path
	}
	q := u.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// indexName is the index's own name, as its framework gives it.
func (c *call) indexName() string {
	if name := c.pick(c.e.Meta.IndexZh, c.e.Meta.IndexEn); name != "" {
		return name
	}
	return c.text("index.total")
}

// levelName is the name of an area level, the city's own where it has one.
func (c *call) levelName(level string) string {
	if own, ok := c.e.Label("level", level); ok {
		return c.pick(own.Zh, own.En)
	}
	return c.text("level." + level)
}
