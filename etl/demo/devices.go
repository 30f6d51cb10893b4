package demo

import (
	"math"

	"github.com/anlan-lake/anlan"
)

// deviceKind is a system of devices: how likely a street and a township of the
// country has it, how many are installed, how many of a thousand fail in a day.
type deviceKind struct {
	code         string // CL_DEVICE
	urban, rural float64
	installed    float64
	up           float64 // share online
	fails        float64
	served       float64 // lawful requests a day, < 0: not counted
	helped       float64 // people helped a day, < 0: not counted
}

func deviceKinds() []deviceKind {
	return []deviceKind{
		{"01", 1, 1, 260, .955, 2.2, .35, -1}, {"02", 1, .45, 190, .968, 1.6, .9, -1}, {"03", .35, .5, 60, .935, 3, .1, -1},
		{"04", .9, .7, 24, .972, 1.2, -1, .2}, {"05", 1, 1, 11, .965, 2, -1, -1}, {"06", .95, .3, 140, .945, 2.6, -1, -1},
		{"07", .05, .5, 14, .925, 4, -1, -1}, {"08", .25, .45, 8, .94, 3, -1, -1}, {"09", .06, .05, 6, .93, 3, -1, -1},
		{"10", .5, .15, 40, .975, 1, .05, -1}, {"11", .85, .8, 75, .965, 1.3, .05, -1}, {"99", .35, .12, 90, .92, 3.2, .1, -1},
	}
}

// deviceUnit is a system in a township.
type deviceUnit struct {
	kind      *deviceKind
	town      *place
	hash      uint64
	installed float64 // at the end
	health    float64 // on the logit scale
}

// deviceMonths counts, system by system, the devices that run in a township on
// a day.
type deviceMonths struct {
	units []deviceUnit
	seed  uint64
	since Date
	last  Date
}

func newDeviceMonths(t *terrain, seed uint64, since, last Date) *deviceMonths {
	m := &deviceMonths{seed: seed, since: since, last: last}
	kinds, b := deviceKinds(), newBell()
	for _, town := range t.towns {
		size := math.Pow(town.pop/37000, 0.7)
		for k := range kinds {
			u := deviceUnit{kind: &kinds[k], town: town, hash: seed ^ hashText("device_ops_day "+town.code+kinds[k].code)}
			draw := dice(mix(u.hash))
			has := u.kind.rural
			if town.kind == "21" {
				has = u.kind.urban
			}
			if !draw.chance(has) {
				continue
			}
			u.installed = max(2, u.kind.installed*size*math.Exp(0.4*b.normal(&draw)))
			u.health = 0.9*(town.plan.skill+town.skill) + 0.35*b.normal(&draw)
			m.units = append(m.units, u)
		}
	}
	return m
}

// outage gives the share of a unit's devices that a cut of line or power takes
// away on a day, and whether it began on it: spells of one to six days.
func (u *deviceUnit) outage(d Date) (lost float64, began bool) {
	const month = 30
	at := int(d) + int(u.hash>>20%month)
	draw := dice(mix(u.hash + uint64(at/month)))
	if !draw.chance(0.075) {
		return 0, false
	}
	length := 1 + draw.below(6)
	begin := draw.below(month - length)
	lost = 0.2 + 0.7*draw.unit()
	if day := at % month; day >= begin && day < begin+length {
		return lost, day == begin
	}
	return 0, false
}

// month gives the rows of the month that begins on a day.
func (m *deviceMonths) month(begin Date) []DeviceDay {
	end := min(begin.monthStart(1), m.last+1)
	rows := make([]DeviceDay, 0, int(end-begin)*len(m.units))
	for d := begin; d < end; d++ {
		for i := range m.units {
			u := &m.units[i]
			draw := dice(mix(u.hash + 0x10001*uint64(d)))
			rows = append(rows, m.day(u, d, &draw))
		}
	}
	return rows
}

func (m *deviceMonths) day(u *deviceUnit, d Date, draw *dice) DeviceDay {
	month := d.monthStart(0) // new devices count from the first of a month
	n := math.Round(u.installed * math.Exp(0.06*float64(month-m.last)/365.25))
	drift := u.town.plan.drift * float64(d-m.last+365) / 365.25
	up := shift(u.kind.up, u.health+0.9*drift)
	lost, began := u.outage(d)
	off := draw.poisson(math.Exp(-n*(1-up))) + int(lost*n)
	fails := u.kind.fails / 1000 * math.Exp(-0.4*u.health)
	x := DeviceDay{AreaCode: u.town.code, StatDate: d, System: u.kind.code, Installed: Count(n), Online: Count(n) - min(Count(off), Count(n)),
		Faults: Count(draw.poisson(math.Exp(-n*fails))) + countIf(began), RequestsServed: NoCount, Helped: NoCount, row: draw.next()}
	x.FaultsFixed = Count(draw.binomial(int(x.Faults), shift(0.9, u.health)))
	if u.kind.served >= 0 {
		x.RequestsServed = Count(draw.poisson(math.Exp(-u.kind.served * n / u.kind.installed)))
	}
	if u.kind.helped >= 0 {
		x.Helped = Count(draw.poisson(math.Exp(-u.kind.helped * n / u.kind.installed)))
	}
	if draw.chance(0.01) { // the platform counts what is online, the workshop did not answer
		x.Faults, x.FaultsFixed = NoCount, NoCount
	}
	return x
}

func (c *City) deviceSheaf() *sheaf[DeviceDay] {
	return &sheaf[DeviceDay]{dataset: "device_ops_day", form: form{kind: formPages, names: true, page: 500}, month: c.devices.month, since: c.devices.since,
		event: func(x *DeviceDay) Date { return x.StatDate }, cells: (*DeviceDay).cells,
		fresh: func(x DeviceDay, n int) DeviceDay { x.StatDate = c.First - 1 - Date(n%5000); return x },
		twin:  func(x DeviceDay) DeviceDay { x.Installed++; return x }}
}

func deviceFaults() []fault {
	return []fault{
		breaks(anlan.RuleRequired, "installed", ""), breaks(anlan.RuleRequired, "online", "—"), breaks(anlan.RuleType, "online", "全部"),
		breaks(anlan.RuleType, "stat_date", "2026-06-31"), breaks(anlan.RuleCode, "system", "12"), breaks(anlan.RuleRange, "requests_served", "-1"),
		over("online", 21, "installed", 20),
		over("faults_fixed", 3, "faults", 2),
		breaks(anlan.RuleArea, "area_code", "629902"), breaks(anlan.RuleArea, "area_code", "629977001"),
	}
}
