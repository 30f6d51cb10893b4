package triage

import (
	"cmp"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/glm"
	"github.com/anlan-lake/anlan/models/scoring"
)

// Check is how a model did on weeks it had not seen, and nothing of which was
// known when it was learnt. Scores are means over landmarks of cases; intervals
// let each case's landmarks stand or fall together.
type Check struct {
	Weeks        int      `json:"weeks"`
	Rows         int      `json:"rows"`   // landmarks of cases
	Cases        int      `json:"cases"`  // cases behind them
	Events       int      `json:"events"` // cases of them with the outcome
	Rate         float64  `json:"rate"`   // share of rows with the outcome
	AP           float64  `json:"average_precision"`
	AUC          float64  `json:"auc"`
	Brier        float64  `json:"brier"`
	LogLoss      float64  `json:"log_loss"`
	BaseLogLoss  float64  `json:"base_log_loss"` // of the share in the weeks learnt from
	Gain         float64  `json:"gain"`          // base log loss less the model's
	GainLow      float64  `json:"gain_low"`      // 95% interval
	GainHigh     float64  `json:"gain_high"`
	TimeLogLoss  float64  `json:"time_log_loss"`  // of a model that sees days so far and days left only
	TimeGain     float64  `json:"time_gain"`      // its log loss less the model's
	TimeGainLow  float64  `json:"time_gain_low"`  // 95% interval
	TimeGainHigh float64  `json:"time_gain_high"` //
	Intercept    *float64 `json:"calibration_intercept,omitempty"`
	Slope        *float64 `json:"calibration_slope,omitempty"`
	SlopeSE      *float64 `json:"calibration_slope_se,omitempty"`
	Groups       []Group  `json:"groups"`
}

// What calibration is checked by.
const (
	ByAreaType = "area_type"
	ByKind     = "kind"
)

// Group is the calibration within one type of area or kind of case. Figures of
// a group with fewer than anlan.SmallCell cases of either outcome are nil.
type Group struct {
	By       string   `json:"by"`
	Group    string   `json:"group"`
	Rows     *int     `json:"rows,omitempty"`
	Observed *float64 `json:"observed,omitempty"` // share of rows with the outcome
	Expected *float64 `json:"expected,omitempty"` // mean probability
	Slope    *float64 `json:"slope,omitempty"`    // nil too where it cannot be told
}

// judge forecasts the held-out weeks by what was known when they began.
func (t *trial) judge(l learner, train, held []row, outside []forecast) (*Check, []forecast, error) {
	f, err := l.fit(train)
	if err != nil {
		return nil, nil, err
	}
	cal := calibrator(columnsOf(outside))
	seen := make([]forecast, len(held))
	p := make([]float64, len(held))
	for i := range held {
		raw := l.probability(f, &held[i])
		seen[i], p[i] = forecast{held[i], raw}, cal.Apply(raw)
	}
	base := sumY(train) / float64(len(train))
	time := t.timeAlone(train, held, base)
	check, err := t.cases.measure(held, p, base, time)
	if err != nil {
		return nil, nil, err
	}
	check.Weeks = len(t.backs) - t.test
	return check, seen, nil
}

// timeAlone forecasts by days so far and days left alone: what a clerk with a
// calendar knows.
func (t *trial) timeAlone(train, held []row, base float64) []float64 {
	var keep []int
	for j, f := range t.coding.list.Features {
		if f.Is == Age || f.Is == Time {
			keep = append(keep, j)
		}
	}
	narrow := func(rows []row) []row {
		out := slices.Clone(rows)
		for i := range out {
			var c []uint16
			for _, j := range keep {
				c = append(c, rows[i].columns[j])
			}
			out[i].columns = c
		}
		return out
	}
	out := slices.Repeat([]float64{base}, len(held))
	l := learner{Logistic, calendarPrior, t.coding, false}
	f, err := l.fit(narrow(train))
	if len(keep) == 0 || err != nil {
		return out
	}
	for i, r := range narrow(held) {
		out[i] = l.probability(f, &r)
	}
	return out
}

