package site

import (
	"cmp"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/chart"
)

// movedPanel says why an area's total differs from another: what it is held
// against is the reader's choice.
type movedPanel struct {
	Choices []choice
	Lead    string
	Rank    string
	Came    []choice
	Went    []choice
	Chart   template.HTML
	Table   *Table
	Lift    *Table // what leads to the next colour; nil where Word says why nothing does
	Word    string // why nothing leads to a better colour
	Missing string // said instead where nothing was worked out
}

// steps of the waterfall that are single indicators; the others are one step.
const movedSteps = 6

// fewestPeers is how many others a mean has to be of, so that a reader who may
// not see them cannot tell one by one.
const fewestPeers = 3

// moved gives the panel of an area, nil for areas without an index.
func (c *call) moved(a anlan.Area) *movedPanel {
	x, ok := c.e.Index(a.Code, c.period, "")
	if !ok || x.Score == nil || c.side() {
		return nil
	}
	p := &movedPanel{}
	kinds := []string{anlan.AgainstPrevious, anlan.AgainstPeers, anlan.AgainstGoal}
	if !c.mayPeers(x) {
		kinds = []string{anlan.AgainstPrevious, anlan.AgainstGoal}
	}
	kinds = slices.DeleteFunc(kinds, func(k string) bool { return len(c.e.Contributions(a.Code, c.period, k)) == 0 })
	if len(kinds) == 0 {
		p.Missing = c.text("moved.missing")
		return p
	}
	on := c.r.URL.Query().Get("against")
	if !slices.Contains(kinds, on) {
		on = kinds[0]
	}
	for _, k := range kinds {
		p.Choices = append(p.Choices, choice{Value: k, Text: c.text("moved." + k), Href: c.with("against", k) + "#moved", On: k == on})
	}
	rows := c.e.Contributions(a.Code, c.period, on)
	from := *x.Score
	for _, r := range rows {
		from -= r.Points
	}
	lines := c.movedLines(rows)
	p.Lead = c.movedLead(on, from, *x.Score, lines)
	p.Chart = c.movedChart(on, from, *x.Score, lines)
	p.Table = c.movedTable(a, lines)
	p.Lift, p.Word = c.lift(a)
	if on == anlan.AgainstPrevious {
		if m, ok := c.e.RankMove(a.Code, c.period); ok {
			p.Rank = c.text("moved.rank", m.Before, m.Now, signed(m.Own, 1), signed(m.Others, 1))
		}
		came, went := c.e.ScoredOnce(a.Code, c.period, a.Code, c.e.Before(c.period))
		p.Came, p.Went = c.indicatorLinks(a, came), c.indicatorLinks(a, went)
	}
	return p
}

// mayPeers says whether the reader may see what the mean of an area's peers is
// made of.
func (c *call) mayPeers(x anlan.IndexRow) bool {
	others := -1
	for _, r := range c.e.Ranking(x.Level, x.Period, "", "") {
		if r.Peers == x.Peers && r.Rank > 0 {
			others++
		}
	}
	return others >= fewestPeers || c.may(c.e.Meta.City)
}

func (c *call) indicatorLinks(a anlan.Area, ids []string) []choice {
	var out []choice
	for _, id := range ids {
		card, _ := c.e.Indicator(id)
		out = append(out, choice{Text: c.pick(card.NameZh, card.NameEn), Href: c.link("/indicator/"+id, "area", a.Code)})
	}
	return out
}

// movedLine is what one indicator, or a part that belongs to none, adds.
type movedLine struct {
	indicator string // "": a part of the whole
	part      anlan.Part
	points    float64
	parts     map[anlan.Part]float64
}

