package demo

import (
	"sync"
	"time"

	"github.com/anlan-lake/anlan"
)

// Options of a demo city. The zero value of a field means its default.
type Options struct {
	Dir     string    // where Write puts the files
	Months  int       // months of surveys and statistics wanted in reports; 15
	History int       // months of cases before the running month; 60
	Nights  int       // days at the end that come as nightly files; 35
	Scale   float64   // of the number of cases; 0.1 (1 is a city of four million)
	Seed    uint64    // 1
	Until   time.Time // the last day, in its own zone; required
	Calm    bool      // no file is late, sent twice, wrong and corrected, or withdrawn

	// Progress, if set, hears of each step done. It may be called from
	// several goroutines, but never from two at once.
	Progress func(done, total int, what string)
}

// Rate is the true rate of a kind of case in an area: cases a day on an
// ordinary day at the end of the history, before season, week, waves and
// chance.
type Rate struct {
	Dataset string
	Area    string
	Kind    string
	PerDay  float64
}

// City is the whole demo city as it stands at the end of the last day: what a
// lake holds once every file is landed, and what figures are checked against.
// Rows are in order of time; missing values are "", 0 for stamps and dates,
// Unknown, NoCount and NoMoney.
type City struct {
	Options     Options
	Areas       []AreaRow
	Profiles    []Profile
	Departments []Department
	Disputes    []Dispute
	Mediations  []Mediation
	Petitions   []Petition
	Survey      []Response
	Outbreaks   []Outbreak
	Rates       []Rate
	Silences    []Silence
	Hidden      []Hidden
	Batches     []*Batch // known once the files are written

	Registers
	Reports

	// First and Last day of cases; Exported is the last day of the history
	// files.
	First, Last, Exported Date

	tickets    *ticketMonths
	gridEvents *gridMonths
	police     *policeMonths
	whole      struct { // of what is made by month, once somebody asks
		tickets    func() []Ticket
		gridEvents func() []GridEvent
		police     func() []PoliceDay
	}
	processes []begun // that truth tells the rhythm of
	serviceSets
	terrain    *terrain
	firstAreas []AreaRow // as first sent, before grids were merged
	mergedOn   Date      // 0: never
}

func (o Options) withDefaults() (Options, error) {
	if o.Until.IsZero() {
		return o, anlan.Errorf(anlan.Invalid, "the demo city needs the last day of its data")
	}
	if y := o.Until.Year(); y < 2005 || y > 2035 {
		return o, anlan.Errorf(anlan.Invalid, "last day %s of the demo city: only the years 2005 to 2035 are known to its calendar", o.Until.Format(anlan.DateFormat))
	}
	set := func(v *int, standard int) {
		if *v == 0 {
			*v = standard
		}
	}
	set(&o.Months, 15)
	set(&o.History, 60)
	set(&o.Nights, 35)
	if o.Scale == 0 {
		o.Scale = 0.1
	}
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Months < 1 || o.History < 1 || o.Nights < 1 || o.Scale < 0 {
		return o, anlan.Errorf(anlan.Invalid, "the demo city needs at least one month, one month of history, one night and a positive scale")
	}
	return o, nil
}

// New makes the whole city in memory. Errors are Invalid options.
func New(o Options) (*City, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	last := dateOf(o.Until)
	c := &City{Options: o, First: last.monthStart(-o.History), Last: last, Exported: last - Date(o.Nights)}
	if c.Exported < c.First {
		return nil, anlan.Errorf(anlan.Invalid, "%d nights reach back beyond the history of %d months", o.Nights, o.History)
	}
	steps := []struct {
		what string
		do   func()
	}{
		{"areas", c.makeAreas},
		{"disputes, mediation, tickets, grid events", c.makeCases},
		{"petitions", c.makePetitions},
		{"police statistics", c.makePolice},
		{"surveys and profiles", c.makeMonthly},
		{"registers", c.makeRegisters},
		{"services and daily statistics", c.makeServices},
		{"monthly and quarterly reports", c.makeReports},
	}
	for i, s := range steps {
		c.progress(i, len(steps), s.what)
		s.do()
	}
	c.progress(len(steps), len(steps), "city made")
	return c, nil
}

// Tickets gives all rows of hotline_ticket, in order of time; it makes them on
// the first call, and holds them from then on.
func (c *City) Tickets() []Ticket { return rowsOf(c.whole.tickets) }

// GridEvents gives all rows of grid_event likewise.
func (c *City) GridEvents() []GridEvent { return rowsOf(c.whole.gridEvents) }

// Police gives all rows of police_stat_day likewise, in order of day.
func (c *City) Police() []PoliceDay { return rowsOf(c.whole.police) }

func (c *City) progress(done, total int, what string) {
	if c.Options.Progress != nil {
		c.Options.Progress(done, total, what)
	}
}

func (c *City) makeAreas() {
	seed := c.Options.Seed
	c.terrain = newTerrain(seed)
	c.mergedOn = (c.First + 2*(c.Last-c.First)/3).monthStart(0)
	if c.mergedOn > c.First && c.mergedOn <= c.Exported {
		c.terrain.merge(c.mergedOn, newStream(seed, "merge"))
	} else {
		c.mergedOn = 0
	}
	c.terrain.field = newField(c.terrain, seed, c.First, c.Last)
	c.terrain.waves = planWaves(newCalendar(), c.First, c.Last)
	c.Silences = planSilences(c.terrain, c.First, c.Last)
	c.Areas, c.firstAreas = c.terrain.areaRows(c.First)
	c.Departments = c.terrain.departments(c.First, newStream(seed, "department"))
}

