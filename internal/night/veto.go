package night

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/lake"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/queries"
)

// vetoes are the facts of one build.
type vetoes struct {
	known []ledger.Veto // what people have made of earlier ones
}

// readVetoes gives the facts that the ledger knows.
func (b *build) readVetoes(ctx context.Context) (*vetoes, error) {
	known, err := b.Ledger.Vetoes(ctx)
	return &vetoes{known}, err
}

// confirmed gives the facts that cap totals: those a person has confirmed,
// with the day they were lifted. An indicator that the framework no longer has
// as a veto caps nothing.
func (v *vetoes) confirmed(f *indicators.Framework) []indicators.VetoFact {
	var out []indicators.VetoFact
	for _, x := range v.known {
		i, ok := f.Indicator(x.Indicator)
		if x.FactDay == "" || !ok || len(i.VetoRule) == 0 {
			continue
		}
		out = append(out, fact(x))
	}
	return out
}

func fact(x ledger.Veto) indicators.VetoFact {
	return indicators.VetoFact{Indicator: x.Indicator, Area: x.Area, Day: x.FactDay, Document: x.Document, By: x.DecidedBy, Lifted: x.LiftedDay}
}

// VetoUntil gives the last day on which a period may end and a confirmed fact
// still stands, "" for one that is not confirmed.
func (n *Night) VetoUntil(v ledger.Veto) string {
	if v.FactDay == "" {
		return ""
	}
	return n.Framework.Until(fact(v))
}

// facts gives every fact that the figures of the night propose, with what a
// person has made of it, and the decided ones that they propose no longer.
func (b *build) facts(ctx context.Context, v *vetoes, measures []anlan.Measure) ([]anlan.Veto, error) {
	found, err := b.eventFacts(ctx)
	if err != nil {
		return nil, err
	}
	found = append(found, b.figureFacts(measures)...)
	at := map[string]int{}
	for i, x := range found {
		at[x.Key] = i
	}
	for _, x := range v.known {
		x.Until = b.VetoUntil(x)
		if i, ok := at[x.Key]; ok {
			found[i].State, found[i].FactDay, found[i].Document, found[i].Until = x.State, x.FactDay, x.Document, x.Until
		} else if x.State != anlan.VetoAwaiting {
			found = append(found, x.Veto)
		}
	}
	slices.SortFunc(found, func(a, b anlan.Veto) int { return strings.Compare(a.Key, b.Key) })
	return found, nil
}

// since is the first day whose facts could still stand tonight.
func (b *build) since() time.Time { return tonight(b.asOf).AddDate(0, -b.Framework.Veto.Months, 0) }

// eventFacts gives a fact for each event that a veto counts, where the count
// of its area, or of one above it, reaches the rule.
func (b *build) eventFacts(ctx context.Context) ([]anlan.Veto, error) {
	var out []anlan.Veto
	for _, i := range b.Framework.Indicators {
		text, ok, err := b.Framework.Events(i, b.keyOf(i.Numerator.Table), b.since(), tonight(b.asOf), b.set.Tables(), queries.DuckDB)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		events, err := readEvents(ctx, b.session, text)
		if err != nil {
			return nil, fmt.Errorf("events of veto %s: %w", i.ID, err)
		}
		out = append(out, b.meet(i, events)...)
	}
	return out, nil
}

// event is one row that a veto's count rests on.
type event struct {
	key, area, day string
	num            float64
}

func readEvents(ctx context.Context, s *lake.Session, text string) ([]event, error) {
	var out []event
	err := each(ctx, s, "select event_key, area_code, strftime(day, '%Y-%m-%d'), num from ("+text+") as events order by 3, 2, 1", func(r *sql.Rows) error {
		var e event
		err := r.Scan(&e.key, &e.area, &e.day, &e.num)
		out = append(out, e)
		return err
	})
	return out, err
}

// keyOf gives the key of a data set, by which its rows are named.
func (b *build) keyOf(dataset string) []string {
	for _, s := range b.Sources {
		if s.Dataset == dataset {
			return s.Contract.Key
		}
	}
	return nil
}

