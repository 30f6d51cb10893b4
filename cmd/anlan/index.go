package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/floats/scalar"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/composite"
)

func indexCommand(e *env) *cobra.Command {
	var format, out, auditTo string
	var digits int
	var o auditOptions
	var weights bool
	c := &cobra.Command{
		Use: "index INDEX.yaml [DATA.csv]", Short: e.say("Build a composite index from any table", "由任意表格计算综合指数"),
		Long: e.say(`Build a composite index, described as data, from a table: ranks and scores of
all units, from the top of the index downward. INDEX.yaml names the structure
(indicators, their parents, weights and directions) and the steps (denominate,
screen, impute, treat, normalise, aggregate) with their parameters. The first
column of DATA.csv names the unit; a column Time makes it a panel; columns that
are no numbers are groups. An empty cell and NA are missing.
Weights may come from judgements: pairwise comparisons of one or several judges
(analytic hierarchy process). --show-weights shows the weights and how consistent the
judges are, and needs no data.`,
			`按以数据描述的综合指数，由表格算出各单位的名次与得分，自总指数向下列出。
INDEX.yaml 写明结构（指标及其上级、权重、方向）与步骤（denominate、screen、impute、
treat、normalise、aggregate）及参数。DATA.csv 首列为单位；有 Time 列即为面板；
非数值列为分组。空格与 NA 为缺失。权重可由一位或多位评判者的两两比较（层次分析法）得出；
--show-weights 列出权重与一致性比率，无需数据。`),
		Example: "  anlan index index.yaml data.csv\n  anlan index index.yaml data.csv --format xlsx --out scores.xlsx --digits 6\n  anlan index index.yaml data.csv --audit audit.html --lang zh\n  anlan index index.yaml --show-weights",
		Args: func(c *cobra.Command, args []string) error {
			if weights {
				return exactArgs(1, "INDEX.yaml")(c, args)
			}
			return exactArgs(2, "INDEX.yaml DATA.csv")(c, args)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			write, ok := resultWriters[format]
			if !ok {
				return badFormat(format)
			}
			if weights {
				x, err := readIndex(args[0])
				if err != nil {
					return err
				}
				return e.printWeights(x)
			}
			x, f, groups, err := readIndexed(args[0], args[1])
			if err != nil {
				return err
			}
			g, tree, err := x.Build(f, groups)
			if err != nil {
				return anlan.Errorf(anlan.Invalid, "%s on %s: %w", args[0], args[1], err)
			}
			rec, err := indexRecord(g, tree, digits)
			if err != nil {
				return anlan.Errorf(anlan.Invalid, "%s: %w", args[0], err)
			}
			reader, err := array.NewRecordReader(rec.Schema(), []arrow.RecordBatch{rec})
			if err != nil {
				return err
			}
			defer reader.Release()
			if err := writeResult(e.stdout, out, func(w io.Writer) error { return write(w, reader) }); err != nil {
				return anlan.Errorf(anlan.Unavailable, "write result: %w", err)
			}
			if n := rec.Column(rec.Schema().FieldIndices("rank")[0]).NullN(); n > 0 {
				fmt.Fprintf(e.stderr, e.say("%d of %d rows have no total: what it rests on is missing, or the same in all of them\n", "%[2]d 行中有 %[1]d 行没有总分：所依数据缺失，或各行全都相同\n"), n, rec.NumRows())
			}
			if auditTo == "" {
				return nil
			}
			o.out = auditTo
			return o.tell(e, e.stderr, audited{index: x, frame: f, groups: groups})
		},
	}
	c.Flags().StringVar(&format, "format", "table", e.say("table, csv, json, parquet, arrow or xlsx", "table、csv、json、parquet、arrow 或 xlsx"))
	c.Flags().StringVarP(&out, "out", "o", "", e.say("write to this file", "写入文件"))
	c.Flags().StringVar(&auditTo, "audit", "", e.say("write the statistical audit of the index to this HTML file, see 'anlan audit'", "把该指数的统计审计写入此 HTML 文件，见 anlan audit"))
	o.addDraws(e, c)
	c.Flags().IntVar(&digits, "digits", 2, e.say("decimals of scores", "得分的小数位数"))
	c.Flags().BoolVar(&weights, "show-weights", false, e.say("show the weights, and the consistency of judges", "列出权重与评判一致性"))
	return c
}

// readIndexed reads an index and a table that has its columns.
func readIndexed(index, table string) (*composite.Index, *composite.Frame, map[string]map[string]string, error) {
	x, err := readIndex(index)
	if err != nil {
		return nil, nil, nil, err
	}
	f, groups, err := readUnits(table, x.Columns())
	if err != nil {
		return nil, nil, nil, err
	}
	return x, f, groups, nil
}

// readIndex reads an index from its file.
func readIndex(file string) (*composite.Index, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "%w", err)
	}
	x, err := composite.ReadIndex(text)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "%s: %w", file, err)
	}
	return x, nil
}

