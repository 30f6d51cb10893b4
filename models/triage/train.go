package triage

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
)

// Settings bound a training.
type Settings struct {
	LeastWeeks  int `json:"least_weeks"`  // landmark weeks whose outcome is known
	LeastEvents int `json:"least_events"` // cases with the outcome, and without it, to learn from
	LeastChecks int `json:"least_checks"` // the same among those that the model is judged on
}

// DefaultSettings asks for 16 weeks, 50 cases to learn from and 10 to be judged on.
func DefaultSettings() Settings { return Settings{LeastWeeks: 16, LeastEvents: 50, LeastChecks: 10} }

// Train learns every outcome of the list from cases as they were known at the
// end of a day: later rows and moments have no part in it. An outcome that
// cannot be learnt, or whose model is not better than its base rate on weeks it
// has not seen, comes back with its refusal. Columns that are only filled in
// once a case has ended are an error. Once ctx ends it gives up, with ctx's cause.
func Train(ctx context.Context, all *Cases, asOf time.Time, set Settings) (*Model, error) {
	s := all.Known(asOf)
	if len(s.All) == 0 {
		return nil, bad("no case had begun by %s", asOf.Format(anlan.DateFormat))
	}
	if err := s.leak(asOf); err != nil {
		return nil, err
	}
	c := newCoding(s.List)
	m := &Model{Format: Format, AsOf: asOf.Format(anlan.DateFormat), Cases: len(s.All), List: s.List, Columns: c.names(), Bands: bandDays}
	outcomes := make([]int, len(s.List.Outcomes))
	for i := range outcomes {
		outcomes[i] = i
	}
	rows := s.landmarks(c, asOf, outcomes)
	for i, o := range s.List.Outcomes {
		t := &trial{cases: s, coding: c, outcome: o, rows: rows[i], set: set}
		f, err := t.learn(ctx)
		if err != nil {
			return nil, fmt.Errorf("train %s: %w", o.ID, err)
		}
		f.Outcome = o.ID
		m.Outcomes = append(m.Outcomes, f)
	}
	return m, nil
}

// trial is the training of one outcome.
type trial struct {
	cases   *Cases
	coding  *coding
	outcome Outcome
	rows    []row
	set     Settings

	span   int   // days until an outcome is known
	backs  []int // landmarks whose outcomes are known, oldest first
	test   int   // place in backs where the weeks begin that the model is judged on
	blocks []int // places where blocks begin that only tune; the last ends at test
}

func refused(code string, have, want float64) Fitted {
	return Fitted{Refusal: &Refusal{Code: code, Have: have, Want: want}}
}

// learn fits, calibrates and judges. What cannot be learnt comes back as a
// refusal; the error is ctx's cause, where it ended before all was tried.
func (t *trial) learn(ctx context.Context) (Fitted, error) {
	if f, ok := t.plan(); !ok {
		return f, nil
	}
	origin := t.backs[t.test]
	train, held := t.before(origin), t.between(t.test, len(t.backs))
	if len(train) == 0 || sumY(train) == 0 {
		return refused(Unobserved, 0, 0), nil
	}
	for _, x := range []struct {
		rows  []row
		least int
	}{{train, t.set.LeastEvents}, {held, t.set.LeastChecks}} {
		if n := min(cases(x.rows, 1), cases(x.rows, 0)); n < x.least {
			return refused(FewEvents, float64(n), float64(x.least)), nil
		}
	}
	best, outside, err := t.tune(ctx, origin)
	if ctx.Err() != nil {
		return Fitted{}, context.Cause(ctx)
	}
	if err != nil {
		return Fitted{Refusal: &Refusal{Code: NotLearnt, Text: err.Error()}}, nil
	}
	check, seen, err := t.judge(best, train, held, outside)
	if err != nil {
		return Fitted{Refusal: &Refusal{Code: NotLearnt, Text: err.Error()}}, nil
	}
	f, err := t.final(best, append(outside, seen...))
	if err != nil {
		return Fitted{Refusal: &Refusal{Code: NotLearnt, Text: err.Error()}}, nil
	}
	if f.Check = check; check.GainLow <= 0 {
		f.Refusal = &Refusal{Code: NotBetter, Have: check.Gain, Low: check.GainLow, High: check.GainHigh}
	}
	return f, nil
}

// plan lays out the landmarks: the last quarter of those whose outcome is known
// is held out, the 40 percent before it tune in four blocks.
func (t *trial) plan() (Fitted, bool) {
	t.span = t.outcome.Days
	if t.outcome.Is == Unresolved {
		var ahead []float64
		for _, r := range t.rows {
			ahead = append(ahead, r.until-r.from)
		}
		if len(ahead) > 0 {
			slices.Sort(ahead)
			t.span = int(math.Ceil(ahead[(len(ahead)-1)*99/100]))
		}
	}
	rows := t.rows[:0:0]
	for _, r := range t.rows {
		if r.day >= t.span && r.known >= 0 {
			rows = append(rows, r)
			if len(t.backs) == 0 || t.backs[len(t.backs)-1] != r.day {
				t.backs = append(t.backs, r.day)
			}
		}
	}
	t.rows = rows
	slices.Reverse(t.backs)
	n := len(t.backs)
	if n < t.set.LeastWeeks || n < 8 {
		return refused(ShortHistory, float64(n), float64(max(8, t.set.LeastWeeks))), false
	}
	t.test = n - max(2, n/4)
	from := n * 35 / 100
	for k := range 5 {
		t.blocks = append(t.blocks, from+(t.test-from)*k/4)
	}
	return Fitted{}, true
}

