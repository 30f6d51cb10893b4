package figures

import (
	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl/demo"
)

func (o *oracle) centers() []indicator {
	type row = demo.CenterQuarter
	d := on(o, o.city.Centers, func(x *row) string { return x.AreaCode })
	when := dates(func(x *row) demo.Date { return x.Quarter })
	sums := func(num, den func(*row) demo.Count, is func(*row) bool) counter {
		return amounts(d, when, 1, counts(num, is), counts(den, is), Some(0), Some(0))
	}
	posted := func(x *row) bool { return x.Posts > 0 }
	town := func(x *row) bool { return x.CenterLevel == "3" }
	f := family{dataset: "governance_center_quarter"}
	f.add("JC01", anlan.Township, 3, 3, counted, share(d, when, where(func(x *row) bool { return x.IsOperating == demo.Yes }), all[row]))
	f.add("JC02", anlan.Township, 3, 3, counted, sums(func(x *row) demo.Count { return x.DeptsResident }, func(x *row) demo.Count { return x.DeptsRequired }, every[row]))
	f.add("JC03", anlan.Township, 3, 3, counted, sums(func(x *row) demo.Count { return min(x.Staff, x.Posts) }, func(x *row) demo.Count { return x.Posts }, posted))
	f.add("JC04", anlan.Township, 3, 3, counted, sums(func(x *row) demo.Count { return x.ClosedOnTime }, func(x *row) demo.Count { return x.Received }, every[row]))
	f.add("JC05", anlan.Township, 3, 3, counted, share(d, when, where(func(x *row) bool { return isOneOf(x.Star, "3", "4", "5") }),
		where(func(x *row) bool { return isOneOf(x.Star, "1", "2", "3", "4", "5") })))
	f.add("JC06", anlan.County, 3, 0, counted, share(d, when, where(func(x *row) bool { return town(x) && x.HasPoliticalOfficer == demo.Yes }), where(town)))
	return f.list
}

func (o *oracle) gridStaff() []indicator {
	type row = demo.GridStaff
	d := on(o, o.city.GridStaffs, func(x *row) string { return x.AreaCode })
	when := dates(func(x *row) demo.Date { return x.StatMonth })
	basic := func(x *row) bool { return x.IsUrban == demo.Yes && x.GridKind == "41" }
	f := family{dataset: "grid_staff_month"}
	f.add("JC07", anlan.Village, 1, 1, counted, share(d, when, where(func(x *row) bool { return x.StaffFull+x.StaffPart >= 1 && x.HasLeader == demo.Yes }), all[row]))
	f.add("JC08", anlan.Township, 1, 1, counted, share(d, when, where(func(x *row) bool { return basic(x) && x.Households >= 300 && x.Households <= 500 }), where(basic)))
	f.add("JC15", anlan.Township, 1, 1, counted, share(d, when, where(func(x *row) bool { return x.HasPolice == demo.Yes }), all[row]))
	return f.list
}

func (o *oracle) gridDays() []indicator {
	type row = demo.GridDay
	d := on(o, o.city.GridDays(), func(x *row) string { return x.AreaCode })
	when := dates(func(x *row) demo.Date { return x.StatDate })
	f := family{dataset: "grid_day"}
	f.add("JC09", anlan.Grid, 1, 1, counted, share(d, when, where(func(x *row) bool { return x.Patrols >= 2 && x.HouseholdVisits >= 5 }), all[row]))
	f.add("JC13", anlan.Township, 1, 1, counted, silentGrids(d, when))
	return f.list
}

// silentGrids counts the grids that reported nothing of use in a stretch of
// time, among those that reported at all.
func silentGrids(d rowsOf[demo.GridDay], when func(*demo.GridDay) int64) counter {
	return func(start, end int64, from, to anlan.Level) map[string]Figure {
		useful := map[string]bool{}
		d.within(when, start, end, func(area string, x *demo.GridDay) { useful[area] = useful[area] || x.ValidInfo > 0 })
		num, den := sums{}, sums{}
		for area, ok := range useful {
			den[area] = 1
			if !ok {
				num[area] = 1
			}
		}
		return join(num.up(from, to), den.up(from, to), 1, Some(0), Some(0))
	}
}

func (o *oracle) devices() []indicator {
	type row = demo.DeviceDay
	d := on(o, o.city.DeviceDays(), func(x *row) string { return x.AreaCode })
	f := family{dataset: "device_ops_day"}
	f.add("JC14", anlan.Township, 1, 1, Figure{}, amounts(d, dates(func(x *row) demo.Date { return x.StatDate }), 1,
		counts(func(x *row) demo.Count { return x.Online }, every[row]), counts(func(x *row) demo.Count { return x.Installed }, every[row]), Value{}, Value{}))
	return f.list
}

func (o *oracle) communities() []indicator {
	type row = demo.CommunityQuarter
	d := on(o, o.city.Communities, func(x *row) string { return x.AreaCode })
	when := dates(func(x *row) demo.Date { return x.Quarter })
	f := family{dataset: "community_gov_quarter"}
	f.add("QZ08", anlan.Village, 3, 3, counted, amounts(d, when, 1, counts(func(x *row) demo.Count { return x.TopicsFedBack }, every[row]),
		counts(func(x *row) demo.Count { return x.Topics }, every[row]), Some(0), Some(0)))
	f.add("QZ09", anlan.Township, 3, 3, Figure{}, total(d, when, counts(func(x *row) demo.Count { return x.Volunteers }, every[row]))).per = residents
	return f.list
}