// readUnits reads a table of units. Columns that hold anything but numbers are
// groups, and an error where the index wants numbers of them.
func readUnits(path string, wanted []string) (*composite.Frame, map[string]map[string]string, error) {
	header, rows, err := readCells(path)
	if err != nil {
		return nil, nil, err
	}
	bad := func(format string, args ...any) error {
		return anlan.Errorf(anlan.Invalid, "%s: "+format, append([]any{path}, args...)...)
	}
	f, groups := &composite.Frame{}, map[string]map[string]string{}
	seen := map[string]int{}
	at := slices.Index(header, "Time")
	for j, name := range header {
		if name != "" && slices.Contains(header[:j], name) {
			return nil, nil, bad("the column %q is there twice", name)
		}
	}
	for i, row := range rows {
		if strings.TrimSpace(row[0]) == "" {
			return nil, nil, bad("row %d names no unit: the first column, %s, is empty", i+2, header[0])
		}
		f.Unit = append(f.Unit, row[0])
		key := row[0]
		if at > 0 {
			t, err := strconv.ParseFloat(row[at], 64)
			if err != nil || math.IsNaN(t) || math.IsInf(t, 0) {
				return nil, nil, bad("row %d, column Time: %q is not a number", i+2, row[at])
			}
			f.Time, key = append(f.Time, t), key+" "+row[at]
		}
		if first, twice := seen[key]; twice {
			return nil, nil, bad("row %d: unit %s is in row %d too", i+2, key, first)
		}
		seen[key] = i + 2
	}
	for j, name := range header {
		if j == 0 || j == at {
			continue
		}
		col, numeric := make([]float64, len(rows)), true
		needed := slices.Contains(wanted, name)
		for i, row := range rows {
			col[i] = math.NaN()
			cell := strings.TrimSpace(row[j])
			if cell == "" || cell == "NA" {
				continue
			}
			v, err := strconv.ParseFloat(cell, 64)
			if math.IsNaN(v) || math.IsInf(v, 0) {
				err = strconv.ErrRange // "NaN" and "Inf" are words here
			}
			if err != nil && needed {
				return nil, nil, bad("row %d, column %s: %q is not a number; a missing one is an empty cell or NA", i+2, name, cell)
			}
			numeric = numeric && err == nil
			col[i] = v
		}
		if numeric {
			f.Code, f.Col = append(f.Code, name), append(f.Col, col)
			continue
		}
		groups[name] = map[string]string{}
		for _, row := range rows {
			groups[name][row[0]] = row[j]
		}
	}
	return f, groups, nil
}

// indexRecord gives ranks and scores, each period by rank, from the top of the
// index downward. What is missing is NULL.
func indexRecord(f *composite.Frame, tree *composite.Tree, digits int) (arrow.RecordBatch, error) {
	var codes []string
	for l := tree.Levels(); l > 1; l-- {
		codes = append(codes, tree.Level(l)...)
	}
	cols, err := f.Columns(codes)
	if err != nil {
		return nil, fmt.Errorf("the steps give no total: %w; end them with aggregate", err)
	}
	fields := []arrow.Field{{Name: "unit", Type: arrow.BinaryTypes.String}}
	if f.Time != nil {
		fields = append(fields, arrow.Field{Name: "Time", Type: arrow.PrimitiveTypes.Float64})
	}
	fields = append(fields, arrow.Field{Name: "rank", Type: arrow.PrimitiveTypes.Int64, Nullable: true})
	for _, c := range codes {
		fields = append(fields, arrow.Field{Name: c, Type: arrow.PrimitiveTypes.Float64, Nullable: true})
	}
	b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema(fields, nil))
	defer b.Release()
	for _, rows := range f.Periods() {
		top := make([]float64, len(rows))
		for i, r := range rows {
			top[i] = cols[0][r]
		}
		ranks := composite.ScoreRanks(top)
		order := make([]int, len(rows))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int { // units without a score last
			return cmp.Or(cmp.Compare(missing(ranks[a]), missing(ranks[b])), cmp.Compare(ranks[a], ranks[b]))
		})
		for _, i := range order {
			b.Field(0).(*array.StringBuilder).Append(f.Unit[rows[i]])
			if f.Time != nil {
				b.Field(1).(*array.Float64Builder).Append(f.Time[rows[i]])
			}
			at := len(fields) - len(codes)
			if missing(ranks[i]) > 0 {
				b.Field(at - 1).AppendNull()
			} else {
				b.Field(at - 1).(*array.Int64Builder).Append(int64(ranks[i]))
			}
			for k, col := range cols {
				if v := col[rows[i]]; missing(v) > 0 {
					b.Field(at + k).AppendNull()
				} else {
					b.Field(at + k).(*array.Float64Builder).Append(scalar.Round(v, digits))
				}
			}
		}
	}
	return b.NewRecordBatch(), nil
}

// missing gives 1 for NaN.
func missing(v float64) int {
	if math.IsNaN(v) {
		return 1
	}
	return 0
}
