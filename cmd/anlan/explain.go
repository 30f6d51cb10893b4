package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/internal/night"
	"github.com/anlan-lake/anlan/queries"
)

// explanation is a figure with all that it rests on.
type explanation struct {
	Indicator   edition.IndicatorCard `json:"indicator"`
	Owner       named                 `json:"owner"`
	Area        anlan.Area            `json:"area"`
	Period      string                `json:"period"`
	Score       anlan.Score           `json:"score"`
	Window      string                `json:"window"`
	Num         stretch               `json:"num_days"`
	Den         stretch               `json:"den_days"`
	Edition     string                `json:"edition"`
	Framework   string                `json:"framework"`
	Snapshot    int64                 `json:"snapshot"`
	Batches     int                   `json:"batches"`
	BatchRows   int64                 `json:"batch_rows"`
	BatchSample []string              `json:"batch_sample"`
	NumSQL      string                `json:"num_sql"`            // runs by itself with 'anlan sql'
	DenSQL      string                `json:"den_sql,omitempty"`  // the same
	Adequacy    *anlan.Adequacy       `json:"adequacy,omitempty"` // of the area's county, where the indicator names a factor
	Restated    []restated            `json:"restated,omitempty"` // after it was first published
	Index       []inTime              `json:"index,omitempty"`    // total and category: as first published, or as expected
	Recomputed  recomputed            `json:"recomputed"`

	asOf time.Time
}

// stretch is the days a numerator or denominator looks at.
type stretch struct {
	From  string  `json:"from"`
	Until string  `json:"until"`           // exclusive
	Share float64 `json:"share,omitempty"` // of the days that the data set reported for; 0 where that is not known
}

func explainCommand(e *env) *cobra.Command {
	var asJSON bool
	var o againstOptions
	c := &cobra.Command{
		Use:   "explain TOTAL|CATEGORY|INDICATOR AREA PERIOD",
		Short: e.say("Where a figure comes from, and why a score differs from another", "一个数从何而来，一个得分为何不同"),
		Long: e.say(`Of an indicator: definition, parts, SQL and batches. Of TOTAL, of a category, or
with --against: what the difference of two scores is made of, to the last point.
--against takes previous (the month before, as readers last saw it), peers (the
mean of the others in the peer group), goal (100), the code of another area,
another period, or the id of an earlier edition.`, `指标：定义、分子分母、SQL、批次。TOTAL、类别，或加 --against：两个得分之差由什么构成，各部分
之和等于差额。--against 可取 previous（上月，按当时所见）、peers（同类其他区划均值）、
goal（满分）、另一区划代码、另一周期，或较早版本的编号。`),
		Example: "  anlan explain MD01 629902 2026-10\n  anlan explain TOTAL 629902 2026-10\n  anlan explain TOTAL 629902 2026-10 --against peers\n  anlan explain TOTAL 629902 2026-10 --against 629903",
		Args:    exactArgs(3, "TOTAL|CATEGORY|INDICATOR AREA PERIOD"),
		RunE: func(cmd *cobra.Command, args []string) error {
			l, cfg, err := e.open(cmd.Context())
			if err != nil {
				return err
			}
			defer l.Close()
			at, err := place(l, cfg.location(), args[1], args[2])
			if err != nil {
				return err
			}
			if target, ok := at.target(args[0]); ok && (o.against != "" || target.Indicator == "") {
				return e.explainAgainst(cmd.Context(), l, cfg, at, target, o, asJSON)
			}
			x, err := e.explain(cmd.Context(), l, at, args[0])
			if err != nil {
				return err
			}
			if err := x.recompute(cmd.Context(), l, cfg); err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(e.stdout).Encode(x)
			}
			e.printExplanation(x)
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, e.say("answer in JSON", "以 JSON 输出"))
	o.add(e, c.Flags())
	return c
}

// explained is the area and period of the published edition that are asked for.
type explained struct {
	ed     *edition.Edition
	area   anlan.Area
	period anlan.Period
	asOf   time.Time // of the edition
}

