package demo

import "github.com/anlan-lake/anlan"

// justiceItem is one item of the political-legal report: how large its whole
// is, and how much of it is done.
type justiceItem struct {
	code  string
	whole float64 // a month per 100,000 residents; 0: counted from the tree
	done  float64 // share, for an ordinary county
	pull  float64 // of skill, logit
	cross bool    // what is done may be of months before: num may exceed den
}

func justiceItems() []justiceItem {
	return []justiceItem{
		{"J01", 1.6, 0.95, 0.7, false}, {"J02", 0.55, 0.93, 0.5, true}, {"J03", 0.06, 0.97, 0.3, true}, {"J04", 0.22, 0.84, 0.8, false},
		{"J05", 1.9, 0.86, 0.7, false}, {"J06", 0, 0.55, 1.0, false}, {"J07", 0, 0.86, 0.9, false}, {"J08", 0.012, 0, 0, false},
		{"J09", 1.1, 0.93, 0.5, false}, {"J10", 1.3, 0.90, 0.5, false},
	}
}

// justiceMonthsOf lists the ten items of every county in a month. J08 counts
// killings that grew out of quarrels: its part is those in which somebody is
// found to have neglected a warning, which is planted once (plantedNeglect).
func (c *City) justiceMonthsOf(month Date) []JusticeMonth {
	var rows []JusticeMonth
	for i, county := range c.terrain.counties {
		r := newStream(c.Options.Seed, "justice_stat_month "+county.code+month.String())
		skill := county.plan.skill + county.plan.drift*c.years(month)
		for _, item := range justiceItems() {
			x := JusticeMonth{AreaCode: county.code, StatMonth: month, Item: item.code}
			var whole, done Count
			switch item.code {
			case "J06":
				whole = Count(len(county.kids))
				done = standing(c.Options.Seed, "police station "+county.code, whole, shift(item.done, item.pull*skill))
			case "J07":
				villages, communities := county.count()
				whole = Count(villages + communities)
				done = standing(c.Options.Seed, "police room "+county.code, whole, shift(item.done, item.pull*skill))
			case "J08":
				whole = Count(r.poisson(item.whole * county.pop / 1e5))
				if i == plantedNeglect && month == c.Last.monthStart(-5) {
					whole, done = max(whole, 1), 1
				}
			default:
				whole = Count(r.poisson(item.whole * county.pop / 1e5))
				done = r.share(whole, shift(item.done, item.pull*skill))
				if item.cross { // cases of earlier months are solved too
					done += Count(r.poisson(0.04 * float64(whole)))
				}
			}
			x.Num, x.Den = float64(done), float64(whole)
			rows = append(rows, x)
		}
	}
	return rows
}

// plantedNeglect is the county (by place in the list) in which a killing that
// a warning might have prevented was traced to neglect: a fact for a veto.
const plantedNeglect = 5

// standing counts how many of n stand, each for good once the share reaches it.
func standing(seed uint64, name string, n Count, share float64) (done Count) {
	for k := range n {
		done += countIf(trait(seed, name+string(appendTwo(nil, int(k/100)))+string(appendTwo(nil, int(k%100)))) < share)
	}
	return done
}

func (c *City) justiceSheaf() *sheaf[JusticeMonth] {
	return &sheaf[JusticeMonth]{dataset: "justice_stat_month", rows: c.JusticeMonths, sent: eighth,
		form: form{kind: formBook, title: cityName + "政法工作月报", serial: true,
			notes: []string{"填报人：综治督导科", "审核人：分管副书记", "注：分子、分母按项目口径成对报送"}},
		event: func(x *JusticeMonth) Date { return x.StatMonth }, cells: (*JusticeMonth).cells,
		fresh: func(x JusticeMonth, n int) JusticeMonth { x.StatMonth = c.unusedMonth(n); return x },
		twin:  func(x JusticeMonth) JusticeMonth { x.Den += 3; return x }}
}

func justiceFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "num", ""), breaks(anlan.RuleCode, "item", "J11"), breaks(anlan.RuleArea, "area_code", "629977"),
		breaks(anlan.RuleType, "den", "约20"), breaks(anlan.RuleRange, "num", "-1"), breaks(anlan.RuleArea, "area_code", "629902001"),
		{rule: anlan.RulePart, column: "num", set: map[string]string{"item": "J01", "num": "9", "den": "7"}},
	}
}
