package pull

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/anlan-lake/anlan"
)

// passes is how often the pages are gone through where the source changes
// under the reading.
const passes = 3

// cursor is the page to ask for next.
type cursor struct {
	Number  int    `json:"number,omitempty"` // page number or offset
	Token   string `json:"token,omitempty"`  // or link
	Started bool   `json:"started,omitempty"`
	Got     int64  `json:"got,omitempty"`   // distinct records of this pass
	Total   *int64 `json:"total,omitempty"` // as the first page of this pass said
	Moved   bool   `json:"moved,omitempty"` // the total changed within this pass
	Short   bool   `json:"short,omitempty"` // the last page was not full
	Last    string `json:"last,omitempty"`  // hash of the last page
	Done    bool   `json:"done,omitempty"`
}

func (h *HTTP) first() cursor {
	c := cursor{}
	if p := h.Paging; p != nil {
		switch {
		case p.First != nil:
			c.Number = *p.First
		case p.By == "page":
			c.Number = 1
		}
	}
	return c
}

// pager goes through the pages of one pull.
type pager struct {
	*api
	sp    *spool
	since string // value of the watermark's parameter; "" leaves it out
	bound *int64 // rows whose watermark is less came with earlier pulls
	fits  map[string]Use
	row   func(record json.RawMessage) (mark int64, has bool)
}

func (g *pager) use(key string) Use {
	u, ok := g.fits[key]
	if !ok {
		u = g.s.Fit(key).Use
		if len(g.fits) < 4096 {
			g.fits[key] = u
		}
	}
	return u
}

// ask gives the address and parameters of the page at c.
func (g *pager) ask(c cursor) (link string, q params) {
	h := g.h
	if w := h.Watermark; w != nil && w.Param != "" && g.since != "" {
		q.set(w.In, h.Method, w.Param, g.since)
	}
	p := h.Paging
	if p == nil {
		return "", q
	}
	if p.SizeParam != "" {
		q.set(p.In, h.Method, p.SizeParam, p.Size)
	}
	switch p.By {
	case "page", "offset":
		q.set(p.In, h.Method, p.Param, c.Number)
	case "token":
		if c.Token != "" {
			q.set(p.In, h.Method, p.Param, c.Token)
		}
	case "link":
		link = c.Token
	}
	return link, q
}

// run fetches page after page into the spool, from where it stands.
func (g *pager) run(ctx context.Context) error {
	c := g.h.first()
	if len(g.sp.p.Next) > 0 {
		if err := json.Unmarshal(g.sp.p.Next, &c); err != nil {
			return err
		}
	}
	resumed := c.Started
	for !c.Done {
		if g.sp.p.Pages >= orElse(g.h.MaxPages, maxPages) || g.sp.p.Bytes > orElse(g.h.MaxBytes, maxBytes) {
			return &Failure{g.s.Name, anlan.Errorf(anlan.Unavailable, "%d pages, %d bytes: more than max_pages or max_bytes allow", g.sp.p.Pages, g.sp.p.Bytes).
				WithNext("raise the bound; what was fetched is kept, and the pull goes on there")}
		}
		next, status, err := g.page(ctx, c)
		if err != nil && resumed && status >= 400 && status < 500 && status != http.StatusTooManyRequests {
			// A token does not live for ever: begin anew.
			if err := g.sp.begin(); err != nil {
				return err
			}
			c, resumed = g.h.first(), false
			continue
		}
		if err != nil {
			return err
		}
		c, resumed = next, false
		if g.o.Progress != nil {
			g.o.Progress(g.sp.p.Rows, g.s.Name)
		}
	}
	return nil
}

func orElse[T int | int64](v, def T) T {
	if v == 0 {
		return def
	}
	return v
}