func place(l *lake.Lake, loc *time.Location, area, periodText string) (*explained, error) {
	dir := l.Dir() + "/editions"
	id, err := edition.CurrentID(dir)
	if err != nil {
		return nil, anlan.Errorf(anlan.NotFound, "no edition is published: %w", err).WithNext("run 'anlan nightly'")
	}
	ed, err := edition.Open(dir, id)
	if err != nil {
		return nil, err
	}
	a, ok := ed.Area(area)
	if !ok {
		return nil, anlan.Errorf(anlan.NotFound, "no area %s in edition %s", area, id).
			WithNext(areaCodes)
	}
	p, err := anlan.ParsePeriod(periodText, loc)
	if err != nil {
		return nil, err
	}
	if periods := ed.PeriodsOf(p.Kind); !ed.HasPeriod(p.String()) {
		if len(periods) == 0 {
			periods = ed.Periods()
		}
		if len(periods) == 0 {
			return nil, anlan.Errorf(anlan.NotFound, "edition %s has no figures", id)
		}
		return nil, anlan.Errorf(anlan.NotFound, "edition %s has no figures for %s", id, p).
			WithNext("it has %s to %s", slices.Min(periods), slices.Max(periods))
	}
	asOf, err := time.ParseInLocation(anlan.DateFormat, ed.Meta.AsOf, loc)
	if err != nil {
		return nil, fmt.Errorf("edition %s: %w", id, err)
	}
	return &explained{ed, a, p, asOf}, nil
}

// explain gathers what one indicator's figure rests on.
func (e *env) explain(ctx context.Context, l *lake.Lake, at *explained, indicator string) (*explanation, error) {
	ed, a, p, area, id := at.ed, at.area, at.period, at.area.Code, at.ed.Meta.ID
	card, ok := ed.Indicator(indicator)
	if !ok {
		return nil, anlan.Errorf(anlan.NotFound, "no indicator %s in edition %s", indicator, id).WithNext("'anlan framework show' lists them")
	}
	x := &explanation{Indicator: card, Owner: ownerOf(ed, card.Owner), Area: a, Period: p.String(), Edition: id, Framework: ed.Meta.Framework, Snapshot: ed.Meta.Snapshot, asOf: at.asOf}
	if v, ok := ed.Meta.VersionOf(x.Period); ok {
		x.judgedBy(v)
	}
	if x.Score, ok = ed.Score(area, indicator, p.String()); !ok {
		reason := card.Skipped
		if reason == "" {
			reason = "it is claimed at " + card.Levels
		}
		return nil, anlan.Errorf(anlan.NotFound, "%s has no figure for %s %s: %s", indicator, a.Level, area, reason)
	}
	x.Index = e.timeOf(ed, area, p.String(), card.Category)
	if found, ok := ed.Adequacy(area, p.String(), card.Adequacy); ok {
		x.Adequacy = &found
	}
	x.Window = card.Window
	if a.Level > anlan.County && card.WindowTownship != "" {
		x.Window = card.WindowTownship
	}
	until := p.End
	if night := x.asOf.AddDate(0, 0, 1); until.After(night) {
		until = night
	}
	w, err := anlan.ParseWindow(x.Window)
	if err != nil {
		return nil, err
	}
	from := w.Start(until)
	days := func(dataset, at string) stretch {
		if w, ok := ed.Window(dataset, x.Period, x.Window); ok && at != indicators.Latest && at != indicators.Stock {
			return stretch{w.From, w.Until, w.Share}
		}
		return stretch{From: from.Format(anlan.DateFormat), Until: until.Format(anlan.DateFormat)}
	}
	x.Num = days(card.NumeratorData, card.NumeratorTime)
	if x.Den = x.Num; card.Denominator != "" {
		x.Den = days(card.DenominatorData, card.DenominatorTime)
	}
	return x, x.addBatches(ctx, l)
}

// judgedBy takes weight and goalposts from the version of the framework that was
// in force in the figure's period; the card has those of the running month.
func (x *explanation) judgedBy(v anlan.FrameworkVersion) {
	id, _, _ := strings.Cut(x.Framework, " ")
	x.Framework = id + " " + v.Version
	if r, ok := v.Rule(x.Indicator.ID); ok {
		x.Indicator.Weight, x.Indicator.GoalWorst, x.Indicator.GoalBest = r.Weight, r.GoalWorst, r.GoalBest
	}
}

