package night

import (
	"context"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
	"github.com/anlan-lake/anlan/models/watch"
)

// Warnings are the settings of the night's warnings. What is left out is the
// default of models/watch.
type Warnings struct {
	FDR      float64            `yaml:"fdr"`       // share of false ones accepted among the weeks that stand out
	MinCases float64            `yaml:"min_cases"` // least cases of such a week
	Budget   map[string]int     `yaml:"budget"`    // warnings an area may have for one week, by level; 0: any number
	Severity map[string]float64 `yaml:"severity"`  // weight of a kind of case, by series or series/kind
	Clusters Clusters           `yaml:"clusters"`  // of neighbouring areas

	Calendar *anlan.Calendar `yaml:"-"` // of working days; nil for the Chinese one
}

// Validate reports settings outside their domain.
func (w Warnings) Validate() error {
	set, err := w.settings()
	if err != nil {
		return err
	}
	if err := w.Clusters.settings().Validate(); err != nil {
		return err
	}
	return set.Validate()
}

func (w Warnings) settings() (watch.Settings, error) {
	set := watch.DefaultSettings()
	if w.FDR != 0 {
		set.FDR = w.FDR
	}
	if w.MinCases != 0 {
		set.MinCases = w.MinCases
	}
	for name, budget := range w.Budget {
		level, err := anlan.ParseLevel(name)
		if err != nil {
			return set, anlan.Errorf(anlan.Invalid, "warnings: budget: %w", err)
		}
		set.Budget[level] = budget
	}
	set.Severity, set.Detector.Calendar = w.Severity, w.Calendar
	return set, nil
}

// watch gives the settings of a night's watch, with what people have said of
// earlier warnings and what they have suppressed on its day.
func (n *Night) watch(ctx context.Context, asOf time.Time) (watch.Settings, error) {
	set, err := n.Warnings.settings()
	if err != nil {
		return set, err
	}
	set.Parent = n.Levels.Parent
	day := asOf.Format(anlan.DateFormat)
	held, err := n.Ledger.Suppressions(ctx, day)
	if err != nil {
		return set, err
	}
	set.Suppressed = func(series, kind, area string) bool {
		for _, s := range held {
			if s.Holds(series, kind, area) {
				return true
			}
		}
		return false
	}
	outcomes, err := n.Ledger.Outcomes(ctx)
	if err != nil {
		return set, err
	}
	set.Record = func(rule, area string) watch.Outcomes {
		return outcomesOf(outcomes, n.Levels, rule, area)
	}
	return set, nil
}

// outcomesOf counts what came of a rule's warnings in the county of an area.
func outcomesOf(outcomes []ledger.Outcome, levels anlan.Levels, rule, area string) (o watch.Outcomes) {
	county := func(code string) string {
		if c, ok := levels.Prefix(code, anlan.County); ok {
			return c
		}
		return code
	}
	for _, x := range outcomes {
		if x.Rule != rule || county(x.Area) != county(area) {
			continue
		}
		switch x.Outcome {
		case ledger.OutcomeConfirmed:
			o.Confirmed++
		case ledger.OutcomePartly:
			o.Partly++
		case ledger.OutcomeFalse:
			o.False++
		}
	}
	return o
}
