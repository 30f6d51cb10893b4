package night

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/queries"
)

// The marts that Go code computes, as rows of their tables. Field order is column order.
// Measures and scores are too many to be copied into rows: see measureColumns.
type indexRow struct {
	Area     string   `lake:"area_code"`
	Level    int32    `lake:"area_level"`
	Period   string   `lake:"period"`
	Category *string  `lake:"category"`
	Score    *float64 `lake:"score"`
	Lower    *float64 `lake:"lower"`
	Upper    *float64 `lake:"upper"`
	Known    float64  `lake:"interval_share"`
	Uncapped *float64 `lake:"uncapped"`
	Coverage float64  `lake:"coverage"`
	Colour   string   `lake:"colour"`
	Final    bool     `lake:"final"`
	Rank     int32    `lake:"rank"`
	Best     int32    `lake:"rank_best"`
	Worst    int32    `lake:"rank_worst"`
	Peers    string   `lake:"peers"`
}

type warningRow struct {
	ID        string  `lake:"id"`
	Rule      string  `lake:"rule"`
	Series    string  `lake:"series"`
	Kind      string  `lake:"kind"`
	Area      string  `lake:"area_code"`
	Level     int32   `lake:"area_level"`
	Period    string  `lake:"period"`
	Observed  float64 `lake:"observed"`
	Expected  float64 `lake:"expected"`
	Lower     float64 `lake:"lower"`
	Upper     float64 `lake:"upper"`
	P         float64 `lake:"p"`
	Exceed    float64 `lake:"exceedance"`
	Grade     string  `lake:"grade"`
	Reasons   string  `lake:"reasons"`
	Baseline  int32   `lake:"baseline_weeks"`
	Trend     bool    `lake:"trend"`
	Dispersed float64 `lake:"dispersion"`
	Since     string  `lake:"since"`
	Weeks     int32   `lake:"weeks"`
	Phase     string  `lake:"phase"`
	Excess    float64 `lake:"excess"`
	Chance    float64 `lake:"chance"`
	Harm      float64 `lake:"harm"`
}

// martTables are the tables of the marts that Go code computes.
var martTables = map[string]lake.Table{
	"ref_code": {Name: "ref_code", Comment: "Names of codes · 代码表",
		Columns: columns("list varchar!", "code varchar!", "name_zh varchar!", "name_en varchar!"),
		Sort:    []string{"list", "code"}},
	"ref_indicator": {Name: "ref_indicator", Comment: "Names of indicators · 指标目录",
		Columns: columns("indicator_id varchar!", "name_zh varchar!", "name_en varchar!", "category varchar!", "category_zh varchar!", "category_en varchar!", "unit varchar!", "direction varchar!", "weight float64!", "owner varchar!"),
		Sort:    []string{"indicator_id"}},
	"measure": {Name: "measure", Comment: "Raw figures of indicators before any judgement: value = scale × num / den · 指标原始值",
		Columns: columns("indicator_id varchar!", "area_code varchar!", "area_level int32!", "period varchar!", "num float64", "den float64", "n float64", "effective float64", "variance float64"),
		Sort:    []string{"area_code", "indicator_id", "period"}},
	"score": {Name: "score", Comment: "Scores of indicators, 0 to 100 · 指标得分",
		Columns: columns("indicator_id varchar!", "area_code varchar!", "area_level int32!", "period varchar!", "value float64", "lower float64", "upper float64", "own_weight float64", "rho float64", "adjusted float64", "score float64", "score_lower float64", "score_upper float64", "weight float64!", "state varchar!", "suppressed boolean!"),
		Sort:    []string{"area_code", "indicator_id", "period"}},
	"index_score": {Name: "index_score", Comment: "The index: categories, and the total where category is NULL · 指数：类别得分，category 为空是总分",
		Columns: columns("area_code varchar!", "area_level int32!", "period varchar!", "category varchar", "score float64", "lower float64", "upper float64", "interval_share float64!", "uncapped float64", "coverage float64!", "colour varchar!", "final boolean!", "rank int32!", "rank_best int32!", "rank_worst int32!", "peers varchar!"),
		Sort:    []string{"area_code", "period", "category"}},
	"warning": {Name: "warning", Comment: "Areas and kinds of case above what their past explains · 预警",
		Columns: columns("id varchar!", "rule varchar!", "series varchar!", "kind varchar!", "area_code varchar!", "area_level int32!", "period varchar!", "observed float64!", "expected float64!", "lower float64!", "upper float64!", "p float64!", "exceedance float64!", "grade varchar!", "reasons varchar!", "baseline_weeks int32!", "trend boolean!", "dispersion float64!", "since varchar", "weeks int32", "phase varchar", "excess float64", "chance float64", "harm float64"),
		Sort:    []string{"area_code", "period", "series", "kind"}},
	"detection": {Name: "detection", Comment: "What the model expected of the last weeks of series with a warning · 预警序列的期望值",
		Columns: columns("series varchar!", "kind varchar!", "area_code varchar!", "area_level int32!", "week_start date!", "observed float64!", "expected float64!", "lower float64", "upper float64!", "p float64!", "alarm boolean!"),
		Sort:    []string{"area_code", "week_start", "series", "kind"}},
}

// columns reads "name type" with ! for NOT NULL.
func columns(defs ...string) []lake.Column {
	out := make([]lake.Column, len(defs))
	for i, d := range defs {
		var c lake.Column
		if _, err := fmt.Sscan(d, &c.Name, &c.Type); err != nil {
			panic("night: column " + d)
		}
		if last := len(c.Type) - 1; c.Type[last] == '!' {
			c.Type, c.NotNull = c.Type[:last], true
		}
		out[i] = c
	}
	return out
}

