package night

import (
	"context"

	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
)

type hiddenRow struct {
	Count string `parquet:"count_name,dict"`
	Area  string `parquet:"area_code,dict"`
	Small bool   `parquet:"small"`
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
