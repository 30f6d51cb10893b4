package night

import (
	"maps"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/edition"
)

// codeLists are the code lists whose names pages and reports show.
var codeLists = map[string]string{
	"area_type":      "CL_AREA_TYPE",
	"dispute_type":   "CL_DISPUTE_HEADING",
	"hotline_domain": "CL_TICKET_DOMAIN",
	"police_cat":     "CL_POLICE",
}

// figures are the names of the daily flash.
var figures = []edition.Label{
	{List: "figure", Code: "requests_received", Zh: "12345受理诉求", En: "12345 requests received", Unit: "count"},
	{List: "figure", Code: "tickets_on_time_rate", Zh: "派单件按期办结率", En: "Tickets finished on time", Unit: "%"},
	{List: "figure", Code: "tickets_overdue", Zh: "超期未办工单", En: "Tickets overdue", Unit: "count"},
	{List: "figure", Code: "disputes_new", Zh: "新登记纠纷", En: "New disputes", Unit: "count"},
	{List: "figure", Code: "disputes_closed", Zh: "办结纠纷", En: "Disputes closed", Unit: "count"},
	{List: "figure", Code: "disputes_24h_response_rate", Zh: "24小时首次响应率", En: "First response within 24 hours", Unit: "%"},
	{List: "figure", Code: "disputes_overdue", Zh: "超期未结纠纷", En: "Disputes overdue", Unit: "count"},
	{List: "figure", Code: "grid_events_new", Zh: "网格事件上报", En: "Grid events reported", Unit: "count"},
	{List: "figure", Code: "grid_events_closed", Zh: "网格事件办结", En: "Grid events closed", Unit: "count"},
	{List: "figure", Code: "grid_events_overdue", Zh: "网格事件超期", En: "Grid events overdue", Unit: "count"},
	{List: "figure", Code: "police_calls", Zh: "有效警情", En: "Police calls", Unit: "count"},
	{List: "figure", Code: "petitions_received", Zh: "信访登记", En: "Petitions received", Unit: "count"},
}

// labels gives the names of every code that an edition's figures carry.
func labels(n *Night) []edition.Label {
	out := append([]edition.Label{}, figures...)
	for _, list := range []string{"dispute_type", "hotline_domain"} {
		out = append(out, edition.Label{List: list, Code: anlan.KindAll, Zh: "全部类别（疑似漏报）", En: "All kinds (perhaps not reported)"})
	}
	out = append(out, edition.Label{List: "series", Code: "dispute_type", Zh: "矛盾纠纷", En: "Disputes"}, edition.Label{List: "series", Code: "hotline_domain", Zh: "热线", En: "Hotline"})
	for list, name := range codeLists {
		codes, err := etl.CodeList(name)
		if err != nil {
			continue // a list the build does not carry has no names to show
		}
		for _, c := range codes {
			out = append(out, edition.Label{List: list, Code: c.Code, Zh: c.NameZh, En: c.NameEn})
		}
	}
	for _, s := range n.Sources {
		out = append(out, edition.Label{List: "dataset", Code: s.Dataset, Zh: s.Contract.Name.Zh, En: s.Contract.Name.En})
	}
	for _, owner := range slices.Sorted(maps.Keys(n.Framework.Owners)) {
		out = append(out, edition.Label{List: "owner", Code: owner, Zh: owner, En: n.Framework.Owners[owner]})
	}
	for _, p := range n.Framework.Peers {
		out = append(out, edition.Label{List: "peers", Code: p.ID, Zh: p.Name.Zh, En: p.Name.En})
	}
	return out
}

// cards are the definitions behind the "i" of every figure.
func cards(f *indicators.Framework, draft *indicators.Draft) ([]edition.IndicatorCard, error) {
	own, err := draft.Each()
	if err != nil {
		return nil, err
	}
	skipped := map[string]string{}
	for _, s := range draft.Skipped {
		skipped[s.Indicator] = s.Reason
	}
	out := make([]edition.IndicatorCard, 0, len(f.Indicators))
	for _, i := range f.Indicators {
		c := edition.IndicatorCard{
			ID: i.ID, Category: i.Category, NameZh: i.Name.Zh, NameEn: i.Name.En, DefinitionZh: i.Definition.Zh, DefinitionEn: i.Definition.En,
			Numerator: i.Numerator.Expr, NumeratorData: i.Numerator.Table, NumeratorTime: i.Numerator.Time,
			Scale: i.Scale, UnitZh: i.Unit, UnitEn: indicators.UnitEn(i.Unit), Direction: i.Direction, Levels: levelsText(i.Levels), Rhythm: i.Period,
			Window: i.Window, WindowTownship: i.WindowTownship, Weight: i.Weight, Veto: len(i.VetoRule) > 0, VetoRule: vetoRule(i),
			Owner: i.Owner, MinDenominator: i.MinDenominator, MinCell: int64(f.Cell(i)), ReportRole: i.ReportRole, Adequacy: i.Adequacy,
			GamingRisk: i.GamingRisk, GamingRiskZh: i.GamingRiskZh, SQL: own[i.ID], Skipped: skipped[i.ID],
		}
		if i.Denominator != nil {
			c.Denominator, c.DenominatorData, c.DenominatorTime = i.Denominator.Expr, i.Denominator.Table, i.Denominator.Time
		}
		if i.Goal != nil {
			c.GoalWorst, c.GoalBest = i.Goal.Worst, i.Goal.Best
		}
		out = append(out, c)
	}
	return out, nil
}

// windows are the days that figures look at, as published.
func windows(draft *indicators.Draft) []edition.Window {
	out := make([]edition.Window, len(draft.Stretches))
	for i, s := range draft.Stretches {
		out[i] = edition.Window{Dataset: s.Dataset, Period: s.Period, Window: s.Window,
			From: s.From.Format(anlan.DateFormat), Until: s.Until.Format(anlan.DateFormat), Covered: s.Covered, Share: s.Share}
	}
	return out
}

// vetoRule writes when facts veto an area, level by level: "county n ≥ 1|city n ≥ 3".
func vetoRule(i indicators.Indicator) string {
	var rules []string
	for _, r := range i.VetoRule {
		if l, err := anlan.ParseLevel(r.Level); err == nil {
			rules = append(rules, r.Level+" "+i.Words(l))
		}
	}
	return strings.Join(rules, "|")
}

func categories(f *indicators.Framework) []edition.CategoryCard {
	out := make([]edition.CategoryCard, len(f.Categories))
	for i, c := range f.Categories {
		out[i] = edition.CategoryCard{Code: c.Code, NameZh: c.Name.Zh, NameEn: c.Name.En, Weight: c.Weight}
	}
	return out
}