// measure scores probabilities of rows against the base rate and the calendar.
func (s *Cases) measure(rows []row, p []float64, base float64, time []float64) (*Check, error) {
	y := make([]float64, len(rows))
	loss, overBase, overTime := make([]float64, len(rows)), make([]float64, len(rows)), make([]float64, len(rows))
	base = min(max(base, leastShare), 1-leastShare)
	c := &Check{Rows: len(rows), Cases: cases(rows, 0, 1), Events: cases(rows, 1)}
	n := float64(len(rows))
	for i, r := range rows {
		y[i], loss[i] = r.y, logLoss(r.y, p[i])
		overBase[i] = logLoss(r.y, base) - loss[i]
		c.BaseLogLoss += logLoss(r.y, base) / n
		if time != nil {
			overTime[i] = logLoss(r.y, time[i]) - loss[i]
			c.TimeLogLoss += logLoss(r.y, time[i]) / n
		}
	}
	set := scoring.DefaultBinary()
	set.Top = nil
	score, err := set.Score(y, p)
	if err != nil {
		return nil, err
	}
	c.Rate, c.AP, c.AUC, c.Brier, c.LogLoss = score.BaseRate, score.AveragePrecision, score.AUC, score.Brier, score.LogLoss
	c.Gain, c.GainLow, c.GainHigh = interval(rows, overBase)
	if time != nil {
		c.TimeGain, c.TimeGainLow, c.TimeGainHigh = interval(rows, overTime)
	}
	if a, b, se, ok := slope(y, p); ok {
		c.Intercept, c.Slope, c.SlopeSE = &a, &b, &se
	}
	c.Groups = append(s.groups(rows, p, ByAreaType), s.groups(rows, p, ByKind)...)
	return c, nil
}

// interval gives a mean with its 95% interval; rows of one case are one draw.
//
// Source: the linearised variance of a ratio of cluster totals, Cochran,
// Sampling Techniques (1977), ch. 9A.
func interval(rows []row, x []float64) (mean, low, high float64) {
	n := float64(len(rows))
	mean = sum(x) / n
	total := map[int]float64{}
	var order []int // sums in a fixed order give the same bytes
	for i, r := range rows {
		if _, ok := total[r.cell]; !ok {
			order = append(order, r.cell)
		}
		total[r.cell] += x[i] - mean
	}
	v := 0.0
	for _, c := range order {
		v += total[c] * total[c]
	}
	if k := float64(len(order)); k > 1 {
		v *= k / (k - 1)
	}
	const z = 1.959963984540054
	half := z * math.Sqrt(v) / n
	return mean, mean - half, mean + half
}

// slope regresses outcomes on the logit of their probabilities: slope 1 and
// intercept 0 where they come true as often as they say.
//
// Source: Cox, Biometrika 45 (1958) 562–565.
func slope(y, p []float64) (intercept, b, se float64, ok bool) {
	ones, x := make([]float64, len(p)), make([]float64, len(p))
	for i, v := range p {
		ones[i], x[i] = 1, logit(v)
	}
	fit, err := glm.Regress(glm.Data{Y: y, Terms: []string{"intercept", "logit"}, X: [][]float64{ones, x}}, glm.Binomial, glm.Options{})
	if err != nil {
		return 0, 0, 0, false
	}
	return fit.Coefficients[0].Estimate, fit.Coefficients[1].Estimate, fit.Coefficients[1].SE, true
}

// slopeCases are the cases of either outcome that a group's slope needs.
const slopeCases = 20

// groups checks the calibration by type of area or kind of case.
func (s *Cases) groups(rows []row, p []float64, by string) []Group {
	at := map[string][]int{}
	for i, r := range rows {
		name := s.All[r.cell].Kind
		if by == ByAreaType {
			name = s.All[r.cell].AreaType
		}
		if name != "" {
			at[name] = append(at[name], i)
		}
	}
	var out []Group
	for name, list := range at {
		g := Group{By: by, Group: name}
		var part []row
		var y, q []float64
		for _, i := range list {
			part, y, q = append(part, rows[i]), append(y, rows[i].y), append(q, p[i])
		}
		if few := min(cases(part, 1), cases(part, 0)); few >= anlan.SmallCell {
			n, observed, expected := len(part), sum(y)/float64(len(y)), sum(q)/float64(len(q))
			g.Rows, g.Observed, g.Expected = &n, &observed, &expected
			if _, b, _, ok := slope(y, q); ok && few >= slopeCases {
				g.Slope = &b
			}
		}
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b Group) int { return cmp.Compare(a.Group, b.Group) })
	return out
}
