package night

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/internal/lake"
)

// The names that marts carry beside codes and indicators, as rows of their tables.
// Field order is column order.
type codeRow struct {
	List   string `lake:"list"`
	Code   string `lake:"code"`
	NameZh string `lake:"name_zh"`
	NameEn string `lake:"name_en"`
}

type indicatorRow struct {
	ID         string  `lake:"indicator_id"`
	NameZh     string  `lake:"name_zh"`
	NameEn     string  `lake:"name_en"`
	Category   string  `lake:"category"`
	CategoryZh string  `lake:"category_zh"`
	CategoryEn string  `lake:"category_en"`
	Unit       string  `lake:"unit"`
	Direction  string  `lake:"direction"`
	Weight     float64 `lake:"weight"`
	Owner      string  `lake:"owner"`
}

// storeNames writes the names of codes and indicators, in the nights that find
// them changed.
func (b *build) storeNames(ctx context.Context, tx *lake.Tx) error {
	codes, err := codeRows()
	if err != nil {
		return err
	}
	slices.SortFunc(codes, func(x, y codeRow) int {
		return cmp.Or(strings.Compare(x.List, y.List), strings.Compare(x.Code, y.Code))
	})
	if err := storeChanged(ctx, b, tx, "ref_code", codes, func(r *sql.Rows) (x codeRow, err error) {
		return x, r.Scan(&x.List, &x.Code, &x.NameZh, &x.NameEn)
	}); err != nil {
		return err
	}
	indicators := b.indicatorRows()
	slices.SortFunc(indicators, func(x, y indicatorRow) int { return strings.Compare(x.ID, y.ID) })
	return storeChanged(ctx, b, tx, "ref_indicator", indicators, func(r *sql.Rows) (x indicatorRow, err error) {
		return x, r.Scan(&x.ID, &x.NameZh, &x.NameEn, &x.Category, &x.CategoryZh, &x.CategoryEn, &x.Unit, &x.Direction, &x.Weight, &x.Owner)
	})
}

func codeRows() ([]codeRow, error) {
	lists, err := etl.CodeLists()
	if err != nil {
		return nil, err
	}
	var out []codeRow
	for _, l := range lists {
		for _, c := range l.Codes {
			out = append(out, codeRow{l.Name, c.Code, c.NameZh, c.NameEn})
		}
	}
	return out, nil
}

func (b *build) indicatorRows() []indicatorRow {
	f := b.inForce(b.asOf.Format(anlan.DateFormat))
	out := make([]indicatorRow, len(f.Indicators))
	for n, i := range f.Indicators {
		out[n] = indicatorRow{ID: i.ID, NameZh: i.Name.Zh, NameEn: i.Name.En, Category: i.Category,
			Unit: i.Unit, Direction: string(i.Direction), Weight: i.Weight, Owner: i.Owner}
		for _, c := range f.Categories {
			if c.Code == i.Category {
				out[n].CategoryZh, out[n].CategoryEn = c.Name.Zh, c.Name.En
			}
		}
	}
	return out
}

// storeChanged replaces a table's rows unless they are what the lake holds.
func storeChanged[T comparable](ctx context.Context, b *build, tx *lake.Tx, name string, rows []T, scan func(*sql.Rows) (T, error)) error {
	there, err := b.holds(ctx, b.session.Snapshot(), name)
	if err != nil {
		return err
	}
	if there {
		var have []T
		order := martTables[name].Sort
		query := "select * from " + name + " order by " + order[0]
		for _, o := range order[1:] {
			query += ", " + o
		}
		if err := each(ctx, b.session, query, func(r *sql.Rows) error {
			row, err := scan(r)
			have = append(have, row)
			return err
		}); err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if slices.Equal(have, rows) {
			return nil
		}
	}
	return replaceMart(ctx, tx, name, rows)
}
