package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/composite"
)

func indexCommand(e *env) *cobra.Command {
	var format string
	var digits int
	c := &cobra.Command{
		Use: "index INDEX.yaml DATA.csv", Short: e.say("Build a composite index from any table", "由任意表格计算综合指数"),
		Long: e.say(`Build a composite index, described as data, from a table: ranks and scores of
all units, from the top of the index downward. INDEX.yaml names the structure
(indicators, their parents, weights and directions) and the steps (denominate,
screen, impute, treat, normalise, aggregate) with their parameters. The first
column of DATA.csv names the unit; a column Time makes it a panel; columns that
are no numbers are groups. An empty cell and NA are missing.`,
			`按以数据描述的综合指数，由表格算出各单位的名次与得分，自总指数向下列出。
INDEX.yaml 写明结构（指标及其上级、权重、方向）与步骤（denominate、screen、impute、
treat、normalise、aggregate）及参数。DATA.csv 首列为单位；有 Time 列即为面板；
非数值列为分组。空格与 NA 为缺失。`),
		Example: "  anlan index index.yaml data.csv\n  anlan index index.yaml data.csv --format csv --digits 6 > scores.csv",
		Args:    exactArgs(2, "INDEX.yaml DATA.csv"),
		RunE: func(_ *cobra.Command, args []string) error {
			if !slices.Contains([]string{"table", "csv", "json"}, format) {
				return anlan.Errorf(anlan.Invalid, "--format %q is not table, csv or json", format)
			}
			text, err := os.ReadFile(args[0])
			if err != nil {
				return anlan.Errorf(anlan.Invalid, "%w", err)
			}
			x, err := composite.ReadIndex(text)
			if err != nil {
				return anlan.Errorf(anlan.Invalid, "%s: %w", args[0], err)
			}
			f, groups, err := readUnits(args[1])
			if err != nil {
				return anlan.Errorf(anlan.Invalid, "%s: %w", args[1], err)
			}
			g, tree, err := x.Build(f, groups)
			if err != nil {
				return anlan.Errorf(anlan.Invalid, "%s: %w", args[1], err)
			}
			return e.printIndex(g, tree, format, digits)
		},
	}
	c.Flags().StringVar(&format, "format", "table", e.say("table, csv or json", "table、csv 或 json"))
	c.Flags().IntVar(&digits, "digits", 2, e.say("decimals of scores", "得分的小数位数"))
	return c
}

// readUnits reads a table of units. Columns that hold anything but numbers are
// groups.
func readUnits(path string) (*composite.Frame, map[string]map[string]string, error) {
	text, err := readUnpacked(path)
	if err != nil {
		return nil, nil, err
	}
	text = bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))
	if !utf8.Valid(text) {
		return nil, nil, fmt.Errorf("it is not UTF-8")
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		return nil, nil, err
	}
	if len(rows) < 2 {
		return nil, nil, fmt.Errorf("there is no row under a header")
	}
	header, rows := rows[0], rows[1:]
	f, groups := &composite.Frame{}, map[string]map[string]string{}
	seen := map[string]int{}
	at := slices.Index(header, "Time")
	for i, row := range rows {
		f.Unit = append(f.Unit, row[0])
		key := row[0]
		if at > 0 {
			t, err := strconv.ParseFloat(row[at], 64)
			if err != nil {
				return nil, nil, fmt.Errorf("row %d, column Time: %q is not a number", i+2, row[at])
			}
			f.Time, key = append(f.Time, t), key+" "+row[at]
		}
		if first, twice := seen[key]; twice {
			return nil, nil, fmt.Errorf("row %d: unit %s is in row %d too", i+2, key, first)
		}
		seen[key] = i + 2
	}
	for j, name := range header {
		if j == 0 || j == at {
			continue
		}
		col, numeric := make([]float64, len(rows)), true
		for i, row := range rows {
			col[i] = math.NaN()
			cell := strings.TrimSpace(row[j])
			if cell == "" || cell == "NA" {
				continue
			}
			v, err := strconv.ParseFloat(cell, 64)
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

// readUnpacked reads a text file, or a compressed one.
func readUnpacked(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if !strings.HasSuffix(strings.ToLower(path), ".gz") {
		return io.ReadAll(f)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// printIndex prints ranks and scores, each period by rank.
func (e *env) printIndex(f *composite.Frame, tree *composite.Tree, format string, digits int) error {
	var codes []string
	for l := tree.Levels(); l > 1; l-- {
		codes = append(codes, tree.Level(l)...)
	}
	cols, err := f.Columns(codes)
	if err != nil {
		return anlan.Errorf(anlan.Invalid, "the last step gives no total: %w", err)
	}
	header := append([]string{"unit", "rank"}, codes...)
	if f.Time != nil {
		header = slices.Insert(header, 1, "Time")
	}
	var out [][]string
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
			return int(lastIfMissing(ranks[a], len(rows)) - lastIfMissing(ranks[b], len(rows)))
		})
		for _, i := range order {
			line := []string{f.Unit[rows[i]], number(ranks[i], 0)}
			if f.Time != nil {
				line = slices.Insert(line, 1, strconv.FormatFloat(f.Time[rows[i]], 'g', -1, 64))
			}
			for _, col := range cols {
				line = append(line, number(col[rows[i]], digits))
			}
			out = append(out, line)
		}
	}
	return e.printLines(header, out, format)
}

func lastIfMissing(rank float64, n int) float64 {
	if math.IsNaN(rank) {
		return float64(n + 1)
	}
	return rank
}

// number writes a score; "" is missing.
func number(v float64, digits int) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'f', digits, 64)
}

func (e *env) printLines(header []string, rows [][]string, format string) error {
	switch format {
	case "csv":
		w := csv.NewWriter(e.stdout)
		if err := w.WriteAll(append([][]string{header}, rows...)); err != nil {
			return err
		}
		return w.Error()
	case "json":
		list := make([]map[string]any, len(rows))
		for i, row := range rows {
			list[i] = map[string]any{}
			for j, cell := range row {
				var v any = cell
				if j > 0 {
					if v = nil; cell != "" {
						v = json.Number(cell)
					}
				}
				list[i][header[j]] = v
			}
		}
		return json.NewEncoder(e.stdout).Encode(list)
	}
	w := tabwriter.NewWriter(e.stdout, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{header}, rows...) {
		fmt.Fprintln(w, strings.TrimRight(strings.Join(row, "\t"), "\t"))
	}
	return w.Flush()
}
