package demo

import "github.com/anlan-lake/anlan"

// gridStaffsOf lists the staff of every grid that a month ends with: about
// eleven thousand full- and part-time workers in all, by number only.
func (c *City) gridStaffsOf(month Date) []GridStaff {
	day := month.monthStart(1) - 1
	var rows []GridStaff
	for _, v := range c.terrain.villages {
		for _, g := range v.kids {
			if g.old != nil && day < g.old.day {
				for _, code := range g.old.codes {
					rows = append(rows, c.gridStaff(g, code, month, 0.5))
				}
				continue
			}
			rows = append(rows, c.gridStaff(g, g.code, month, 1))
		}
	}
	return rows
}

func (c *City) gridStaff(g *place, code string, month Date, share float64) GridStaff {
	r := newStream(c.Options.Seed, "grid_staff_month "+code)
	x := GridStaff{AreaCode: code, StatMonth: month, GridKind: "41", IsUrban: flagOf(g.urban), Households: Count(share*g.pop/2.62 + 0.5)}
	skill := g.plan.skill + g.parent.parent.skill + 0.3*c.years(month)
	full, part := 0.42, 0.85
	if g.urban {
		full, part = 0.93, 0.42
	}
	x.StaffFull = countIf(r.Float64() < shift(full, 0.5*skill)) + countIf(r.Float64() < 0.05)
	x.StaffPart = countIf(r.Float64() < shift(part, 0.3*skill)) + countIf(r.Float64() < 0.06)
	x.HasLeader = flagOf(r.Float64() < shift(0.96, 0.8*skill))
	x.HasPolice = flagOf(r.Float64() < shift(0.82, 1.1*skill))
	x.HasMediator = flagOf(r.Float64() < shift(0.7, 0.8*skill))
	x.Star3Plus = r.share(x.StaffFull+x.StaffPart, shift(0.45, 0.5*skill))
	x.Trained = newStream(c.Options.Seed, "grid training "+code+month.String()).share(x.StaffFull+x.StaffPart, 0.35)
	return x
}

func (c *City) gridStaffSheaf() *sheaf[GridStaff] {
	return &sheaf[GridStaff]{dataset: "grid_staff_month", rows: c.GridStaffs, sent: fifth,
		form: form{kind: formBook, title: cityName + "网格力量配备情况月报", totals: []string{"households", "staff_full", "staff_part"},
			notes: []string{"填报人：网格中心综合科", "填报日期：每月5日前"}},
		event: func(x *GridStaff) Date { return x.StatMonth }, cells: (*GridStaff).cells,
		fresh: func(x GridStaff, n int) GridStaff { x.StatMonth = c.unusedMonth(n); return x },
		twin:  func(x GridStaff) GridStaff { x.Households += 9; return x }}
}

func gridStaffFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "has_leader", ""), breaks(anlan.RuleRequired, "staff_full", "—"), breaks(anlan.RuleCode, "grid_kind", "43"),
		breaks(anlan.RuleArea, "area_code", nowhere), breaks(anlan.RuleArea, "area_code", "629902001"), breaks(anlan.RuleRange, "staff_part", "-1"),
		breaks(anlan.RuleType, "households", "三百余"), breaks(anlan.RuleType, "is_urban", "城乡结合"),
	}
}