// measureColumns are the columns of measures, and of what holds one, which at gives
// by row.
func measureColumns(at func(row int) *anlan.Measure) map[string]any {
	return map[string]any{
		"indicator_id": func(i int) string { return at(i).Indicator },
		"area_code":    func(i int) string { return at(i).Area },
		"area_level":   func(i int) int32 { return int32(at(i).Level) },
		"period":       func(i int) string { return at(i).Period },
		"num":          func(i int) *float64 { return at(i).Num },
		"den":          func(i int) *float64 { return at(i).Den },
		"n":            func(i int) *float64 { return at(i).N },
		"effective":    func(i int) *float64 { return at(i).Effective },
		"variance":     func(i int) *float64 { return at(i).Variance },
	}
}

// scoreColumns are those of scores.
func scoreColumns(at func(row int) *anlan.Score) map[string]any {
	of := measureColumns(func(i int) *anlan.Measure { return &at(i).Measure })
	maps.Copy(of, map[string]any{
		"value":       func(i int) *float64 { return at(i).Value },
		"lower":       func(i int) *float64 { return at(i).Lower },
		"upper":       func(i int) *float64 { return at(i).Upper },
		"own_weight":  func(i int) *float64 { return at(i).Own },
		"rho":         func(i int) *float64 { return at(i).Rho },
		"adjusted":    func(i int) *float64 { return at(i).Adjusted },
		"score":       func(i int) *float64 { return at(i).Score },
		"score_lower": func(i int) *float64 { return at(i).ScoreLower },
		"score_upper": func(i int) *float64 { return at(i).ScoreUpper },
		"weight":      func(i int) float64 { return at(i).Weight },
		"state":       func(i int) string { return string(at(i).State) },
		"suppressed":  func(i int) bool { return at(i).Suppressed },
	})
	return of
}

// storeMeasures writes the measures of months, and of other periods but for past
// months as of one day.
func (b *build) storeMeasures(ctx context.Context, tx *lake.Tx, m measured) error {
	others := map[string]bool{}
	for _, p := range b.others {
		others[p.String()] = true
	}
	return tx.Behind(func() error {
		var also []int // of m.others
		for i := range m.others {
			if others[m.others[i].Period] {
				also = append(also, i)
			}
		}
		return writeTable(ctx, tx, martTables["measure"], lake.Columns{Rows: len(m.months) + len(also), Of: measureColumns(func(i int) *anlan.Measure {
			if i < len(m.months) {
				return &m.months[i]
			}
			return &m.others[also[i-len(m.months)]]
		})})
	})
}

// store writes scores and the index, of months and of other periods.
func (b *build) store(ctx context.Context, tx *lake.Tx, months, others indicators.Result) error {
	if err := tx.Behind(func() error {
		return writeTable(ctx, tx, martTables["score"], lake.Columns{Rows: len(months.Scores) + len(others.Scores), Of: scoreColumns(func(i int) *anlan.Score {
			if i < len(months.Scores) {
				return &months.Scores[i]
			}
			return &others.Scores[i-len(months.Scores)]
		})})
	}); err != nil {
		return err
	}
	return tx.Behind(func() error {
		var rows []indexRow
		for _, r := range []indicators.Result{months, others} {
			for i, x := range r.Index {
				row := indexRow{Area: x.Area, Level: int32(x.Level), Period: x.Period, Score: x.Score, Lower: x.Lower, Upper: x.Upper, Known: x.IntervalShare,
					Uncapped: x.Uncapped, Coverage: x.Coverage, Colour: string(x.Colour), Final: x.Final,
					Rank: int32(x.Rank), Best: int32(x.RankBest), Worst: int32(x.RankWorst), Peers: x.Peers}
				if x.Category != "" {
					row.Category = &r.Index[i].Category
				}
				rows = append(rows, row)
			}
		}
		return writeTable(ctx, tx, martTables["index_score"], rows)
	})
}

// storeWarnings writes the warnings of the last weeks.
func storeWarnings(ctx context.Context, tx *lake.Tx, warnings []anlan.Warning) error {
	rows := make([]warningRow, len(warnings))
	for i, w := range warnings {
		reasons, err := json.Marshal(w.Reasons)
		if err != nil {
			return fmt.Errorf("warning %s: %w", w.ID, err)
		}
		rows[i] = warningRow{w.ID, w.Rule, w.Series, w.Kind, w.Area, int32(w.Level), w.Period, w.Observed, w.Expected, w.Lower, w.Upper,
			w.P, w.Exceed, string(w.Grade), string(reasons), int32(w.Baseline), w.Trend, w.Dispersed,
			w.Since, int32(w.Weeks), string(w.Phase), w.Excess, w.Chance, w.Harm}
	}
	return replaceMart(ctx, tx, "warning", rows)
}

// sortColumns are those of a mart's columns that its rows are looked up by:
// area first, then time.
func sortColumns(q queries.Query) []string {
	var out []string
	for _, name := range []string{"area_code", "week_start", "day", "series", "kind", "figure"} {
		for _, c := range q.Columns {
			if c.Name == name {
				out = append(out, name)
			}
		}
	}
	return out
}

// lakeType gives the lake's name of a type as query contracts write it.
func lakeType(t string) string {
	switch t {
	case "integer":
		return "int32"
	case "bigint":
		return "int64"
	case "double":
		return "float64"
	}
	return t
}