// page fetches the page at c and gives the next.
func (g *pager) page(ctx context.Context, c cursor) (cursor, int, error) {
	fail := func(err error) error { return &Failure{g.s.Name, err} }
	link, q := g.ask(c)
	ans, status, err := g.get(ctx, link, q)
	if err != nil && (status == http.StatusNotFound || status == http.StatusBadRequest) && c.Short {
		ans, err = &answer{total: c.Total}, nil // behind the last page
	}
	if err == nil && len(ans.records) > 0 && c.Last != "" && hashRecords(ans.records) == c.Last {
		if c.Short {
			ans.records = nil // the last page, once more: this source has no page behind it
		} else if ans, status, err = g.get(ctx, link, q); err == nil && hashRecords(ans.records) == c.Last {
			return c, 0, g.anew(anlan.Errorf(anlan.Invalid, "page after page is the same").WithNext("see paging in the settings: the source seems not to know its parameter"))
		}
	}
	if err != nil {
		if ctx.Err() != nil {
			return c, 0, ctx.Err()
		}
		return c, status, fail(err)
	}
	lines := make([][]byte, len(ans.records))
	for i, r := range ans.records {
		if lines[i], err = line(r, g.use); err != nil {
			return c, 0, fail(anlan.Errorf(anlan.Invalid, "record %d of the page: %w", i+1, err))
		}
	}
	for i, r := range ans.records {
		mark, has := g.row(r)
		if has && g.bound != nil && mark < *g.bound { // the source was not asked to leave it out, or did not
			c.Got++
			continue
		}
		_, again, err := g.sp.row(lines[i], mark, has)
		if err != nil {
			return c, 0, err
		}
		if !again {
			c.Got++
		}
	}
	g.sp.p.Bytes += ans.bytes
	next, err := g.after(c, ans)
	if err != nil {
		return c, 0, g.anew(err)
	}
	return next, status, g.sp.page(next)
}

// anew fails a pull that cannot go on where it stands: the next begins anew.
func (g *pager) anew(cause error) error {
	if err := g.sp.begin(); err != nil {
		return err
	}
	return &Failure{g.s.Name, cause}
}

// after says which page follows.
func (g *pager) after(c cursor, ans *answer) (cursor, error) {
	n := len(ans.records)
	c.Started = true
	if ans.total != nil {
		if c.Total != nil && *c.Total != *ans.total {
			c.Moved = true
		}
		c.Total = ans.total
	}
	p := g.h.Paging
	end := p == nil
	if p != nil {
		switch p.By {
		case "page", "offset":
			c.Last = hashRecords(ans.records)
			c.Short = p.Size > 0 && n < p.Size
			end = n == 0 || c.Total != nil && c.Got >= *c.Total
			if p.By == "page" {
				c.Number++
			} else {
				c.Number += n
			}
		default:
			end = ans.next == ""
			if !end && ans.next == c.Token {
				return c, anlan.Errorf(anlan.Invalid, "the answer names its own page as the next")
			}
			if p.By == "link" && !end {
				base, err := url.Parse(orURL(c.Token, g.h.URL))
				if err != nil {
					return c, anlan.Errorf(anlan.Invalid, "the next link is no address")
				}
				u, err := base.Parse(ans.next)
				if err != nil {
					return c, anlan.Errorf(anlan.Invalid, "the next link is no address")
				}
				if !sameOrigin(u, base) {
					return c, errRedirect
				}
				ans.next = u.String()
			}
			c.Token = ans.next
		}
	}
	if !end {
		return c, nil
	}
	if c.Total == nil || !c.Moved && c.Got >= *c.Total {
		c.Done = true
		return c, nil
	}
	// Rows moved between pages while they were read: one may have slipped
	// through. What this pass had is known; the next adds what it lacks.
	if g.sp.p.Pass >= passes {
		return c, anlan.Errorf(anlan.Unavailable, "the source changes while it is paged: %d of %d records after %d passes", c.Got, *c.Total, passes).
			WithNext("ask it for an order that lasts, such as by time of change")
	}
	g.sp.p.Pass++
	return g.h.first(), nil
}

func orURL(link, def string) string {
	if link != "" {
		return link
	}
	return def
}

// hashRecords tells pages apart by their records.
func hashRecords(records []json.RawMessage) string {
	h := sha256.New()
	for _, r := range records {
		fmt.Fprintf(h, "%d:", len(r))
		h.Write(r)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