// addBatches counts the batches whose events reach into the windows.
func (x *explanation) addBatches(ctx context.Context, l *lake.Lake) error {
	batches, err := l.Batches(ctx, x.Snapshot)
	if err != nil {
		return err
	}
	day := func(t time.Time) string { return t.Format(anlan.DateFormat) }
	reaches := func(b anlan.Batch, s stretch) bool {
		// A stock (P0D) looks back over everything open at its end.
		return (x.Window == "P0D" || day(b.LastEvent) >= s.From) && day(b.FirstEvent) < s.Until
	}
	for _, b := range batches {
		num := b.Dataset == x.Indicator.NumeratorData && reaches(b, x.Num)
		den := b.Dataset == x.Indicator.DenominatorData && reaches(b, x.Den)
		if b.Status != anlan.BatchLanded || b.Landed == 0 || !num && !den {
			continue
		}
		x.Batches++
		x.BatchRows += b.Landed
		x.BatchSample = append(x.BatchSample, b.ID+" "+b.Source)
		if len(x.BatchSample) > 5 {
			x.BatchSample = x.BatchSample[1:]
		}
	}
	return nil
}

// recompute runs the figure's parts as statements of their own, on the lake as
// the edition's night left it, and says whether they come out the same.
func (x *explanation) recompute(ctx context.Context, l *lake.Lake, cfg *config) error {
	fw, err := cfg.framework()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(fw.Indicators, func(i indicators.Indicator) bool { return i.ID == x.Indicator.ID })
	if at < 0 {
		x.Recomputed = notRun("the settings' framework no longer has "+x.Indicator.ID, "设置所用的指标体系已没有 "+x.Indicator.ID)
		return nil
	}
	s, err := l.Session(ctx, x.Snapshot)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := x.addRestated(ctx, l, s); err != nil {
		return err
	}
	tables, err := night.Facts(ctx, l, s, cfg.path(cfg.Queries), cfg.Levels, x.asOf)
	if err != nil {
		return err
	}
	num, den := fw.Indicators[at].Numerator, fw.Indicators[at].Denominator
	direct := func(t indicators.Term, d stretch) (string, error) {
		from, err := time.Parse(anlan.DateFormat, d.From)
		if err != nil {
			return "", err
		}
		until, err := time.Parse(anlan.DateFormat, d.Until)
		if err != nil {
			return "", err
		}
		return fw.Direct(t, x.Area.Code, from, until, tables, queries.DuckDB)
	}
	if x.NumSQL, err = direct(num, x.Num); err != nil {
		return err
	}
	if den != nil {
		if x.DenSQL, err = direct(*den, x.Den); err != nil {
			return err
		}
	}
	switch {
	case x.Score.Suppressed:
		x.Recomputed = notRun("the figure is withheld", "该数值已隐去")
		return nil
	case x.Score.Num == nil:
		x.Recomputed = notRun("the window is not covered", "窗口内数据未覆盖")
		return nil
	}
	x.Recomputed = recomputed{"equal", "一致"}
	for _, side := range []struct {
		sql  string
		want *float64
	}{{x.NumSQL, x.Score.Num}, {x.DenSQL, x.Score.Den}} {
		if side.sql == "" {
			continue
		}
		got, err := figure(ctx, s, side.sql)
		if err != nil {
			return fmt.Errorf("recompute %s: %w", x.Indicator.ID, err)
		}
		if want := side.want; got.Valid != (want != nil) || want != nil && math.Abs(got.Float64-*want) > 1e-9*max(1, math.Abs(*want)) {
			x.Recomputed = recomputed{fmt.Sprintf("differs: %v", got.Float64), fmt.Sprintf("不一致：%v", got.Float64)}
		}
	}
	return nil
}

// figure reads the one number of a statement.
func figure(ctx context.Context, s *lake.Session, query string) (sql.NullFloat64, error) {
	var out sql.NullFloat64
	rows, err := s.Rows(ctx, "select cast(figure as double) from ("+query+") as f")
	if err != nil {
		return out, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&out); err != nil {
			return out, err
		}
	}
	return out, rows.Err()
}

