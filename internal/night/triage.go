package night

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/models/triage"
	"github.com/anlan-lake/anlan/queries"
)

// TriageModel is where a lake keeps the model that triage scores with, below
// the lake's folder.
var TriageModel = filepath.Join("models", "triage.json")

type triageRow struct {
	Case        string   `lake:"case_id"`
	Area        string   `lake:"area_code"`
	Kind        string   `lake:"kind"`
	Outcome     string   `lake:"outcome"`
	State       string   `lake:"state"`
	Probability *float64 `lake:"probability"`
	Reasons     string   `lake:"reasons"`
}

type triageOutcomeRow struct {
	Place   int32    `lake:"place"`
	Outcome string   `lake:"outcome"`
	Zh      string   `lake:"name_zh"`
	En      string   `lake:"name_en"`
	AsOf    string   `lake:"learnt_as_of"`
	WhyZh   string   `lake:"refusal_zh"`
	WhyEn   string   `lake:"refusal_en"`
	Learnt  int64    `lake:"cases"`
	Events  int64    `lake:"events"`
	Base    *float64 `lake:"base_rate"`
	AP      *float64 `lake:"average_precision"`
	Gain    *float64 `lake:"gain"`
	GainLow *float64 `lake:"gain_low"`
	Slope   *float64 `lake:"calibration_slope"`
}

var triageTable = lake.Table{Name: "triage", Comment: "Open disputes: chances of being late, coming back, escalating, with reasons · 在办纠纷分诊",
	Columns: columns("case_id varchar!", "area_code varchar!", "kind varchar!", "outcome varchar!", "state varchar!", "probability float64", "reasons varchar!"),
	Sort:    []string{"area_code", "case_id", "outcome"}}

var triageOutcomeTable = lake.Table{Name: "triage_outcome", Comment: "How the model of every outcome stands, and why it refuses · 分诊模型",
	Columns: columns("place int32!", "outcome varchar!", "name_zh varchar!", "name_en varchar!", "learnt_as_of varchar!", "refusal_zh varchar!", "refusal_en varchar!",
		"cases int64!", "events int64!", "base_rate float64", "average_precision float64", "gain float64", "gain_low float64", "calibration_slope float64"),
	Sort: []string{"place"}}

// TriageCases reads the disputes of a session that has the marts as views: the
// columns that a feature list names, as text.
func TriageCases(ctx context.Context, s *lake.Session, l *triage.List) (triage.Table, error) {
	return triageCases(ctx, s, l, "triage_case")
}

func triageCases(ctx context.Context, s *lake.Session, l *triage.List, from string) (triage.Table, error) {
	table := triage.Table{Header: l.Names()}
	parts := make([]string, len(table.Header))
	for i, name := range table.Header {
		quoted := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
		parts[i] = "coalesce(cast(" + quoted + " as varchar), '')"
	}
	rows, err := s.Rows(ctx, "select "+strings.Join(parts, ", ")+" from "+from+" order by register_time, case_id")
	if err != nil {
		return table, fmt.Errorf("triage_case: %w", err)
	}
	defer rows.Close()
	cells := make([]any, len(table.Header))
	for rows.Next() {
		row := make([]string, len(table.Header))
		for i := range row {
			cells[i] = &row[i]
		}
		if err := rows.Scan(cells...); err != nil {
			return table, fmt.Errorf("triage_case: %w", err)
		}
		table.Rows = append(table.Rows, row)
	}
	return table, rows.Err()
}

// storeTriage scores the open disputes with the lake's model, where it has one,
// and holds the model against what has come of cases since. A model that cannot
// be read stops nothing: the marts say why nothing is scored.
func (n *Night) storeTriage(ctx context.Context, tx *lake.Tx, asOf time.Time) error {
	text, err := os.ReadFile(filepath.Join(n.Lake.Dir(), TriageModel))
	if errors.Is(err, fs.ErrNotExist) {
		there, err := n.holds(ctx, tx.Base().ID, triageTable.Name)
		if err != nil || !there {
			return err
		}
		return replaceTriage(ctx, tx, nil, nil)
	}
	if err != nil {
		return anlan.Errorf(anlan.Unavailable, "triage model: %w", err)
	}
	n.progress("triage")
	m, err := triage.ReadModel(text)
	if err != nil {
		return replaceTriage(ctx, tx, []triageOutcomeRow{{WhyZh: "模型文件无法读取：" + err.Error(), WhyEn: "the model file cannot be read: " + err.Error()}}, nil)
	}
	cases, err := n.openCases(ctx, m.List, asOf)
	if err != nil {
		return err
	}
	if cases == nil {
		return replaceTriage(ctx, tx, []triageOutcomeRow{{WhyZh: "数据湖中没有纠纷及其流转", WhyEn: "the lake has no disputes with their steps"}}, nil)
	}
	m.Watch(cases, asOf, triage.DefaultSettings().LeastChecks)
	var rows []triageRow
	for _, s := range m.Score(cases, asOf) {
		reasons, err := json.Marshal(TriageReasons(m, s))
		if err != nil {
			return fmt.Errorf("triage of %s: %w", s.Case, err)
		}
		r := triageRow{Case: s.Case, Area: s.Area, Kind: s.Kind, Outcome: s.Outcome, State: string(s.State), Reasons: string(reasons)}
		if !math.IsNaN(s.Probability) {
			r.Probability = &s.Probability
		}
		rows = append(rows, r)
	}
	return replaceTriage(ctx, tx, outcomeRows(m), rows)
}

