package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/internal/night"
)

type againstOptions struct {
	against string
	top     int
}

func (o *againstOptions) add(e *env, flags *pflag.FlagSet) {
	flags.StringVar(&o.against, "against", "", e.say("previous, peers, goal, an area, a period or an edition to compare with", "比较对象：previous、peers、goal、区划、周期或版本"))
	flags.IntVar(&o.top, "top", 15, e.say("indicators shown, the largest first; 0 for all", "列出的指标数，按大小；0 为全部"))
}

// difference is why two scores differ.
type difference struct {
	Target  string             `json:"target"` // TOTAL, or the id of a category or indicator
	Area    string             `json:"area"`
	Name    string             `json:"name"`
	Period  string             `json:"period"`
	Against string             `json:"against"`
	From    float64            `json:"from"` // the score compared with
	To      float64            `json:"to"`
	Parts   map[string]float64 `json:"parts"` // points by part; they add up to to - from
	Rows    []contributionJSON `json:"rows"`
	Came    []string           `json:"came,omitempty"` // indicators that have a score and had none
	Went    []string           `json:"went,omitempty"` // the reverse
	Rank    *rankJSON          `json:"rank,omitempty"`
	Lift    *liftJSON          `json:"lift,omitempty"`  // of the total, held against the goal
	Index   []inTime           `json:"index,omitempty"` // of a total or category: as first published, or as expected
	Edition string             `json:"edition"`
	Method  string             `json:"framework"`
}

type contributionJSON struct {
	Category  string  `json:"category,omitempty"`
	Indicator string  `json:"indicator,omitempty"`
	Part      string  `json:"part"`
	Points    float64 `json:"points"`
}

type rankJSON struct {
	Peers  string  `json:"peers"`
	Before int     `json:"before"`
	Now    int     `json:"now"`
	Own    float64 `json:"own"`
	Others float64 `json:"others"`
}

// target reads what is to be explained; ok is false for what is neither TOTAL
// nor a category nor an indicator.
func (at *explained) target(name string) (t indicators.Target, ok bool) {
	if strings.EqualFold(name, "total") {
		return t, true
	}
	if slices.ContainsFunc(at.ed.Categories(), func(c edition.CategoryCard) bool { return c.Code == name }) {
		return indicators.Target{Category: name}, true
	}
	_, ok = at.ed.Indicator(name)
	return indicators.Target{Indicator: name}, ok
}

func (e *env) explainAgainst(ctx context.Context, l *lake.Lake, cfg *config, at *explained, target indicators.Target, o againstOptions, asJSON bool) error {
	o.against = cmp.Or(o.against, anlan.AgainstPrevious)
	rows, err := at.contributions(ctx, l, cfg, target, o.against)
	if err != nil {
		return fmt.Errorf("explain against %s: %w", o.against, err)
	}
	d := at.difference(target, o.against, rows)
	d.Came, d.Went = at.scoredOnce(target, o.against)
	if target.Indicator == "" {
		d.Index = e.timeOf(at.ed, at.area.Code, at.period.String(), target.Category)
	}
	if asJSON {
		return json.NewEncoder(e.stdout).Encode(d)
	}
	e.printDifference(at.ed, d, o.top)
	return nil
}

// contributions gives those of the edition, and works out what no edition holds
// from what readers may see of it.
func (at *explained) contributions(ctx context.Context, l *lake.Lake, cfg *config, target indicators.Target, against string) ([]anlan.Contribution, error) {
	area, period := at.area.Code, at.period.String()
	if target == (indicators.Target{}) {
		if rows := at.ed.Contributions(area, period, against); len(rows) > 0 {
			return rows, nil
		}
	}
	of := night.Definitions(at.ed)
	own := night.Standing(at.ed, of, area, period)
	if against == anlan.AgainstPrevious {
		if against = at.ed.Before(period); against == "" {
			return nil, anlan.Errorf(anlan.NotFound, "edition %s has no period before %s", at.ed.Meta.ID, period)
		}
	}
	_, isArea := at.ed.Area(against)
	switch {
	case against == anlan.AgainstPeers:
		return at.group(of, target).AgainstPeers(area)
	case against == anlan.AgainstGoal:
		return indicators.NewGroup(target, []indicators.Standing{own}).AgainstGoal(area)
	case isArea:
		return indicators.Difference(target, indicators.Past{Published: night.Standing(at.ed, of, against, period)}, own)
	case at.ed.HasPeriod(against):
		return indicators.Difference(target, indicators.Past{Published: night.Standing(at.ed, of, area, against)}, own)
	}
	past, err := at.past(ctx, l, cfg, against, own)
	if err != nil {
		return nil, err
	}
	return indicators.Difference(target, past, own)
}

