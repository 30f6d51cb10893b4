package triage

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
)

// Format is the version of the model file.
const Format = 1

// Model is what a training gives, and all that scoring needs: a JSON file that
// is the same bytes for the same cases, list and day.
type Model struct {
	Format   int       `json:"format"`
	AsOf     string    `json:"as_of"` // day whose end the cases were known at
	Cases    int       `json:"cases"` // begun by then
	List     *List     `json:"list"`
	Columns  []string  `json:"columns"` // of the weights: feature=level
	Bands    []float64 `json:"bands"`   // days since acceptance at which a new hazard begins
	Outcomes []Fitted  `json:"outcomes"`
}

// Fitted is the model of one outcome, or why there is none.
type Fitted struct {
	Outcome    string      `json:"outcome"`
	Refusal    *Refusal    `json:"refusal,omitempty"`
	Method     string      `json:"method,omitempty"`
	Prior      float64     `json:"prior,omitempty"` // standard deviation that weights are drawn to 0 by
	Intercept  float64     `json:"intercept,omitempty"`
	Weights    []float64   `json:"weights,omitempty"` // by column, then by band for the hazard
	Means      []float64   `json:"means,omitempty"`   // by column: share of the rows learnt from
	Calibrator *Calibrator `json:"calibrator,omitempty"`
	Rows       int         `json:"rows"`   // landmarks of cases
	Learnt     int         `json:"cases"`  // cases behind them
	Events     int         `json:"events"` // cases of them with the outcome
	BaseRate   float64     `json:"base_rate"`
	Check      *Check      `json:"check,omitempty"` // on weeks the model had not seen
}

// Reasons for which a model refuses to score.
const (
	ShortHistory = "short_history"  // Have landmark weeks, Want
	FewEvents    = "few_events"     // Have cases with the outcome (or without it), Want
	NotBetter    = "not_better"     // Have: gain in log score over the base rate; Low and High: its interval
	NoLonger     = "no_longer"      // the same, on cases since the training
	NotLearnt    = "cannot_learn"   // Text
	Unobserved   = "never_observed" // no case ever had the outcome
)

// Refusal says why a model does not score.
type Refusal struct {
	Code string  `json:"code"`
	Have float64 `json:"have,omitempty"`
	Want float64 `json:"want,omitempty"`
	Low  float64 `json:"low,omitempty"`
	High float64 `json:"high,omitempty"`
	Text string  `json:"text,omitempty"`
}

// In gives the refusal in words, Chinese or English.
func (r Refusal) In(chinese bool) string {
	pick := func(en, zh string, args ...any) string {
		if chinese {
			return fmt.Sprintf(zh, args...)
		}
		return fmt.Sprintf(en, args...)
	}
	switch r.Code {
	case ShortHistory:
		return pick("%.0f weeks of cases whose end is known, at least %.0f are needed", "结果已知的周数为 %.0f，至少需要 %.0f", r.Have, r.Want)
	case FewEvents:
		return pick("%.0f cases tell this outcome from its absence, at least %.0f are needed", "可用于区分该结果的案件为 %.0f 件，至少需要 %.0f 件", r.Have, r.Want)
	case NotBetter:
		return pick("not better than the base rate on later cases: gain in log score %.4f, 95%% interval %.4f to %.4f", "在之后的案件上不优于基准率：对数评分增益 %.4f，95%% 区间 %.4f 至 %.4f", r.Have, r.Low, r.High)
	case NoLonger:
		return pick("no longer better than the base rate on cases since the training: gain in log score %.4f; train anew", "对训练之后的案件已不优于基准率：对数评分增益 %.4f；请重新训练", r.Have)
	case Unobserved:
		return pick("no case is known to have had this outcome", "没有案件出现过该结果")
	}
	return pick("it could not be learnt: %s", "无法学习：%s", r.Text)
}

// Write gives the file of the model.
func (m *Model) Write() ([]byte, error) {
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write triage model: %w", err)
	}
	return append(text, '\n'), nil
}

// ReadModel reads a model file and checks that it can be scored with: format,
// list (persons refused here too) and numbers that fit each other.
func ReadModel(text []byte) (*Model, error) {
	var m Model
	if err := json.Unmarshal(text, &m); err != nil {
		return nil, bad("model file: %w", err)
	}
	if m.Format != Format {
		return nil, bad("model file of format %d, this software reads %d", m.Format, Format).WithNext("train it anew")
	}
	if m.List == nil {
		return nil, bad("model file without its feature list")
	}
	if err := m.List.valid(); err != nil {
		return nil, err
	}
	if _, err := time.Parse(anlan.DateFormat, m.AsOf); err != nil {
		return nil, bad("model file: as_of %q is not a day", m.AsOf)
	}
	c := newCoding(m.List)
	if !slices.Equal(m.Columns, c.names()) || !slices.Equal(m.Bands, bandDays) {
		return nil, bad("model file: its columns are not those of its list")
	}
	if len(m.Outcomes) != len(m.List.Outcomes) {
		return nil, bad("model file: %d outcomes, its list has %d", len(m.Outcomes), len(m.List.Outcomes))
	}
	for i, f := range m.Outcomes {
		if f.Outcome != m.List.Outcomes[i].ID {
			return nil, bad("model file: outcome %q where its list has %q", f.Outcome, m.List.Outcomes[i].ID)
		}
		if err := f.valid(c.size); err != nil {
			return nil, err
		}
	}
	return &m, nil
}

// valid checks the numbers of one outcome.
func (f *Fitted) valid(size int) error {
	if f.Refusal != nil {
		return nil
	}
	want := size
	switch f.Method {
	case Logistic:
	case Hazard:
		want += len(bandDays) + 1
	default:
		return bad("model file: method %q of %s is not known", f.Method, f.Outcome)
	}
	c := f.Calibrator
	ok := len(f.Weights) == want && len(f.Means) == size && c != nil && f.Check != nil
	if ok {
		switch c.Kind {
		case Uncalibrated, PlattScaling:
		case IsotonicStep:
			ok = len(c.Score) > 0 && len(c.Score) == len(c.Level) && slices.IsSorted(c.Score)
		default:
			ok = false
		}
	}
	if !ok {
		return bad("model file: the numbers of %s do not fit each other", f.Outcome)
	}
	return nil
}

// names gives the columns of the design: feature=level.
func (c *coding) names() []string {
	var out []string
	for _, f := range c.list.Features {
		for _, level := range f.levels() {
			out = append(out, f.ID+"="+level)
		}
	}
	return out
}

// Outcome gives the model of one outcome.
func (m *Model) Outcome(id string) (*Fitted, error) {
	i := slices.IndexFunc(m.Outcomes, func(f Fitted) bool { return f.Outcome == id })
	if i < 0 {
		return nil, bad("the model has no outcome %q", id)
	}
	return &m.Outcomes[i], nil
}
