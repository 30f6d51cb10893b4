package night

import (
	"context"
	"database/sql"

	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
)

type hiddenRow struct {
	Count string `lake:"count_name"`
	Area  string `lake:"area_code"`
	Small bool   `lake:"small"`
}

// hiddenTable names small cells, and so is for stewards alone.
var hiddenTable = lake.Table{Name: "hidden_count", Comment: "Counts that no reader may see or work out for an area · 隐去的计数",
	Columns: columns("count_name varchar!", "area_code varchar!", "small boolean!"), Sort: []string{"area_code", "count_name"}}

// storeCells writes what the build withholds.
func (b *build) storeCells(ctx context.Context, tx *lake.Tx, c *indicators.Cells) error {
	rows := make([]hiddenRow, len(c.Counts()))
	for n, h := range c.Counts() {
		rows[n] = hiddenRow(h)
	}
	return replaceTable(ctx, tx, hiddenTable, rows)
}

// readHidden gives what the build withheld; a lake built before there was such
// a table has none.
func (b *build) readHidden(ctx context.Context) (hiddenCounts, error) {
	out := hiddenCounts{}
	there, err := b.holds(ctx, b.session.Snapshot(), hiddenTable.Name)
	if err != nil || !there {
		return out, err
	}
	err = each(ctx, b.session, "select count_name, area_code from hidden_count", func(r *sql.Rows) error {
		var k [2]string
		err := r.Scan(&k[0], &k[1])
		out[k] = true
		return err
	})
	return out, err
}