// group is the area's peers in the edition: those ranked with it.
func (at *explained) group(of map[string]*indicators.Indicator, target indicators.Target) *indicators.Group {
	period := at.period.String()
	own, _ := at.ed.Index(at.area.Code, period, "")
	var group []indicators.Standing
	for _, x := range at.ed.Ranking(at.area.Level, period, "", "") {
		if x.Peers == own.Peers && x.Peers != "" && x.Rank > 0 {
			group = append(group, night.Standing(at.ed, of, x.Area, period))
		}
	}
	return indicators.NewGroup(target, group)
}

// past reads the same period of an earlier edition. What changed of a month
// that had closed then is restated; a running one went on.
func (at *explained) past(ctx context.Context, l *lake.Lake, cfg *config, id string, own indicators.Standing) (indicators.Past, error) {
	period := at.period.String()
	e, err := edition.OpenPeriod(filepath.Join(l.Dir(), "editions"), id, period)
	if kind := anlan.KindOf(err); err != nil && (kind == anlan.NotFound || kind == anlan.Invalid) {
		return indicators.Past{}, anlan.Errorf(anlan.Invalid, "%q is no area or period of edition %s, and no edition", id, at.ed.Meta.ID).
			WithNext("give previous, peers, goal, an area's code, a period or the id of an edition")
	}
	if err != nil {
		return indicators.Past{}, err
	}
	past := indicators.Past{Published: night.Standing(e, night.Definitions(e), at.area.Code, period)}
	if !e.Final(period) {
		return past, nil
	}
	s, err := l.Session(ctx, at.ed.Meta.Snapshot)
	if err != nil {
		return past, err
	}
	defer s.Close()
	if _, err := night.Facts(ctx, l, s, cfg.path(cfg.Queries), cfg.Levels, at.asOf); err != nil {
		return past, err
	}
	changed, err := night.Reshaped(ctx, s, cfg.Levels, e)
	past.AsNow, past.Boundary = &own, changed[at.area.Code]
	return past, err
}

// difference puts the parts together with the scores they lie between.
func (at *explained) difference(target indicators.Target, against string, rows []anlan.Contribution) difference {
	period := at.period.String()
	d := difference{Target: cmp.Or(target.Category, target.Indicator, "TOTAL"), Area: at.area.Code, Name: at.area.Name, Period: period, Against: against,
		Parts: map[string]float64{}, Rows: []contributionJSON{}, Edition: at.ed.Meta.ID, Method: at.ed.Meta.Framework}
	if target.Indicator != "" {
		if s, ok := at.ed.Score(at.area.Code, target.Indicator, period); ok && s.Score != nil {
			d.To = *s.Score
		}
	} else if x, ok := at.ed.Index(at.area.Code, period, target.Category); ok && x.Score != nil {
		d.To = *x.Score
	}
	d.From = d.To
	for _, r := range rows {
		d.Rows = append(d.Rows, contributionJSON{r.Category, r.Indicator, string(r.Part), r.Points})
		d.Parts[string(r.Part)] += r.Points
		d.From -= r.Points
	}
	if m, ok := at.ed.RankMove(at.area.Code, period); ok && against == anlan.AgainstPrevious && target == (indicators.Target{}) {
		d.Rank = &rankJSON{m.Peers, m.Before, m.Now, m.Own, m.Others}
	}
	if l, ok := at.ed.Lift(at.area.Code, period); ok && against == anlan.AgainstGoal && target == (indicators.Target{}) {
		d.Lift = toLiftJSON(l)
	}
	return d
}

// scoredOnce names the indicators of a target that came or went, where it is
// held against one other area or period of the edition.
func (at *explained) scoredOnce(target indicators.Target, against string) (came, went []string) {
	area, period := at.area.Code, at.period.String()
	otherArea, otherPeriod := area, against
	if _, isArea := at.ed.Area(against); isArea {
		otherArea, otherPeriod = against, period
	} else if against == anlan.AgainstPrevious {
		otherPeriod = at.ed.Before(period)
	}
	if !at.ed.HasPeriod(otherPeriod) {
		return nil, nil
	}
	outside := func(id string) bool {
		card, _ := at.ed.Indicator(id)
		return target.Category != "" && card.Category != target.Category || target.Indicator != "" && id != target.Indicator
	}
	came, went = at.ed.ScoredOnce(area, period, otherArea, otherPeriod)
	return slices.DeleteFunc(came, outside), slices.DeleteFunc(went, outside)
}

