package audit

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/anlan-lake/anlan/indicators/composite"
)

// Choices that an index could have been built with instead. Their names are for
// the page to put into words.
const (
	FactorImpute    = "impute"
	FactorTreat     = "treat"
	FactorNormalise = "normalise"
	FactorWeights   = "weights"
	FactorAggregate = "aggregate"
)

// weightSets is how many sets of weights are drawn.
const weightSets = 100

// option is one way to take a step: its name and what it changes of the plan.
type option struct {
	name   string
	choice composite.Choice
}

// factor is a step and its options, the first as the index has it.
type factor struct {
	name    string
	options []option
}

// step gives a choice of other parameters for a whole step.
func step(id, params string) composite.Choice {
	return composite.Choice{id: json.RawMessage(params)}
}

// id gives a name for a step that the plan does not have.
func (s *stages) id(want string) string {
	for slices.ContainsFunc(s.plan, func(p composite.PlannedStep) bool { return p.ID == want }) {
		want += "_"
	}
	return want
}

// factors gives the plan, with steps that do nothing yet where none of a kind is
// there, and what could be chosen in it. f are the raw data of one period.
func (s *stages) factors(f *composite.Frame) (composite.Plan, []factor, error) {
	plan := slices.Clone(s.plan)
	at := func(op string) int {
		return slices.IndexFunc(plan, func(p composite.PlannedStep) bool { return p.Op == op })
	}
	var out []factor
	if s.incomplete(f) {
		k, x := at("impute"), factor{name: FactorImpute}
		if k < 0 {
			k = 0
			plan = slices.Insert(plan, 0, composite.PlannedStep{ID: s.id("impute"), Op: "impute", Params: json.RawMessage(`{"method": "none"}`)})
		}
		var now composite.Impute
		if err := json.Unmarshal(plan[k].Params, &now); err != nil {
			return nil, nil, fmt.Errorf("step %s: %w", plan[k].ID, err)
		}
		x.options = append(x.options, option{name: "as_is"})
		for _, m := range []composite.ImputeMethod{composite.ImputeNone, composite.ImputeMedian, composite.ImputeMean} {
			if m != now.Method && !(m == composite.ImputeNone && s.outranks()) {
				x.options = append(x.options, option{string(m), step(plan[k].ID, fmt.Sprintf(`{"method": %q}`, m))})
			}
		}
		out = append(out, x)
	}
	if normalised := at("normalise"); normalised >= 0 {
		k, x := at("treat"), factor{name: FactorTreat, options: []option{{name: "as_is"}}}
		if k < 0 {
			k = normalised
			plan = slices.Insert(plan, k, composite.PlannedStep{ID: s.id("treat"), Op: "treat", Params: json.RawMessage(`{"first": "none", "second": "none"}`)})
			x.options = append(x.options, option{"winsorise", step(plan[k].ID, `{"first": "winsorise", "winsorise_max": 5, "second": "none", "max_abs_skewness": 2, "max_kurtosis": 3.5}`)})
		} else {
			x.options = append(x.options, option{"none", step(plan[k].ID, `{"first": "none", "second": "none"}`)})
		}
		out = append(out, x)
		if !s.outranks() {
			scaled, err := s.scales(plan[at("normalise")])
			if err != nil {
				return nil, nil, err
			}
			out = append(out, scaled)
		}
	}
	last := plan[len(plan)-1]
	out = append(out, s.drawn(last.ID))
	mean, err := s.means(f, plan, out)
	if err != nil {
		return nil, nil, err
	}
	if mean != nil {
		out = append(out, *mean)
	}
	return plan, out, nil
}

func (s *stages) incomplete(f *composite.Frame) bool {
	for _, code := range s.tree.Indicators() {
		if slices.ContainsFunc(f.Column(code), math.IsNaN) {
			return true
		}
	}
	return false
}

