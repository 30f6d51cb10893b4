package demo

import (
	"math"
	"slices"
	"strconv"
)

// serviceProcess says how many cases of government services begin; how they
// follow the calendar is serviceMonths' own matter.
func serviceProcess(scale float64) *process {
	return &process{dataset: "service_case", perDay: 25000 * scale, trend: 0.04, shape: 60, festival: 0.12}
}

// service is a case of a government service in few bytes; unsaid stands for a
// time used that is not known.
type service struct {
	person                     uint64
	apply, accept, due, finish Stamp
	number                     int32 // among the day's cases of the township
	town, item                 uint16
	village                    int16  // at whose station it was taken in: atTown and atCounty for windows higher up
	used                       uint16 // hundredths of a working day
	channel                    uint8  // place in serviceChannels
	visits                     int8
	online, agent, bundle      bool
}

const (
	unsaid         = math.MaxUint16
	atTown   int16 = -1
	atCounty int16 = -2
)

func serviceChannels() []string { return []string{"01", "02", "03", "04", "05", "06"} }

const (
	channelWindow = iota
	channelWeb
	channelMobile
	channelKiosk
	channelAgent
	channelPost
)

// serviceMonths makes services month by month, day by day within, and the
// reviews that follow them. Every township has a stream for every day, and
// every case dice of its own.
type serviceMonths struct {
	flows    []*flow
	items    []serviceItem
	channels []string
	numbers  []string // by township, in the numbers of its cases
	cal      *calendar
	work     *workTime
	bell     *bell
	seed     uint64
	since    Date
	last     Date
	clocks   [2][]float64 // running sums by hour: days off, working days
}

func newServiceMonths(fs []*flow, cal *calendar, seed uint64, since, last Date) *serviceMonths {
	m := &serviceMonths{flows: fs, items: serviceItems(), channels: serviceChannels(), cal: cal, bell: newBell(), seed: seed, since: since, last: last}
	m.work = newWorkTime(cal, since-1, last+240)
	for i := range fs {
		m.numbers = append(m.numbers, strconv.Itoa(1000 + i)[1:])
	}
	m.clocks[0] = newChoice(nil, []float64{.5, .2, .1, .1, .1, .2, .5, 1.2, 2.6, 4.4, 5.2, 4.6, 3.8, 3.9, 4.3, 4.6, 4.4, 3.9, 3.4, 3.8, 4.2, 3.8, 2.4, 1.1}).sums
	m.clocks[1] = newChoice(nil, []float64{.2, .1, .05, .05, .05, .1, .3, .9, 5.5, 13, 14, 10, 3.4, 6, 11, 12, 10, 6, 1.8, 1.9, 2.1, 1.9, 1.2, .5}).sums
	return m
}

// desk is how a township's services are handled on a day, and which are asked for.
type desk struct {
	town        int
	late, twice float64 // chances
	pace        float64 // of handling: below 1 is faster
	web         float64 // more or less online, on the logit scale
	active, bad float64 // chances that somebody reviews, and badly
	unasked     float64 // chance that the system gives a good mark by itself
	believed    float64 // chance that a bad review is found justified
	mended      float64 // chance that it is put right in time
	base        uint64  // of the cases' dice
	worked      bool
	country     float64
	itemSums    []float64
	seconds     []uint32 // of the day, at which cases are applied for
}

