package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/anlan-lake/anlan"
)

func optional(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func (a AreaRow) sheetCells() []any {
	cells := []any{a.AreaCode, a.AreaName, a.AreaLevel, a.AreaType, optional(a.ParentCode), optional(a.StatCode12), optional(a.UrbanRural), nil,
		a.CenterLon, a.CenterLat, optional(a.BoundaryRef), day(a.ValidFrom), nil, optional(a.SuccessorCode)}
	if a.Households != NoCount {
		cells[7] = int(a.Households)
	}
	if a.ValidTo != 0 {
		cells[12] = day(a.ValidTo)
	}
	return cells
}

// areaSheets are one workbook for the city and one for each county at the
// start, and one for each county whose grids changed later.
func (c *City) areaSheets() []*sheet {
	byCounty := map[string]*sheet{}
	var sheets []*sheet
	add := func(key, name, title string) *sheet {
		s := byCounty[key]
		if s == nil {
			s = &sheet{dataset: "area", name: name, title: title, notes: []string{"填报人：区划科", "审核人：基层政权科"}}
			byCounty[key] = s
			sheets = append(sheets, s)
		}
		return s
	}
	for _, a := range c.firstAreas {
		s := add("city", fmt.Sprintf("area_%s-00_%s.xlsx", CityCode, c.First), cityName+"行政区划")
		if len(a.AreaCode) > 6 {
			county := a.AreaCode[:6]
			s = add(county, fmt.Sprintf("area_%s_%s.xlsx", county, c.First), "行政区划与网格一览表（"+county+"）")
		}
		s.rows = append(s.rows, sheetRow{cells: a.sheetCells()})
	}
	for _, a := range c.Areas {
		if a.ValidTo == 0 && a.ValidFrom == c.First {
			continue
		}
		county := a.AreaCode[:6]
		s := add(county+"+", fmt.Sprintf("area_%s_%s.xlsx", county, c.mergedOn), "网格调整情况表（"+county+"）")
		s.rows = append(s.rows, sheetRow{cells: a.sheetCells()})
	}
	faults, columns := faultsOf("area"), columnsOf("area")
	for i, s := range sheets[1:] {
		r := newStream(c.Options.Seed, "faults "+s.name)
		for k := range 2 {
			f := faults[(2*i+k)%len(faults)]
			x := c.Areas[r.IntN(len(c.Areas))]
			for len(x.AreaCode) != 15 {
				x = c.Areas[r.IntN(len(c.Areas))]
			}
			x.AreaCode = fmt.Sprintf("%s%03d", x.ParentCode, 901+k)
			x.AreaName += "（专属）"
			x.AreaType = "42"
			s.insert(r, f, columns, x.sheetCells())
		}
		at := r.IntN(len(s.rows))
		for s.rows[at].rule != "" {
			at = (at + 1) % len(s.rows)
		}
		twin := slices.Clone(s.rows[at].cells)
		twin[1] = fmt.Sprint(twin[1], "（旧名）")
		s.rows = slices.Insert(s.rows, r.IntN(at+1), sheetRow{twin, anlan.RuleDuplicate, ""})
	}
	return sheets
}

// insert puts a broken row among the rows.
func (s *sheet) insert(r stream, f fault, columns []column, cells []any) {
	for i, c := range columns {
		if v, ok := f.set[c.name]; ok {
			cells[i] = optional(v)
		}
	}
	s.rows = slices.Insert(s.rows, r.IntN(len(s.rows)+1), sheetRow{cells, f.rule, f.column})
}

func yesNo(f Flag) any {
	if f == Yes {
		return "是"
	}
	return "否"
}

func (d Department) sheetCells() []any {
	return []any{d.DeptCode, d.DeptName, d.USCC, d.AreaCode, d.DeptLevel, d.System, yesNo(d.IsSignatory), yesNo(d.IsHotlineUnit), yesNo(d.IsProvider), day(d.ValidFrom), nil}
}

func (c *City) departmentSheet() *sheet {
	s := &sheet{dataset: "department", name: fmt.Sprintf("department_%s.xlsx", c.First), title: cityName + "平安建设责任单位名录", notes: []string{"填报人：编办综合科", "填报日期：" + c.First.String()}}
	for _, d := range c.Departments {
		s.rows = append(s.rows, sheetRow{cells: d.sheetCells()})
	}
	r := newStream(c.Options.Seed, "faults "+s.name)
	for k, f := range faultsOf("department") {
		x := c.Departments[r.IntN(len(c.Departments))]
		x.DeptCode = fmt.Sprintf("09%04d", 9000+k)
		s.insert(r, f, columnsOf("department"), x.sheetCells())
	}
	for at := range s.rows {
		if s.rows[at].rule == "" && at > 20 {
			twin := slices.Clone(s.rows[at].cells)
			twin[1] = fmt.Sprint(twin[1], "（筹）")
			s.rows = slices.Insert(s.rows, at-10, sheetRow{twin, anlan.RuleDuplicate, ""})
			break
		}
	}
	return s
}

// grouped writes a number with thousands separators, as text.
func grouped(n int64) string {
	l := &line{}
	l.buf = strconv.AppendInt(l.buf, n, 10)
	l.thousands(0, len(l.buf))
	return string(l.buf)
}

func (p Profile) sheetCells(monthForm bool) []any {
	number := func(n int64) any {
		if n < 0 {
			return "-"
		}
		return grouped(n)
	}
	count := func(n Count) any {
		if n == NoCount {
			return nil
		}
		return int(n)
	}
	month := p.StatMonth.String()
	if monthForm {
		y, m, _ := p.StatMonth.civil()
		month = fmt.Sprintf("%d年%d月", y, m)
	}
	cells := []any{p.AreaCode, month, number(p.ResidentPop), number(p.RegisteredPop), number(p.Households), p.LandArea, nil, number(p.MotorVehicles),
		number(p.MarketEntities), count(p.VillageCnt), count(p.CommunityCnt), number(p.StdAddressCnt), number(p.HouseCnt), number(p.UnitCnt), int(p.ResidencePermitCnt)}
	if p.GDP > 0 {
		cells[6] = p.GDP
	}
	return cells
}

// profileSheets are one workbook a month, sent on the fifth of the next.
func (c *City) profileSheets() []*sheet {
	var sheets []*sheet
	faults := faultsOf("area_profile")
	for from := 0; from < len(c.Profiles); {
		month := c.Profiles[from].StatMonth
		to := from
		for to < len(c.Profiles) && c.Profiles[to].StatMonth == month {
			to++
		}
		sent := month.monthStart(1) + 4
		s := &sheet{dataset: "area_profile", name: fmt.Sprintf("area_profile_%s.xlsx", sent), title: cityName + "区域基础统计月报（" + month.String()[:7] + "）",
			groups: []group{{"区划代码", 0, 0}, {"统计月份", 1, 1}, {"人口", 2, 4}, {"土地与经济", 5, 8}, {"基层单位", 9, 10}, {"一标三实", 11, 13}, {"居住证办理量", 14, 14}},
			notes:  []string{"填报人：综合科", "审核人：统计科", "填报日期：" + sent.String(), "注：乡镇以下不报地区生产总值和机动车"}}
		var sum int64
		for _, p := range c.Profiles[from:to] {
			s.rows = append(s.rows, sheetRow{cells: p.sheetCells(len(sheets)%2 == 1)})
			if len(p.AreaCode) == 6 {
				sum += p.ResidentPop
			}
		}
		s.total = []any{"合计", nil, grouped(sum)}
		r := newStream(c.Options.Seed, "faults "+s.name)
		for k := range 2 {
			x := c.Profiles[from+10+r.IntN(to-from-10)]
			x.StatMonth = c.First.monthStart(-1 - k)
			s.insert(r, faults[(2*len(sheets)+k)%len(faults)], columnsOf("area_profile"), x.sheetCells(false))
		}
		at := slices.IndexFunc(s.rows[200:], func(x sheetRow) bool { return x.rule == "" }) + 200
		twin := slices.Clone(s.rows[at].cells)
		twin[14] = 7
		s.rows = slices.Insert(s.rows, r.IntN(at), sheetRow{twin, anlan.RuleDuplicate, ""})
		sheets = append(sheets, s)
		from = to
	}
	slices.SortFunc(sheets, func(a, b *sheet) int { return cmp.Compare(a.name, b.name) })
	return sheets
}
