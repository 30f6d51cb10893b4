package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// findings is how many of the largest rises and falls a category names.
const findings = 2

// rates are the three rates (三率) of the city and its counties; ok is false for
// periods that have none.
func (a *analysis) rates() (section, bool) {
	t := table{Title: a.pick("三率", "The three rates"),
		Note: a.pick("前两率只展示、不计分，下降本身不是成绩。", "The first two are shown and never scored: a fall is no merit by itself."), Cols: []column{{a.pick("区划", "Area"), false}}}
	names := map[string][2]string{"suits": {"万人诉讼率（件/万人）", "Civil suits per 10,000"}, "petitions": {"万人信访率（件/万人）", "Petitions per 10,000"}, "resolved": {"信访和矛盾纠纷化解率（%）", "Petitions and disputes resolved, %"}}
	order := []string{"suits", "petitions", "resolved"}
	for _, id := range order {
		t.Cols = append(t.Cols, column{a.pick(names[id][0], names[id][1]), true})
	}
	for _, area := range a.upToCounties() {
		by := map[string]anlan.Rate{}
		for _, r := range a.ed.Rates(area.Code, a.name) {
			by[r.ID] = r
		}
		if len(by) == 0 {
			continue
		}
		row := []cell{{Text: a.areaName(area.Code)}}
		for _, id := range order {
			r, there := by[id]
			text := a.pick("缺数据", "no data")
			switch {
			case there && r.Suppressed:
				text = a.pick("隐去", "withheld")
			case r.Value != nil:
				text = fixed(*r.Value, 1)
			}
			row = append(row, cell{Text: text, Num: true})
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		return section{}, false
	}
	t.Keys = []int{a.note("rate", a.pick("三率", "the three rates"))}
	return section{Title: a.pick("“三率”分析", "The three rates"), Tables: []table{t}}, true
}

// upToCounties are the city and its counties, in the order of codes.
func (a *analysis) upToCounties() (out []anlan.Area) {
	for _, area := range a.ed.Areas() {
		if area.Level <= anlan.County {
			out = append(out, area)
		}
	}
	return out
}

// people is what the survey says, lowest satisfaction first (逆排名); ok is
// false where the index asks no such question.
func (a *analysis) people() (section, bool) {
	const satisfaction = "QZ02"
	ids := []string{satisfaction, "QZ01", "QZ05", "QZ06"}
	t := table{Title: a.pick("群众评价（满意度由低到高）", "What people say (least satisfied first)"),
		Note: a.pick("括号内为95%区间；区间相交的区县不能认为有差别。", "In brackets the 95% interval; counties whose intervals meet cannot be told apart."), Cols: []column{{a.pick("区县", "County"), false}}}
	for _, id := range ids {
		card, ok := a.ed.Indicator(id)
		if !ok {
			return section{}, false
		}
		t.Cols = append(t.Cols, column{a.pick(card.NameZh, orElse(card.NameEn, card.NameZh)) + a.pick("（%）", ", %"), true})
	}
	type asked struct {
		area  anlan.Area
		value *float64
	}
	var list []asked
	for _, area := range a.upToCounties() {
		if s, ok := a.ed.Score(area.Code, satisfaction, a.name); ok && area.Level == anlan.County {
			list = append(list, asked{area, s.Shown().Value})
		}
	}
	slices.SortStableFunc(list, func(x, y asked) int {
		switch {
		case x.value == nil || y.value == nil:
			return cmp.Compare(boolInt(x.value == nil), boolInt(y.value == nil))
		}
		return cmp.Compare(*x.value, *y.value)
	})
	for _, x := range list {
		row := []cell{{Text: a.areaName(x.area.Code), Class: "whole"}}
		for _, id := range ids {
			s, ok := a.ed.Score(x.area.Code, id, a.name)
			text := "—"
			if s = s.Shown(); ok {
				text = a.stateWord(s)
			}
			if s.Value != nil {
				text = fixed(*s.Value, 1)
			}
			if s.Value != nil && s.Lower != nil && s.Upper != nil {
				text += a.pick("（", " (") + fixed(*s.Lower, 1) + "–" + fixed(*s.Upper, 1) + a.pick("）", ")")
			}
			row = append(row, cell{Text: text, Num: true})
		}
		t.Rows = append(t.Rows, row)
	}
	if len(t.Rows) == 0 {
		return section{}, false
	}
	t.Keys = []int{a.note("score", a.pick("指标值与得分", "indicators and scores"))}
	return section{Title: a.pick("群众满意度", "Public satisfaction"), Tables: []table{t}}, true
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// byCategory shows every indicator of the city, category by category, and names
// what rose and fell the most.
func (a *analysis) byCategory() section {
	s := section{Title: a.pick("分类分析", "By category")}
	for _, k := range a.ed.Categories() {
		name := a.pick(k.NameZh, orElse(k.NameEn, k.NameZh))
		t := table{Title: name, Cols: []column{{a.pick("指标", "Indicator"), false}, {a.pick("指标值", "Value"), true}, {a.pick("单位", "Unit"), false}, {a.pick("目标值", "Goal"), true},
			{a.pick("得分", "Score"), true}, {a.pick("较上期", "Change"), true}}}
		var moves []move
		for _, card := range a.ed.Indicators() {
			now, ok := a.ed.Score(a.city, card.ID, a.name)
			if card.Category != k.Code || !ok {
				continue
			}
			now = now.Shown()
			was, _ := a.ed.Score(a.city, card.ID, a.before)
			change := "—"
			if was = was.Shown(); now.Score != nil && was.Score != nil {
				change = signed(*now.Score-*was.Score, 2)
				moves = append(moves, move{a.pick(card.NameZh, orElse(card.NameEn, card.NameZh)), *now.Score - *was.Score})
			}
			t.Rows = append(t.Rows, a.indicatorRow(now, card, change))
		}
		if len(t.Rows) == 0 {
			continue
		}
		key := []int{a.note("score", a.pick("指标值与得分", "indicators and scores"))}
		t.Keys = key
		s.Tables = append(s.Tables, t)
		if text := a.movesText(moves); text != "" {
			s.Sentences = append(s.Sentences, sentence{name + a.pick("：", ": ") + text + a.pick("。", "."), key})
		}
	}
	return s
}

func (a *analysis) indicatorRow(s anlan.Score, card edition.IndicatorCard, change string) []cell {
	value, goal, score := a.stateWord(s), "—", a.score(s.Score)
	if s.Value != nil {
		value = figureText(*s.Value, card.UnitZh == "%")
	}
	if card.Direction != anlan.Neutral {
		goal = strconv.FormatFloat(card.GoalBest, 'f', -1, 64)
	}
	switch {
	case s.State == anlan.StateNeutral:
		score = a.pick("不计分", "not scored")
	case s.Value != nil && s.Score == nil:
		score = a.stateWord(s)
	}
	return []cell{{Text: a.pick(card.NameZh, orElse(card.NameEn, card.NameZh))}, {Text: value, Num: true}, {Text: a.pick(card.UnitZh, orElse(card.UnitEn, card.UnitZh)), Class: "whole"},
		{Text: goal, Num: true}, {Text: score, Num: true}, {Text: change, Num: true}}
}

// move is by how much the score of an indicator moved.
type move struct {
	name   string
	points float64
}

// movesText names the largest rises and falls, "" where nothing moved.
func (a *analysis) movesText(moves []move) string {
	slices.SortStableFunc(moves, func(x, y move) int { return cmp.Compare(math.Abs(y.points), math.Abs(x.points)) })
	list := func(sign float64) string {
		var out []string
		for _, m := range moves {
			if m.points*sign >= 0.005 && len(out) < findings {
				out = append(out, m.name+" "+signed(m.points, 2))
			}
		}
		return strings.Join(out, a.pick("、", ", "))
	}
	up, down := list(1), list(-1)
	var parts []string
	if up != "" {
		parts = append(parts, a.pick("得分上升 ", "up ")+up)
	}
	if down != "" {
		parts = append(parts, a.pick("得分下降 ", "down ")+down)
	}
	return strings.Join(parts, a.pick("；", "; "))
}

// shortfalls are the indicators that cost the city the most points (短板).
func (a *analysis) shortfalls() section {
	s := section{Title: a.pick("短板与原因", "Where points are lost")}
	t := table{Title: a.pick("失分最多的指标", "Indicators that cost the most points"), Keys: []int{a.note("contribution.goal", a.pick("与满分之差的构成", "parts of the difference from 100"))},
		Cols: []column{{a.pick("指标", "Indicator"), false}, {a.pick("指标值", "Value"), true}, {a.pick("单位", "Unit"), false}, {a.pick("得分", "Score"), true}, {a.pick("失分", "Points lost"), true}, {a.pick("责任部门", "Owner"), false}}}
	lost := map[string]float64{}
	for _, r := range a.ed.Contributions(a.city, a.name, anlan.AgainstGoal) {
		lost[r.Indicator] -= r.Points
	}
	type loss struct {
		s    anlan.Score
		card edition.IndicatorCard
		lost float64
	}
	var list []loss
	for _, x := range a.ed.Scores(a.city, a.name) {
		x = x.Shown()
		card, known := a.ed.Indicator(x.Indicator)
		points, ok := lost[x.Indicator]
		if !ok && len(lost) == 0 && x.Score != nil {
			points = x.Weight * (100 - *x.Score) / 100
		}
		if known && points >= 0.005 {
			list = append(list, loss{x, card, points})
		}
	}
	slices.SortStableFunc(list, func(x, y loss) int { return cmp.Compare(y.lost, x.lost) })
	for _, x := range list[:min(shownLosses, len(list))] {
		row := a.indicatorRow(x.s, x.card, "")
		t.Rows = append(t.Rows, []cell{row[0], row[1], row[2], row[4], {Text: fixed(x.lost, 2), Num: true}, {Text: a.label("owner", x.card.Owner)}})
	}
	if len(t.Rows) == 0 {
		s.Sentences = []sentence{{a.pick("没有失分的指标。", "No indicator loses points."), t.Keys}}
		return s
	}
	s.Tables = []table{t}
	return s
}