func (e *env) printExplanation(x *explanation) {
	line := e.line
	c := x.Indicator
	show := func(v *float64) string {
		switch {
		case x.Score.Suppressed:
			return e.say("withheld", "隐去")
		case v == nil:
			return "—"
		}
		return fmt.Sprintf("%.10g", *v)
	}
	line("indicator", "指标", "%s %s %s", c.ID, c.NameZh, c.NameEn)
	line("area", "区划", "%s %s (%s)", x.Area.Code, e.sayName(x.Area.Name, x.Area.NameEn), e.sayLevel(x.Area.Level))
	line("period", "周期", "%s, %s %s [%s, %s)", x.Period, e.say("window", "窗口"), x.Window, x.Num.From, x.Num.Until)
	for _, side := range []struct {
		dataset string
		stretch
	}{{c.NumeratorData, x.Num}, {c.DenominatorData, x.Den}} {
		if side.Share > 0 && side.Share < 1 {
			line("covered", "覆盖", e.say("%s reported for %.0f%% of the days", "%s 覆盖 %.0f%% 的日期"), side.dataset, 100*side.Share)
		}
		if c.DenominatorData == c.NumeratorData {
			break
		}
	}
	line("definition", "定义", "%s", e.sayName(c.DefinitionZh, c.DefinitionEn))
	line("numerator", "分子", "%s = %s  (%s, %s)", show(x.Score.Num), c.Numerator, c.NumeratorData, c.NumeratorTime)
	if c.Denominator != "" {
		where := ""
		if x.Den != x.Num && c.DenominatorTime != indicators.Latest && c.DenominatorTime != indicators.Stock {
			where = fmt.Sprintf(" [%s, %s)", x.Den.From, x.Den.Until)
		}
		line("denominator", "分母", "%s = %s  (%s, %s)%s", show(x.Score.Den), c.Denominator, c.DenominatorData, c.DenominatorTime, where)
	}
	line("value", "指标值", "%s %s", show(x.Score.Value), e.say(c.UnitEn, c.UnitZh))
	if !x.Score.Suppressed {
		e.printDoubt(x, line)
	}
	switch {
	case x.Score.Suppressed:
		line("score", "得分", "%s", e.say("withheld; the index counts the withheld areas beside it together", "隐去；指数按同一上级下被隐去的各区划合并计分"))
	case x.Score.Score != nil:
		line("score", "得分", "%.2f%s (%s %g → 0, %g → 100), %s %g", *x.Score.Score, e.between(x.Score.ScoreLower, x.Score.ScoreUpper, "%.2f"),
			e.say("goalposts", "目标值"), c.GoalWorst, c.GoalBest, e.say("weight", "权重"), c.Weight)
	default:
		line("score", "得分", "%s: %s", e.say("none", "无"), e.sayState(x.Score.State))
	}
	e.printAdequacy(x, line)
	e.printTime(x.Index, line)
	line("min. count", "最小分母", "%g, %s %d", c.MinDenominator, e.say("small cells below", "小格阈值"), c.MinCell)
	line("owner", "责任部门", "%s", e.sayName(x.Owner.Zh, x.Owner.En))
	line("gaming", "造假风险", "%s", e.sayName(c.GamingRiskZh, c.GamingRisk))
	line("method", "方法版本", "%s", x.Framework)
	line("edition", "版本", "%s, %s %d", x.Edition, e.say("lake snapshot", "湖快照"), x.Snapshot)
	line("batches", "来源批次", "%d, %d %s", x.Batches, x.BatchRows, e.say("rows; the newest:", "行；最近："))
	for _, b := range x.BatchSample {
		fmt.Fprintln(e.stdout, "               ", b)
	}
	e.printRestated(x.Restated)
	fmt.Fprintf(e.stdout, "\n-- %s\n%s;\n", e.say("numerator", "分子"), x.NumSQL)
	if x.DenSQL != "" {
		fmt.Fprintf(e.stdout, "-- %s\n%s;\n", e.say("denominator", "分母"), x.DenSQL)
	}
	fmt.Fprintf(e.stdout, "-- %s: %s\n", e.say("run again just now, against the figures of the edition", "刚刚重算，与版本中的数值相比"), e.say(x.Recomputed.en, x.Recomputed.zh))
}
