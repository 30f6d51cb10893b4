package demo

import (
	"fmt"

	"github.com/anlan-lake/anlan"
)

// perUnit is how many duties a unit signs for.
const perUnit = 10

// dutiesOf lists the duties of every unit that has signed a duty letter, in a
// quarter: units, never persons.
func (c *City) dutiesOf(quarter Date) []Duty {
	kinds := pairs("T1", .18, "T2", .30, "T3", .22, "T4", .05, "T5", .17, "T6", .08)
	skills := map[string]float64{}
	for _, county := range c.terrain.counties {
		skills[county.code] = county.plan.skill + county.plan.drift*c.years(quarter)
	}
	var rows []Duty
	for _, d := range c.Departments {
		if d.IsSignatory != Yes {
			continue
		}
		fixed := newStream(c.Options.Seed, "duty_target "+d.DeptCode)
		r := newStream(c.Options.Seed, "duty_target "+d.DeptCode+quarter.String())
		skill := skills[d.AreaCode] + 0.5*(fixed.Float64()-0.5)
		for n := range perUnit {
			x := Duty{DeptCode: d.DeptCode, AreaCode: d.AreaCode, Quarter: quarter, TargetNo: fmt.Sprintf("%d-%02d", []int{16, 38, 86}[n%3], n/3+1),
				DutyKind: kinds.pick(fixed), IsSigned: flagOf(fixed.Float64() < shift(0.985, skill)), TargetValue: float64(10 * fixed.between(6, 10))}
			x.ActualValue = float64(int(x.TargetValue*min(1.1, r.logNormal(shift(0.97, skill), 0.06))*10)) / 10
			x.IsDone = flagOf(x.ActualValue >= 0.95*x.TargetValue)
			rows = append(rows, x)
		}
	}
	return rows
}

func (c *City) dutySheaf() *sheaf[Duty] {
	return &sheaf[Duty]{dataset: "duty_target", rows: c.Duties, sent: tenthAfter,
		form:  form{kind: formBook, title: cityName + "平安建设责任书任务完成情况季报", notes: []string{"填报人：平安建设协调科", "注：考核单位，不考核个人"}},
		event: func(x *Duty) Date { return x.Quarter }, cells: (*Duty).cells,
		fresh: func(x Duty, n int) Duty { x.Quarter = c.unusedQuarter(n); return x },
		twin:  func(x Duty) Duty { x.ActualValue -= 3; return x }}
}

func dutyFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "is_done", ""), breaks(anlan.RuleRequired, "target_no", "-"), breaks(anlan.RuleCode, "duty_kind", "T9"),
		breaks(anlan.RuleArea, "area_code", "629977"), breaks(anlan.RuleType, "actual_value", "基本完成"), breaks(anlan.RuleType, "is_signed", "待签"),
	}
}
