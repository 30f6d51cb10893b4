package pull

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"

	"github.com/anlan-lake/anlan"
)

// Look is what a source answers when it is asked for a first row or page.
type Look struct {
	Records int      `json:"records"`           // of the first page; of a table: not counted
	Columns []string `json:"columns,omitempty"` // of the source, that are read
	Missing []string `json:"missing,omitempty"` // of the contract, that it lacks
	Extra   []string `json:"extra,omitempty"`   // that the contract does not name
	Dropped []string `json:"dropped,omitempty"` // that the contract drops
	Order   []string `json:"order,omitempty"`   // of a table: watermark and key, which an index should begin with
}

// Check asks a source as a pull would, and writes nothing. The error is a
// *Failure.
func Check(ctx context.Context, s Source, o Options) (Look, error) {
	if s.HTTP != nil {
		return checkHTTP(ctx, s, o)
	}
	r, err := newReader(&s, o)
	if err != nil {
		return Look{}, &Failure{s.Name, err}
	}
	defer r.db.Close()
	var out Look
	err = r.with(ctx, func(tx *sql.Tx, q *plan) error {
		out = Look{Extra: q.extra, Dropped: q.left}
		var have []string
		for _, c := range q.cols {
			if c.as != "" {
				out.Columns = append(out.Columns, c.name)
				have = append(have, c.as, s.Fit(c.as).Column)
			}
		}
		for _, i := range q.order {
			out.Order = append(out.Order, q.cols[i].name)
		}
		out.Missing = without(s.Wanted, have)
		query, args := q.query(place{Phase: 1}, "", 1)
		rows, err := tx.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() { // that a row can be read is what is asked for
		}
		return rows.Err()
	})
	var c *connectError
	switch {
	case err == nil:
		return out, nil
	case errors.As(err, &c):
		return out, &Failure{s.Name, told("connect", err)}
	}
	return out, &Failure{s.Name, told("read", err)}
}

func checkHTTP(ctx context.Context, s Source, o Options) (Look, error) {
	client, err := newAPI(&s, o)
	if err != nil {
		return Look{}, &Failure{s.Name, err}
	}
	defer client.close()
	g := &pager{api: client}
	if w := s.HTTP.Watermark; w != nil {
		g.since = w.Start
	}
	link, q := g.ask(s.HTTP.first())
	ans, _, err := client.get(ctx, link, q)
	if err != nil {
		var a *anlan.Error
		if !errors.As(err, &a) {
			err = anlan.Errorf(anlan.Unavailable, "%w", err)
		}
		return Look{}, &Failure{s.Name, err}
	}
	out := Look{Records: len(ans.records)}
	var have []string
	for _, r := range ans.records {
		var m map[string]json.RawMessage
		if json.Unmarshal(r, &m) != nil {
			continue
		}
		for key := range m {
			fit := s.Fit(key)
			list := &out.Columns
			switch fit.Use {
			case Dropped:
				list = &out.Dropped
			case Unknown:
				list = &out.Extra
			}
			if !slices.Contains(*list, key) {
				*list = append(*list, key)
			}
			have = append(have, fit.Column)
		}
	}
	slices.Sort(out.Columns)
	slices.Sort(out.Extra)
	slices.Sort(out.Dropped)
	if len(ans.records) > 0 {
		out.Missing = without(s.Wanted, have)
	}
	return out, nil
}

func without(all, have []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(c string) bool { return slices.Contains(have, c) })
}