// openDesk draws how many cases begin in a township on a day, and when.
func (m *serviceMonths) openDesk(k *desk, i int, d Date, mixes [3][]float64) {
	f := m.flows[i]
	name := "service_case " + f.town.code + d.String()
	r := newStream(m.seed, name)
	skill := f.skill(d, m.last)
	k.town, k.base, k.worked = i, mix(m.seed^hashText(name)), m.work.on(d)
	switch f.town.kind {
	case "21":
		k.country = 0
	case "22":
		k.country = 0.6
	default:
		k.country = 1
	}
	k.itemSums = mixes[int(2*k.country)]
	k.late, k.twice, k.pace = shift(0.014, -1.5*skill), shift(0.085, -1.1*skill), math.Exp(-0.24*skill)
	k.web = 0.55*f.county.plan.skill - 0.5*k.country
	k.active, k.bad = 0.196*math.Exp(0.45*skill), shift(0.013, -0.9*skill)
	k.unasked = 0.173
	k.believed, k.mended = shift(0.74, 0.3*skill), shift(0.925, 1.1*skill)
	factor := 0.40
	if k.worked {
		factor = [7]float64{1.22, 1.10, 1.05, 1.02, 1.00, 0.95, 0.95}[d.weekday()]
	}
	years := float64(d-m.last) / 365.25
	mean := f.rate * factor / 0.86 * m.cal.quiet(d, f.festival) * math.Exp(f.trend*years) * weekly(m.seed, f.dataset, f.town.code, d.week()).gamma(f.shape)
	n := r.poisson(mean)
	sums := m.clocks[0]
	if k.worked {
		sums = m.clocks[1]
	}
	k.seconds = k.seconds[:0]
	draw := dice(k.base)
	for range n {
		h := pickSum(sums, draw.unit()*sums[23])
		k.seconds = append(k.seconds, uint32(h*hour+draw.below(hour)))
	}
	slices.Sort(k.seconds)
}

// mixes gives the running sums over the items for streets, towns and the
// country on a day.
func (m *serviceMonths) mixes(d Date) [3][]float64 {
	var out [3][]float64
	for k, country := range []float64{0, 0.6, 1} {
		sum := 0.0
		for i := range m.items {
			x := &m.items[i]
			sum += ((1-country)*x.urban + country*x.rural) * yearly(d, x.peak, x.amplitude)
			out[k] = append(out[k], sum)
		}
	}
	return out
}

// day makes the services of an items' kind (vertical or not) that are applied
// for on a day, township by township, as they will finally be.
func (m *serviceMonths) day(d Date, k *desk, vertical bool, list []service) []service {
	mixes := m.mixes(d)
	for i := range m.flows {
		m.openDesk(k, i, d, mixes)
		for n, second := range k.seconds {
			x, draw, item := m.begin(k, n, d.at(int(second)))
			if item.vertical == vertical {
				m.follow(&x, item, k, &draw)
				list = append(list, x)
			}
		}
	}
	return list
}

// begin draws the item of the n-th case of a desk.
func (m *serviceMonths) begin(k *desk, n int, at Stamp) (service, dice, *serviceItem) {
	draw := dice(mix(k.base + uint64(n)*2 + 1))
	item := pickSum(k.itemSums, draw.unit()*k.itemSums[len(k.itemSums)-1])
	return service{apply: at, number: int32(n + 1), town: uint16(k.town), item: uint16(item)}, draw, &m.items[item]
}