// before gives the rows that could be learnt from at the end of the day so many
// days back: their outcomes were known then, of all cases of their landmark.
func (t *trial) before(back int) []row {
	var out []row
	for _, r := range t.rows {
		if r.day >= back+t.span && r.known >= back {
			out = append(out, r)
		}
	}
	return out
}

// between gives the rows of the landmarks from..to, oldest first.
func (t *trial) between(from, to int) []row {
	var out []row
	for _, r := range t.rows {
		if i, ok := slices.BinarySearchFunc(t.backs, r.day, func(a, b int) int { return cmp.Compare(b, a) }); ok && i >= from && i < to {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b row) int { return cmp.Compare(b.day, a.day) })
	return out
}

// forecast is a probability, before calibration, of an outcome that the model
// had not seen.
type forecast struct {
	row
	p float64
}

// learners are the ways that are tried.
func (t *trial) learners() []learner {
	var out []learner
	for _, method := range []string{Logistic, Hazard} {
		for _, prior := range priors {
			out = append(out, learner{method, prior, t.coding, t.outcome.Is == Event})
		}
	}
	return out
}

// tune tries every learner on the blocks before the held-out weeks, each from
// the weeks before it, and gives the best with its forecasts there. Outcomes
// that were not known when the held-out weeks began do not count.
func (t *trial) tune(ctx context.Context, origin int) (learner, []forecast, error) {
	var best learner
	var bestForecasts []forecast
	least, failure := math.Inf(1), error(nil)
	for _, l := range t.learners() {
		loss, list, err := t.rolling(ctx, l, origin)
		if err != nil {
			failure = cmp.Or(failure, err)
			continue
		}
		if loss < least {
			least, best, bestForecasts = loss, l, list
		}
	}
	if best.method == "" {
		if failure != nil {
			return best, nil, failure
		}
		// Nothing to tune on: the plainest, drawn in most.
		return learner{Logistic, priors[0], t.coding, t.outcome.Is == Event}, nil, nil
	}
	return best, bestForecasts, nil
}

// rolling gives a learner's forecasts of the blocks and their mean log loss,
// infinite where no block can be forecast.
func (t *trial) rolling(ctx context.Context, l learner, origin int) (float64, []forecast, error) {
	var list []forecast
	for k := range len(t.blocks) - 1 {
		if ctx.Err() != nil {
			return 0, nil, context.Cause(ctx)
		}
		from, to := t.blocks[k], t.blocks[k+1]
		if from == to {
			continue
		}
		train := t.before(t.backs[from])
		if min(cases(train, 1), cases(train, 0)) < t.set.LeastChecks {
			continue
		}
		f, err := l.fit(train)
		if err != nil {
			return 0, nil, err
		}
		for _, r := range t.between(from, to) {
			if r.known >= origin && r.day >= origin+t.span {
				list = append(list, forecast{r, l.probability(f, &r)})
			}
		}
	}
	if len(list) == 0 {
		return math.Inf(1), nil, nil
	}
	loss := 0.0
	for _, f := range list {
		loss += logLoss(f.y, f.p)
	}
	return loss / float64(len(list)), list, nil
}

// final learns from all weeks and calibrates with all forecasts.
func (t *trial) final(l learner, seen []forecast) (Fitted, error) {
	f, err := l.fit(t.rows)
	if err != nil {
		return Fitted{}, err
	}
	y, p := columnsOf(seen)
	c := calibrator(y, p)
	out := Fitted{Method: l.method, Prior: l.prior, Intercept: f.intercept, Weights: f.weight, Calibrator: &c, Rows: len(t.rows),
		Learnt: cases(t.rows, 1, 0), Events: cases(t.rows, 1), BaseRate: sumY(t.rows) / float64(len(t.rows)), Means: make([]float64, t.coding.size)}
	for _, r := range t.rows {
		for _, j := range r.columns {
			out.Means[j]++
		}
	}
	for j := range out.Means {
		out.Means[j] /= float64(len(t.rows))
	}
	return out, nil
}

func columnsOf(list []forecast) (y, p []float64) {
	for _, f := range list {
		y, p = append(y, f.y), append(p, f.p)
	}
	return y, p
}

func sumY(rows []row) float64 {
	total := 0.0
	for _, r := range rows {
		total += r.y
	}
	return total
}

// cases counts the cases that have a row with one of the outcomes.
func cases(rows []row, ys ...float64) int {
	seen := map[int]bool{}
	for _, r := range rows {
		if slices.Contains(ys, r.y) {
			seen[r.cell] = true
		}
	}
	return len(seen)
}