// partName is a part as people read it.
func (e *env) partName(part string) string {
	names := map[anlan.Part][2]string{
		anlan.PartData: {"own figures", "自身数据"}, anlan.PartRestated: {"restated figures", "上期数据更正"}, anlan.PartBoundary: {"boundary", "区划调整"},
		anlan.PartMethod: {"weights or method", "权重或方法"}, anlan.PartCoverage: {"figures that came or went", "指标有无变化"}, anlan.PartAdequacy: {"adequacy factor", "报告充分性系数"},
		anlan.PartShrinkage: {"pull towards peers", "向同类收缩"}, anlan.PartVeto: {"veto", "一票否决"}, anlan.PartWithheld: {"withheld, together", "不公开（合计）"},
	}
	n := names[anlan.Part(part)]
	return e.say(n[0], n[1])
}

// printDifference writes the parts, then the indicators that count most.
func (e *env) printDifference(ed *edition.Edition, d difference, top int) {
	fmt.Fprintf(e.stdout, e.say("%s of %s %s in %s: %.2f; against %s: %.2f; difference %+.2f\n", "%s，%s %s，%s：%.2f；比较对象 %s：%.2f；差 %+.2f\n"),
		d.Target, d.Area, d.Name, d.Period, d.To, d.Against, d.From, d.To-d.From)
	for _, p := range anlan.Parts() {
		if v, ok := d.Parts[string(p)]; ok {
			fmt.Fprintf(e.stdout, "  %+7.2f  %s\n", v, e.partName(string(p)))
		}
	}
	for _, x := range []struct {
		name string
		ids  []string
	}{{e.say("figures that came", "新增得分的指标"), d.Came}, {e.say("figures that went", "不再有得分的指标"), d.Went}} {
		if len(x.ids) > 0 {
			fmt.Fprintf(e.stdout, "%s: %s\n", x.name, strings.Join(x.ids, " "))
		}
	}
	if d.Rank != nil {
		fmt.Fprintf(e.stdout, e.say("rank %d → %d: own change %+.1f, others moved %+.1f\n", "位次 %d → %d：自身变化 %+.1f，他人变化 %+.1f\n"), d.Rank.Before, d.Rank.Now, d.Rank.Own, d.Rank.Others)
	}
	e.printTime(d.Index, e.line)
	e.printIndicators(ed, d, top)
	if d.Lift != nil {
		e.printLift(ed, d.Lift)
	}
}

// printIndicators writes the indicators that count most, with their parts.
func (e *env) printIndicators(ed *edition.Edition, d difference, top int) {
	type line struct {
		id, name string
		points   float64
		parts    []string
	}
	at, lines := map[string]int{}, []*line{}
	for _, r := range d.Rows {
		if r.Indicator == "" {
			continue
		}
		n, ok := at[r.Indicator]
		if !ok {
			card, _ := ed.Indicator(r.Indicator)
			n = len(lines)
			at[r.Indicator] = n
			lines = append(lines, &line{id: r.Indicator, name: e.say(cmp.Or(card.NameEn, card.NameZh), card.NameZh)})
		}
		lines[n].points += r.Points
		lines[n].parts = append(lines[n].parts, fmt.Sprintf("%s %+.2f", e.partName(r.Part), r.Points))
	}
	slices.SortStableFunc(lines, func(a, b *line) int { return cmp.Compare(math.Abs(b.points), math.Abs(a.points)) })
	rest, more := 0.0, 0
	for n, l := range lines {
		if top > 0 && n >= top {
			rest, more = rest+l.points, more+1
			continue
		}
		fmt.Fprintf(e.stdout, "  %+7.2f  %s %s (%s)\n", l.points, l.id, l.name, strings.Join(l.parts, ", "))
	}
	if more > 0 {
		fmt.Fprintf(e.stdout, e.say("  %+7.2f  %d others\n", "  %+7.2f  其余 %d 项\n"), rest, more)
	}
}