// meet keeps the events of areas whose count reaches a rule of the veto, each
// as the fact of the area that answers for it. A row that counts several is as
// many facts: a rule for the city may take three.
func (b *build) meet(i indicators.Indicator, events []event) []anlan.Veto {
	count := map[string]float64{}
	holds := func(e event, use func(area string, atLeast float64)) {
		for _, r := range i.VetoRule {
			if l, err := anlan.ParseLevel(r.Level); err == nil {
				if area, ok := b.Levels.Prefix(e.area, l); ok {
					use(area, r.AtLeast)
				}
			}
		}
	}
	for _, e := range events {
		holds(e, func(area string, _ float64) { count[area] += e.num })
	}
	var out []anlan.Veto
	for _, e := range events {
		met := false
		holds(e, func(area string, atLeast float64) { met = met || count[area] >= atLeast })
		area, level, ok := i.Home(e.area, b.Levels)
		if !met || !ok {
			continue
		}
		for n := 1; n <= int(e.num); n++ {
			key := i.ID + "." + area + "." + strings.ReplaceAll(e.key, " ", "_")
			if e.num > 1 {
				key += fmt.Sprintf(".%d", n)
			}
			out = append(out, anlan.Veto{Key: key, Indicator: i.ID, Area: area, Level: level, Period: e.day[:7], Day: e.day,
				Value: count[area], Rule: i.Words(level), Evidence: e.key, State: anlan.VetoAwaiting})
		}
	}
	return out
}

// figureFacts gives a fact for each area and quarter in which a share (or a
// count that is of no single events) meets its rule at the end of a month: the
// first such month of the quarter. A quarter is new ground to judge on, so the
// same failing in the next one is a fact of its own.
func (b *build) figureFacts(measures []anlan.Measure) []anlan.Veto {
	final := map[string]time.Time{}
	for _, p := range b.periods {
		if p.final && p.End.After(b.since()) {
			final[p.String()] = p.Start
		}
	}
	byKey := map[string]anlan.Veto{}
	for _, p := range b.Framework.Proposals(measures) {
		i, _ := b.Framework.Indicator(p.Indicator)
		start, ok := final[p.Period]
		if !ok || i.Counts() {
			continue
		}
		v := anlan.Veto{Key: p.Indicator + "." + p.Area + "." + anlan.NewPeriod(anlan.Quarter, start).String(), Indicator: p.Indicator, Area: p.Area, Level: p.Level,
			Period: p.Period, Day: anlan.NewPeriod(anlan.Month, start).End.AddDate(0, 0, -1).Format(anlan.DateFormat),
			Value: p.Value, Rule: i.Words(p.Level), State: anlan.VetoAwaiting}
		if p.Upper95 > 0 {
			v.Upper95 = &p.Upper95
		}
		if first, ok := byKey[v.Key]; !ok || v.Period < first.Period {
			byKey[v.Key] = v
		}
	}
	out := make([]anlan.Veto, 0, len(byKey))
	for _, v := range byKey {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b anlan.Veto) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

// readVetoFacts gives the facts as the build left them.
func readVetoFacts(ctx context.Context, s *lake.Session) ([]anlan.Veto, error) {
	var out []anlan.Veto
	err := each(ctx, s, `select veto_key, indicator_id, area_code, area_level, period, day, value, upper95, rule, evidence, state, fact_day, document, until
		from veto_fact order by veto_key`, func(r *sql.Rows) error {
		var v anlan.Veto
		var state string
		err := r.Scan(&v.Key, &v.Indicator, &v.Area, &v.Level, &v.Period, &v.Day, &v.Value, &v.Upper95, &v.Rule, &v.Evidence, &state, &v.FactDay, &v.Document, &v.Until)
		v.State = anlan.VetoState(state)
		out = append(out, v)
		return err
	})
	return out, err
}

// openVetoes notes the facts that await a person. A lake built before there
// was such a table has none.
func (n *Night) openVetoes(ctx context.Context, s *lake.Session, editionID string) error {
	there, err := n.holds(ctx, s.Snapshot(), "veto_fact")
	if err != nil || !there {
		return err
	}
	facts, err := readVetoFacts(ctx, s)
	if err != nil {
		return err
	}
	_, err = n.Ledger.OpenVetoes(ctx, facts, editionID, n.Now())
	return err
}

// decided keeps the facts that were confirmed, lifted ones included. What
// awaits a person, or was dismissed, is in no edition.
func decided(facts []anlan.Veto) []anlan.Veto {
	return slices.DeleteFunc(facts, func(v anlan.Veto) bool { return v.FactDay == "" })
}