func replaceTriage(ctx context.Context, tx *lake.Tx, outcomes []triageOutcomeRow, rows []triageRow) error {
	if err := replaceTable(ctx, tx, triageOutcomeTable, outcomes); err != nil {
		return err
	}
	return replaceTable(ctx, tx, triageTable, rows)
}

// openCases reads the disputes as the build sees them; nil where the lake lacks
// the data sets.
func (n *Night) openCases(ctx context.Context, l *triage.List, asOf time.Time) (*triage.Cases, error) {
	b, err := n.openBuild(ctx, asOf)
	if err != nil {
		return nil, err
	}
	defer b.session.Close()
	q, ok := b.set.Query("triage_case")
	if !ok {
		return nil, nil
	}
	statement, err := q.Render(queries.DuckDB, params(b.Levels, asOf))
	if err != nil {
		return nil, err
	}
	table, err := triageCases(ctx, b.session, l, "("+statement+") as triage_case")
	if err != nil || len(table.Rows) == 0 {
		return nil, err
	}
	return l.Read(table)
}

func outcomeRows(m *triage.Model) []triageOutcomeRow {
	out := make([]triageOutcomeRow, len(m.Outcomes))
	for i, f := range m.Outcomes {
		o := m.List.Outcomes[i]
		out[i] = triageOutcomeRow{Place: int32(i + 1), Outcome: o.ID, Zh: o.Zh, En: o.En, AsOf: m.AsOf, Learnt: int64(f.Learnt), Events: int64(f.Events)}
		if f.Refusal != nil {
			out[i].WhyZh, out[i].WhyEn = f.Refusal.In(true), f.Refusal.In(false)
		}
		if c := f.Check; c != nil {
			base := f.BaseRate
			out[i].Base, out[i].AP, out[i].Gain, out[i].GainLow, out[i].Slope = &base, &c.AP, &c.Gain, &c.GainLow, c.Slope
		}
	}
	return out
}

// TriageReasons puts the reasons of a score into the words of its list and of
// the code lists, with the help that fits those which make the outcome likelier.
func TriageReasons(m *triage.Model, s triage.Score) []anlan.TriageReason {
	helps := map[string]bool{}
	for _, f := range m.List.Help(s.Reasons) {
		helps[f.ID] = true
	}
	out := make([]anlan.TriageReason, 0, len(s.Reasons))
	for _, r := range s.Reasons {
		f := m.List.Feature(r.Feature)
		x := anlan.TriageReason{Feature: f.ID, Zh: f.Zh, En: f.En, Level: r.Level, Contribution: r.Contribution}
		x.LevelZh, x.LevelEn = f.LevelText(r.Level)
		if f.Names != "" {
			codes, err := etl.CodeList(f.Names)
			for _, c := range codes { // a list that the build does not carry has no names
				if err == nil && c.Code == r.Level {
					x.LevelZh, x.LevelEn = c.NameZh, c.NameEn
				}
			}
		}
		if helps[f.ID] {
			x.HelpZh, x.HelpEn = f.HelpZh, f.HelpEn
		}
		out = append(out, x)
	}
	return out
}

// openTriage gives the ledger tonight's triage, from which pages show it to
// those who may see cases.
func (n *Night) openTriage(ctx context.Context, s *lake.Session) error {
	there, err := n.holds(ctx, s.Snapshot(), triageTable.Name)
	if err != nil || !there {
		return err
	}
	var outcomes []anlan.TriageOutcome
	err = each(ctx, s, `select outcome, name_zh, name_en, learnt_as_of, refusal_zh, refusal_en, cases, events, base_rate, average_precision, gain, gain_low, calibration_slope
		from triage_outcome order by place`, func(r *sql.Rows) error {
		var o anlan.TriageOutcome
		err := r.Scan(&o.Outcome, &o.Zh, &o.En, &o.AsOf, &o.WhyZh, &o.WhyEn, &o.Learnt, &o.Events, &o.Base, &o.AP, &o.Gain, &o.GainLow, &o.Slope)
		outcomes = append(outcomes, o)
		return err
	})
	if err != nil {
		return fmt.Errorf("triage: %w", err)
	}
	var list []anlan.TriageCase
	err = each(ctx, s, `select case_id, area_code, kind, outcome, state, probability, reasons from triage`, func(r *sql.Rows) error {
		var x anlan.TriageCase
		var reasons string
		if err := r.Scan(&x.Case, &x.Area, &x.Kind, &x.Outcome, &x.State, &x.Probability, &reasons); err != nil {
			return err
		}
		list = append(list, x)
		return json.Unmarshal([]byte(reasons), &list[len(list)-1].Reasons)
	})
	if err != nil {
		return fmt.Errorf("triage: %w", err)
	}
	return n.Ledger.ReplaceTriage(ctx, outcomes, list)
}
