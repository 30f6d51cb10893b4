package site

import (
	"cmp"
	"html/template"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

type overviewPage struct {
	Crumbs   []choice
	Area     string
	Period   string
	Running  bool
	Total    totalCard
	Bars     []categoryBar
	Layers   []choice
	Levels   []choice
	Map      template.HTML
	Legend   []legendItem
	MapTable *Table
	Cards    []flashCard
	CardsDay string
	Warnings []warningLine
	More     string // address of all warnings
	Weak     *Table
	Ranking  *Table
}

// totalCard is the head of the index: total, change, colour, coverage.
type totalCard struct {
	Name                  string // of the index
	Score, Change, Versus string
	Up, Down              bool
	Colour                anlan.Colour
	Word                  string // 良
	Coverage              string
	Interval              string   // 95%, "71.2–78.0"
	First                 string   // what was first published, where it was another figure
	Expected              string   // where the running month stands and is expected to close
	Uncapped              string   // where a veto caps the total
	Vetoes                []string // the facts that stand, with their documents
	Rank                  string
	Line                  template.HTML
	Radar                 template.HTML
	Missing               bool
	None                  bool // areas of this level have no index
}

// categoryBar is one category of an area.
type categoryBar struct {
	Code, Name, Href string
	Score, Change    string
	Up, Down         bool
	Value            float64
	Colour           anlan.Colour
	Coverage         string
	Low              bool // too little weight covered: 数据不足
	Missing          bool
	Weight           string
	Interval         string // 95%
}

type legendItem struct {
	Colour anlan.Colour
	Text   string
}

// overview is the general map (总图) of the reader's own area.
func (s *site) overview(c *call) (*view, error) {
	q := c.r.URL.Query()
	area, err := c.areaOf(q.Get("area"))
	if err != nil {
		return nil, err
	}
	layer := q.Get("layer")
	if layer != "" && !slices.ContainsFunc(c.e.Categories(), func(k edition.CategoryCard) bool { return k.Code == layer }) {
		layer = ""
	}
	level := c.mapLevel(area, q.Get("level"))
	p := overviewPage{Crumbs: c.overviewCrumbs(area.Code), Area: c.areaName(area), Period: c.periodName(c.period), Running: !c.final(),
		Total: c.total(area.Code), Bars: c.bars(area.Code), Legend: c.legend(), More: c.link("/warnings")}
	p.Layers = c.layers(layer)
	for l := area.Level + 1; l <= c.lowest(); l++ {
		p.Levels = append(p.Levels, choice{Text: c.levelName(l.String()), Href: c.with("level", l.String()), On: l == level})
	}
	p.Map = c.mapOf(area, level, layer)
	p.MapTable = c.ranking("map", area, level, layer)
	p.Ranking = c.ranking("ranking", area, area.Level+1, "")
	p.Ranking.Title = c.text("ranking.title")
	p.Ranking.narrow(4)
	p.Cards, p.CardsDay = c.cards(area.Code)
	p.Warnings = c.warningLines(c.scopedWarnings(area.Code), 6)
	p.Weak = c.weakest(area.Code, 10)
	return &view{Template: "overview", Title: c.text("overview.title"), Data: p, Tables: []*Table{p.MapTable, p.Ranking, p.Weak, c.barTable(area.Code)}}, nil
}

// overviewCrumbs lead from the reader's own map down to the one shown.
func (c *call) overviewCrumbs(code string) []choice {
	var list []choice
	for _, a := range c.e.Path(code) {
		if c.may(a.Code) {
			list = append(list, choice{Text: c.areaName(a), Href: c.link("/", "area", a.Code), On: a.Code == code})
		}
	}
	return list
}

// mapLevel is the level a map is coloured by: townships unless counties are
// asked for, or the period has no other level.
func (c *call) mapLevel(area anlan.Area, asked string) anlan.Level {
	if l, err := anlan.ParseLevel(asked); err == nil && l > area.Level && l <= c.lowest() {
		return l
	}
	return c.lowest()
}

// lowest is the lowest level that has an index of the period shown.
func (c *call) lowest() anlan.Level {
	if c.side() {
		return anlan.County
	}
	return anlan.Township
}

func (c *call) layers(on string) []choice {
	list := []choice{{Text: c.indexName(), Href: c.with("layer", ""), On: on == ""}}
	for _, k := range c.e.Categories() {
		list = append(list, choice{Value: k.Code, Text: c.categoryName(k), Href: c.with("layer", k.Code), On: on == k.Code})
	}
	return list
}

func (c *call) legend() []legendItem {
	var list []legendItem
	for _, k := range []anlan.Colour{anlan.Green, anlan.Blue, anlan.Orange, anlan.Red, anlan.ColourNone} {
		list = append(list, legendItem{k, c.text("colour." + string(k))})
	}
	return list
}

func (c *call) total(area string) totalCard {
	if !c.indexed(area) && c.indexed(c.e.Meta.City) {
		return totalCard{Name: c.indexName(), None: true}
	}
	x, ok := c.e.Index(area, c.period, "")
	if !ok || x.Score == nil {
		return totalCard{Name: c.indexName(), Score: "—", Colour: anlan.ColourNone, Missing: true, Word: c.text("colour.none"), Line: c.indexLine(area), Radar: c.radar(area), Expected: c.expected(area)}
	}
	t := totalCard{Name: c.indexName(), Score: fixed(*x.Score, 2), Colour: x.Colour, Word: c.text("colour." + string(x.Colour)), Coverage: percent(x.Coverage),
		Interval: c.totalInterval(x), Rank: c.rank(x), Line: c.indexLine(area), Radar: c.radar(area), First: c.firstPublished(area), Expected: c.expected(area)}
	if x.Uncapped != nil && *x.Uncapped != *x.Score {
		t.Uncapped = fixed(*x.Uncapped, 2)
	}
	t.Vetoes = c.vetoLines(area, t.Uncapped != "")
	t.Change, t.Up, t.Down = c.change(x)
	t.Versus = c.periodName(c.e.Before(c.period))
	return t
}

// change gives the difference to the period before, "" where there is none.
func (c *call) change(x anlan.IndexRow) (s string, up, down bool) {
	before, ok := c.e.Index(x.Area, c.e.Before(c.period), x.Category)
	if !ok || before.Score == nil || x.Score == nil {
		return "", false, false
	}
	s = signed(*x.Score-*before.Score, 2)
	return s, s[0] == '+', s != "±0" && s[0] != '+'
}

// rank writes "区县第3（共5）" where an area is ranked among its peers.
func (c *call) rank(x anlan.IndexRow) string {
	if x.Rank == 0 {
		return ""
	}
	n := 0
	for _, r := range c.e.Ranking(x.Level, x.Period, x.Category, "") {
		if r.Peers == x.Peers && r.Rank > 0 {
			n++
		}
	}
	if x.RankBest == 0 || x.RankBest == x.RankWorst {
		return c.text("index.rank", c.label("peers", x.Peers), x.Rank, n)
	}
	return c.text("index.rank.range", c.label("peers", x.Peers), x.Rank, n, rankRange(x))
}

func (c *call) bars(area string) []categoryBar {
	var list []categoryBar
	for _, k := range c.e.Categories() {
		b := categoryBar{Code: k.Code, Name: c.categoryName(k), Href: c.link("/tree", "area", area) + "#" + k.Code,
			Score: "—", Colour: anlan.ColourNone, Weight: fixed(k.Weight, 0), Missing: true}
		if x, ok := c.e.Index(area, c.period, k.Code); ok {
			b.Coverage, b.Colour = percent(x.Coverage), x.Colour
			if x.Score != nil {
				b.Missing, b.Value, b.Score = false, *x.Score, fixed(*x.Score, 2)
				b.Interval = scoreInterval(x.Lower, x.Upper)
				b.Low = x.Colour == anlan.ColourNone
				b.Change, b.Up, b.Down = c.change(x)
			}
		}
		list = append(list, b)
	}
	return list
}

// barTable is what the category bars show, for export.
func (c *call) barTable(area string) *Table {
	t := &Table{ID: "categories", Title: c.text("categories.title"), Cols: []Col{wideCol(c.text("col.category")), numCol(c.text("col.weight")),
		numCol(c.text("col.score")), numCol(c.text("col.interval")), numCol(c.text("col.change")), col(c.text("col.colour")), numCol(c.text("col.coverage"))}}
	for _, b := range c.bars(area) {
		t.Rows = append(t.Rows, Row{Cells: []Cell{text(b.Name), text(b.Weight), text(b.Score), text(b.Interval), text(b.Change),
			coloured(c.text("colour."+string(b.Colour)), b.Colour), text(b.Coverage)}})
	}
	return t
}

// ranking lists the areas of a level under an area by peer group; those that
// are not ranked stand last in theirs.
func (c *call) ranking(id string, area anlan.Area, level anlan.Level, category string) *Table {
	t := &Table{ID: id, Title: c.text("ranking.map"), Note: c.text("ranking.note"), Empty: c.text("table.empty"), Cols: []Col{
		numCol(c.text("col.rank")), wideCol(c.text("col.area")), numCol(c.text("col.score")), numCol(c.text("col.rank_range")),
		numCol(c.text("col.interval")), numCol(c.text("col.change")), col(c.text("col.colour")), numCol(c.text("col.coverage"))}}
	rows := c.e.Ranking(level, c.period, category, area.Code)
	for _, x := range rows {
		if !c.mayTotal(x.Area) {
			continue
		}
		rank := "—"
		if x.Rank > 0 {
			rank = count(float64(x.Rank))
		}
		change, _, _ := c.change(x)
		t.Rows = append(t.Rows, Row{Group: c.label("peers", x.Peers), Cells: []Cell{muted(rank), linked(c.nameOf(x.Area), c.link("/area/"+x.Area)),
			scored(x.Score, x.Colour), muted(rankRange(x)), muted(dash(scoreInterval(x.Lower, x.Upper))), muted(change), text(c.text("colour." + string(x.Colour))), muted(percent(x.Coverage))}})
	}
	return t
}

// weakest lists the indicators that cost an area the most points (短板清单).
func (c *call) weakest(area string, n int) *Table {
	t := &Table{ID: "weakest", Title: c.text("weak.title"), Note: c.text("weak.note"), Empty: c.text("table.empty"), Cols: []Col{
		wideCol(c.text("col.indicator")), numCol(c.text("col.value")), numCol(c.text("col.score")), numCol(c.text("col.lost")), wideCol(c.text("col.owner"))}}
	type loss struct {
		s    anlan.Score
		lost float64
	}
	var list []loss
	lost := map[string]float64{} // as the area's panel takes it apart, where it is
	for _, r := range c.e.Contributions(area, c.period, anlan.AgainstGoal) {
		lost[r.Indicator] -= r.Points
	}
	for _, s := range c.e.Scores(area, c.period) {
		if v, ok := lost[s.Indicator]; ok {
			list = append(list, loss{s, v})
		} else if s.Score != nil && s.Weight > 0 && len(lost) == 0 {
			list = append(list, loss{s, s.Weight * (100 - *s.Score) / 100})
		}
	}
	slices.SortStableFunc(list, func(a, b loss) int { return cmp.Compare(b.lost, a.lost) })
	for _, x := range list[:min(n, len(list))] {
		card, ok := c.e.Indicator(x.s.Indicator)
		if !ok {
			continue
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{linked(c.pick(card.NameZh, card.NameEn), c.link("/indicator/"+card.ID, "area", area)),
			{Text: c.valueText(x.s, card) + c.unitAfter(card)}, scored(x.s.Score, colourOf(x.s.Score)), text(fixed(x.lost, 2)), muted(c.label("owner", card.Owner))}})
	}
	return t
}

// unitAfter is the unit as it follows a figure: "%" at once, words apart.
func (c *call) unitAfter(card edition.IndicatorCard) string {
	switch u := c.unit(card); u {
	case "", "%":
		return u
	default:
		return " " + u
	}
}