func (c *City) makeCases() {
	t, seed, cal := c.terrain, c.Options.Seed, newCalendar()
	end := c.Last.end()
	dp, tp, gp, mp := disputeProcess(c.Options.Scale), ticketProcess(c.Options.Scale), gridProcess(c.Options.Scale), mediationProcess(c.Options.Scale)
	df, tf, gf, mf := dp.flows(t, seed), tp.flows(t, seed), gp.flows(t, seed), mp.flows(t, seed)
	for _, fs := range [][]*flow{df, tf, gf, mf} {
		c.addRates(fs, c.First)
	}
	dh, th := dp.rhythm(cal, c.First, c.Last), tp.rhythm(cal, c.First, c.Last)
	dm := newDisputeMaker(c.Last)
	c.tickets = newTicketMonths(newTicketMaker(cal, c.Last), tf, th, c.silencesOf("hotline_ticket"))
	c.gridEvents = newGridMonths(newGridMaker(c.Last), gf, gp.rhythm(cal, c.First, c.Last), c.silencesOf("grid_event"))
	c.addWaves(df, dh)
	c.addWaves(tf, th)

	var extraDisputes []Dispute
	var extraTickets []Ticket
	c.Outbreaks, extraDisputes, extraTickets = c.plantOutbreaks(df, tf, dh, th, dm, c.tickets.ticketMaker)
	parts := makeDisputes(df, dh, dm, seed, c.First, c.Last)
	withhold(c, df, parts, func(d *Dispute) Date { return d.RegisterTime.Date() }, (*Dispute).failed)
	disputes := inOrder(append(parts, extraDisputes), func(d *Dispute) Stamp { return d.RegisterTime })
	numberDisputes(disputes)

	mediations := makeMediations(mf, mp.rhythm(cal, c.First, c.Last), disputes, seed, c.First, c.Last)
	c.Mediations = inOrder(mediations, func(m *Mediation) Stamp { return m.AcceptDate.at(0) })
	numberMediations(c.Mediations)

	c.tickets.plan(extraTickets)
	c.tickets.plan(c.tickets.fromDisputes(tf, disputes, seed, c.First))
	c.tickets.withhold()
	c.gridEvents.plan(c.gridEvents.fromDisputes(gf, disputes, seed, c.First))
	c.gridEvents.withhold()
	c.whole.tickets = sync.OnceValue(func() []Ticket { return all(c.First, c.Last, c.tickets.month, (*Ticket).asOf) })
	c.whole.gridEvents = sync.OnceValue(func() []GridEvent { return all(c.First, c.Last, c.gridEvents.month, (*GridEvent).asOf) })

	c.Disputes = disputes
	for i := range c.Disputes {
		c.Disputes[i] = c.Disputes[i].asOf(end)
	}
	for i := range c.Mediations {
		c.Mediations[i] = c.Mediations[i].asOf(end)
	}
}

func (c *City) makePolice() {
	c.police = newPoliceMonths(c.terrain, newCalendar(), c.Options.Seed, c.Last)
	for i, town := range c.terrain.towns {
		for k, x := range c.police.kinds {
			c.Rates = append(c.Rates, Rate{"police_stat_day", town.code, x.code, c.police.share[i][k]})
		}
	}
	c.whole.police = sync.OnceValue(func() []PoliceDay { return all(c.First, c.Last, c.police.month, nil) })
}

func (c *City) makePetitions() {
	t, seed := c.terrain, c.Options.Seed
	p := petitionProcess(c.Options.Scale)
	fs := p.flows(t, seed)
	c.addRates(fs, c.First)
	h := p.rhythm(newCalendar(), c.First, c.Last)
	c.addWaves(fs, h)
	parts := makePetitions(fs, h, seed, c.First, c.Last)
	withhold(c, fs, parts, func(p *Petition) Date { return p.ReceiveDate }, (*Petition).failed)
	c.Petitions = inOrder(parts, func(p *Petition) Stamp { return p.ReceiveDate.at(0) })
	numberPetitions(c.Petitions)
	for i := range c.Petitions {
		c.Petitions[i] = c.Petitions[i].asOf(c.Last.end())
	}
}

// makeMonthly makes what comes by month: enough of it that windows of twelve
// months before the first report are covered, where the history allows.
func (c *City) makeMonthly() {
	months := min(c.Options.Months+12, c.Options.History)
	from, month := c.Last.monthStart(-months), c.Last.monthStart(0)
	sent := func(after Date) Date { // the last month whose figures have come
		if c.Last < month+after {
			return c.Last.monthStart(-2)
		}
		return c.Last.monthStart(-1)
	}
	c.Profiles = makeProfiles(c.terrain, c.Options.Seed, from, sent(4), c.Last)
	c.Survey = makeSurvey(c.terrain, c.Options.Seed, from, sent(2), c.Last)
}

// begun is a process and the first day it ran on.
type begun struct {
	*process
	first Date
}

// addRates notes what is true of the flows of a data set, from a day on.
func (c *City) addRates(fs []*flow, first Date) {
	p := fs[0].process
	c.processes = append(c.processes, begun{p, first})
	county := map[string][]float64{}
	for _, f := range fs {
		if county[f.county.code] == nil {
			county[f.county.code] = make([]float64, len(p.kinds))
		}
		for k, x := range p.kinds {
			county[f.county.code][k] += f.rate * f.kindOf[k]
			c.Rates = append(c.Rates, Rate{p.dataset, f.town.code, x.code, f.rate * f.kindOf[k]})
		}
	}
	for _, x := range c.terrain.counties {
		for k, kind := range p.kinds {
			c.Rates = append(c.Rates, Rate{p.dataset, x.code, kind.code, county[x.code][k]})
		}
	}
}