// scales are other ways to normalise, on scales without a zero, so that means
// other than the arithmetic one are defined.
func (s *stages) scales(p composite.PlannedStep) (factor, error) {
	var now composite.Normalise
	if err := json.Unmarshal(p.Params, &now); err != nil {
		return factor{}, fmt.Errorf("step %s: %w", p.ID, err)
	}
	x := factor{name: FactorNormalise, options: []option{{name: "as_is"}}}
	for _, o := range []struct {
		method composite.Scale
		params string
	}{
		{composite.MinMax, `{"method": "min_max", "lower": 1, "upper": 100}`},
		{composite.ZScore, `{"method": "z_score", "mean": 100, "sd": 10}`},
		{composite.Rank, `{"method": "rank", "ties": "average"}`},
	} {
		if o.method != now.Method {
			x.options = append(x.options, option{string(o.method), step(p.ID, o.params)})
		}
	}
	return x, nil
}

// drawn are sets of weights drawn around the index's own, uniformly; their
// numbers are those of Inputs.WeightSets. Equal weights stand apart.
func (s *stages) drawn(id string) factor {
	x := factor{name: FactorWeights, options: []option{{name: "as_is"}}}
	for k := range weightSets {
		x.options = append(x.options, option{"drawn", composite.Choice{
			id + ".weights": json.RawMessage(`"table"`), id + ".weight_set": json.RawMessage(fmt.Sprint(k + 1)),
		}})
	}
	return x
}

// drawWeights gives sets of weights each up to a share off.
func (s *stages) drawWeights(share float64, seed uint64) ([]map[string]float64, error) {
	rng := rand.New(rand.NewPCG(seed, 1))
	weights, levels, uniform := map[string]float64{}, map[string]int{}, composite.NewFrame(make([]string, weightSets), nil)
	noise := composite.WeightNoise{Factor: map[int]float64{1: share}}
	for _, n := range s.tree.Nodes() {
		if n.Parent == "" || n.Kind != composite.Indicator && n.Kind != composite.Aggregated {
			continue
		}
		weights[n.Code], levels[n.Code] = n.Weight, 1
		col := make([]float64, weightSets)
		for k := range col {
			col[k] = rng.Float64()
		}
		uniform.Code, uniform.Col = append(uniform.Code, n.Code), append(uniform.Col, col)
	}
	perturbed, err := noise.Perturb(weights, levels, uniform)
	if err != nil {
		return nil, err
	}
	return composite.WeightSets(weights, perturbed), nil
}

// outranks says whether the index compares units pair by pair: that wants complete
// data, and no scale changes it.
func (s *stages) outranks() bool { return slices.Contains(s.aggregation().Method, composite.Copeland) }

// aggregation gives the parameters of the last step.
func (s *stages) aggregation() composite.Aggregate {
	var now composite.Aggregate
	// It has been read before: the index was built with it.
	_ = json.Unmarshal(s.plan[len(s.plan)-1].Params, &now)
	return now
}

// means is another mean than the index's: of an arithmetic one the geometric,
// in which a weakness is not made up for in full, where all values are above 0;
// with the exponent ½ where some are 0; nil where some are below.
func (s *stages) means(f *composite.Frame, plan composite.Plan, so []factor) (*factor, error) {
	id := plan[len(plan)-1].ID
	x := &factor{name: FactorAggregate, options: []option{{name: "as_is"}}}
	if m := s.aggregation().Method; slices.ContainsFunc(m, func(m composite.AggregateMethod) bool { return m != composite.Arithmetic }) {
		x.options = append(x.options, option{string(composite.Arithmetic), composite.Choice{id + ".method": json.RawMessage(`"arithmetic"`)}})
		return x, nil
	}
	least := math.Inf(1)
	for _, scale := range so {
		for _, o := range scale.options {
			if scale.name != FactorNormalise && (scale.name != FactorTreat || o.choice == nil) {
				continue
			}
			p, err := plan[:len(plan)-1].With(o.choice)
			if err != nil {
				return nil, err
			}
			g, err := s.run(p, f)
			if err != nil {
				return nil, err
			}
			for _, code := range s.tree.Indicators() {
				for _, v := range g.Column(code) {
					if v < least {
						least = v
					}
				}
			}
		}
	}
	switch {
	case least > 0:
		x.options = append(x.options, option{string(composite.Geometric), composite.Choice{id + ".method": json.RawMessage(`"geometric"`)}})
	case least >= 0:
		x.options = append(x.options, option{string(composite.Power), composite.Choice{
			id + ".method": json.RawMessage(`"power"`), id + ".power": json.RawMessage("0.5")}})
	default:
		return nil, nil
	}
	return x, nil
}
