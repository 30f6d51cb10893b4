package pull

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"

	"github.com/anlan-lake/anlan"
)

// fetch makes one pull, into a file if there is anything new.
func (p *Puller) fetch(ctx context.Context, a *Attempt) error {
	if p.s.HTTP != nil {
		return p.fetchHTTP(ctx, a)
	}
	return p.fetchTable(ctx, a)
}

func (p *Puller) fetchHTTP(ctx context.Context, a *Attempt) error {
	h := p.s.HTTP
	client, err := newAPI(&p.s, p.o)
	if err != nil {
		return p.fail(err)
	}
	defer client.close()
	g := &pager{api: client, fits: map[string]Use{}}
	g.row = func(json.RawMessage) (int64, bool) { return 0, false }
	question := *h
	question.Retries, question.Backoff, question.MaxWait, question.Rate, question.MaxPages, question.MaxBytes, question.Timeout, question.Every = nil, 0, 0, 0, 0, 0, 0, 0
	asked := []any{question, p.s.Wanted}
	comment := ""
	w := h.Watermark
	var overlap int64
	switch {
	case w != nil:
		if overlap, err = parseOverlap(w.form(), w.Overlap); err != nil {
			return p.fail(anlan.Errorf(anlan.Invalid, "watermark.%w", err))
		}
		g.row = func(r json.RawMessage) (int64, bool) { return parseMark(w.form(), scalar(at(r, w.Field)), p.o.Loc) }
		g.since = w.Start
		if end := p.st.end(); end.Mark != nil {
			bound := *end.Mark - overlap
			g.since, g.bound = formatMark(w.form(), bound, p.o.Loc), &bound
		}
		asked = append(asked, g.since)
	case h.byDay():
		asked = append(asked, a.AsOf)
	default:
		comment = p.st.end().Content
		asked = append(asked, comment)
	}
	known := p.known
	if w == nil {
		known = func() (*seen, error) { return newSeen(), nil }
	}
	g.sp, err = openSpool(p.dir, p.print(asked...), comment, p.o.Now, known, func(line []byte) (int64, bool) { return g.row(line) })
	if err != nil {
		return err
	}
	defer g.sp.close()
	if err := g.run(ctx); err != nil {
		a.Rows, a.Pages = g.sp.p.Rows, g.sp.p.Pages
		return err
	}
	form := ""
	if w != nil {
		form = w.form()
		if g.sp.p.High == nil && g.sp.p.Rows > 0 && p.st.end().Mark == nil {
			return g.anew(anlan.Errorf(anlan.Invalid, "no record has a %s under %s", form, w.Field).WithNext("see watermark in the settings"))
		}
	}
	return p.end(g.sp, a, form, overlap, w == nil && !h.byDay())
}

// end finishes a pull that has come to its end. whole says that it read a
// whole table, which may be what it was.
func (p *Puller) end(sp *spool, a *Attempt, form string, overlap int64, whole bool) error {
	was := p.st.end()
	if sp.p.Rows == 0 {
		return p.nothing(sp, a)
	}
	next := position{}
	if whole {
		next.Content = hex.EncodeToString(sp.content.Sum(nil))
		if next.Content == was.Content {
			return p.nothing(sp, a)
		}
	}
	var from int64
	if form != "" {
		next.Form = form
		next.Mark = was.Mark
		if sp.p.High != nil && (next.Mark == nil || *sp.p.High > *next.Mark) {
			next.Mark = sp.p.High
		}
		if next.Mark != nil {
			// A row dated in the future must not hide those between now and then.
			if now := p.o.Now.UnixMicro(); form != formNumber && *next.Mark > now {
				next.Mark = &now
			}
			from = *next.Mark - overlap
		}
	}
	return p.finish(sp, next, from, a)
}

// member gives the value of a key of a line of the file.
func member(line []byte, key string) string {
	return scalar(at(bytes.TrimSpace(line), key))
}