// follow makes the rest of a case.
func (m *serviceMonths) follow(x *service, item *serviceItem, k *desk, draw *dice) {
	x.person = draw.next()
	x.bundle = draw.chance(0.055)
	m.channel(x, item, k, draw)
	m.window(x, item, draw)
	w := m.work.at(x.apply)
	x.used, x.visits = unsaid, m.visits(x, k, draw)
	if draw.chance(0.012) { // turned down without being taken in
		x.due = m.work.after(x.apply.Date(), int(item.promise)).at(officeCloses)
		x.finish = max(x.apply+60, m.work.stamp(w+(m.work.at(x.due)-w)*(0.1+0.8*draw.unit())))
		return
	}
	wait := 0.003 + 0.02*draw.unit()
	if x.channel != channelWindow && x.channel != channelKiosk {
		wait = min(0.05*k.pace*math.Exp(0.9*m.bell.normal(draw)), 1.8)
	}
	x.accept = max(x.apply+30, m.work.stamp(w+wait))
	w = m.work.at(x.accept)
	x.due = m.work.after(x.accept.Date(), int(item.promise)).at(officeCloses)
	room := m.work.at(x.due) - w
	late := k.late
	if item.slow() {
		late *= 1.6
	}
	if x.agent {
		late *= 1.5
	}
	took, rest := 0.0, 0.0 // rest: waiting for the applicant
	switch {
	case draw.chance(late):
		took = min(room+0.15+(0.6+0.12*float64(item.promise))*draw.exponential(), room+25)
	case item.promise == 0:
		took = min(0.025*k.pace*math.Exp(0.9*m.bell.normal(draw)), 0.95*room)
	default:
		took = min(0.72*k.pace*float64(item.promise)*math.Exp(0.45*m.bell.normal(draw)), 0.97*room)
		if item.promise > 1 && draw.chance(0.06) {
			if rest = 0.5 + 1.5*draw.unit(); took+rest > 0.97*room {
				rest = 0
			}
		}
	}
	x.finish = max(x.accept+30, m.work.stamp(w+took+rest))
	if !draw.chance(0.003) {
		x.used = uint16(max(100*(m.work.at(x.finish)-w-rest), 0) + 0.5)
	}
}

// channel draws how a case is applied for: online alone when offices are closed.
func (m *serviceMonths) channel(x *service, item *serviceItem, k *desk, draw *dice) {
	open := k.worked && m.work.open(x.apply)
	if !open || draw.chance(shift(item.online, k.web-0.25)) {
		switch u := draw.unit(); {
		case u < 0.46:
			x.channel = channelMobile
		case u < 0.91:
			x.channel = channelWeb
		default:
			x.channel = channelKiosk
		}
		x.online = x.channel != channelKiosk && draw.chance(shift(0.88, 0.5*k.web))
		x.agent = draw.chance(0.004)
		return
	}
	switch u, agents := draw.unit(), 0.07+0.10*k.country; {
	case u < agents:
		x.channel, x.agent = channelAgent, true
	case u < agents+0.03:
		x.channel = channelPost
	case u < agents+0.09:
		x.channel = channelKiosk
	default:
		x.channel = channelWindow
		x.agent = draw.chance(0.01)
	}
}

// window draws where a case is taken in: the county's hall, a township's
// centre or a village's station.
func (m *serviceMonths) window(x *service, item *serviceItem, draw *dice) {
	x.village = atCounty
	low := item.township
	if x.channel == channelAgent {
		low = max(low, 0.5)
	}
	if !draw.chance(low) {
		return
	}
	x.village = atTown
	if draw.chance(0.22) || x.channel == channelAgent && draw.chance(0.5) {
		town := m.flows[x.town].town
		x.village = int16(pickSum(town.weights, draw.unit()*town.weights[len(town.weights)-1]))
	}
}

// visits draws how often the applicant had to come, -1 where nobody wrote it down.
func (m *serviceMonths) visits(x *service, k *desk, draw *dice) int8 {
	switch u := draw.unit(); {
	case u < 0.025:
		return -1
	case x.online || x.channel == channelAgent:
		return 0
	case x.channel == channelPost:
		return int8(draw.below(2))
	case x.channel != channelWindow:
		return 1
	case !draw.chance(k.twice):
		return 1
	case draw.chance(0.15):
		return 3
	}
	return 2
}

// month gives the services of an items' kind that are applied for in the month
// that begins on a day.
func (m *serviceMonths) month(begin Date, vertical bool) []service {
	var k desk
	end := min(begin.monthStart(1), m.last+1)
	share := 0.76
	if vertical {
		share = 0.34
	}
	total := 0.0
	for _, f := range m.flows {
		total += f.rate
	}
	list := make([]service, 0, int(total*share*float64(end-begin)*1.15)+64)
	for d := begin; d < end; d++ {
		list = m.day(d, &k, vertical, list)
	}
	return list
}