// movedLines adds up the parts by indicator, the largest first; then what
// belongs to no single one, in the order of parts.
func (c *call) movedLines(rows []anlan.Contribution) []movedLine {
	var lines, whole []movedLine
	at := map[string]int{}
	for _, part := range anlan.Parts() {
		sum := 0.0
		for _, r := range rows {
			switch {
			case r.Part != part:
			case r.Indicator == "":
				sum += r.Points
			default:
				n, ok := at[r.Indicator]
				if !ok {
					n = len(lines)
					at[r.Indicator] = n
					lines = append(lines, movedLine{indicator: r.Indicator, parts: map[anlan.Part]float64{}})
				}
				lines[n].points += r.Points
				lines[n].parts[part] += r.Points
			}
		}
		if sum != 0 {
			whole = append(whole, movedLine{part: part, points: sum, parts: map[anlan.Part]float64{part: sum}})
		}
	}
	slices.SortStableFunc(lines, func(a, b movedLine) int {
		return cmp.Or(cmp.Compare(math.Abs(b.points), math.Abs(a.points)), strings.Compare(a.indicator, b.indicator))
	})
	return append(lines, whole...)
}

// lineName is what a line is called.
func (c *call) lineName(l movedLine) string {
	if l.indicator == "" {
		return c.text("part." + string(l.part))
	}
	card, _ := c.e.Indicator(l.indicator)
	return c.pick(card.NameZh, card.NameEn)
}

// movedLead is the difference in one sentence, with the two largest steps down
// and up.
func (c *call) movedLead(against string, from, to float64, lines []movedLine) string {
	largest := slices.SortedStableFunc(slices.Values(lines), func(a, b movedLine) int { return cmp.Compare(math.Abs(b.points), math.Abs(a.points)) })
	name := func(sign float64) string {
		var out []string
		for _, l := range largest {
			if l.points*sign >= 0.005 && len(out) < 2 {
				out = append(out, c.lineName(l)+" "+signed(l.points, 2))
			}
		}
		return strings.Join(out, c.text("list.and"))
	}
	s := c.text("moved.lead", fixed(to, 2), c.text("moved."+against), fixed(from, 2), signed(to-from, 2))
	if down := name(-1); down != "" {
		s += c.text("moved.down", down)
	}
	if up := name(1); up != "" {
		s += c.text("moved.up", up)
	}
	return s
}

func (c *call) movedChart(against string, from, to float64, lines []movedLine) template.HTML {
	w := chart.Waterfall{Title: c.text("moved.title"), Desc: c.text("moved." + against), Width: 960, Height: 280,
		From: chart.Step{Label: c.text("moved.from." + against), Value: from}, To: chart.Step{Label: c.periodName(c.period), Value: to},
		Format: func(v float64) string { return fixed(v, 1) }, Signed: func(v float64) string { return signed(v, 2) }}
	others := 0.0
	for n, l := range lines {
		switch {
		case l.indicator != "" && n >= movedSteps:
			others += l.points
			if n+1 == len(lines) || lines[n+1].indicator == "" {
				w.Steps = append(w.Steps, chart.Step{Label: c.text("moved.others", n+1-movedSteps), Value: others})
			}
		case math.Abs(l.points) >= 0.005:
			w.Steps = append(w.Steps, chart.Step{Label: c.lineName(l), Value: l.points})
		}
	}
	return markup(w.SVG())
}

// movedTable shows every line with its parts; columns of parts that nothing
// fills are left out.
func (c *call) movedTable(a anlan.Area, lines []movedLine) *Table {
	t := &Table{ID: "moved", Title: c.text("moved.table"), Note: c.text("moved.note"), Cols: []Col{wideCol(c.text("col.indicator")), numCol(c.text("moved.points"))}}
	var parts []anlan.Part
	for _, part := range anlan.Parts() {
		if slices.ContainsFunc(lines, func(l movedLine) bool { return l.indicator != "" && l.parts[part] != 0 }) {
			parts = append(parts, part)
			t.Cols = append(t.Cols, numCol(c.text("part."+string(part))))
		}
	}
	for _, l := range lines {
		name := text(c.lineName(l))
		if l.indicator != "" {
			name = linked(l.indicator+" "+name.Text, c.link("/indicator/"+l.indicator, "area", a.Code))
		}
		cells := []Cell{name, text(signed(l.points, 2))}
		for _, part := range parts {
			v, ok := l.parts[part]
			if !ok || l.indicator == "" {
				cells = append(cells, muted("—"))
				continue
			}
			cells = append(cells, muted(signed(v, 2)))
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return t
}
