package audit

import (
	"cmp"
	"math"
	"slices"
)

// findings gives what exceeds the rules, worst first: by severity, then in the
// order in which an index is made.
func findings(a *Audit, r Rules) []Finding {
	var out []Finding
	add := func(rule Rule, severity Severity, of int, value float64, items []Item) {
		if len(items) == 0 {
			return
		}
		slices.SortStableFunc(items, func(x, y Item) int { return cmp.Compare(badness(rule, y.Value), badness(rule, x.Value)) })
		out = append(out, Finding{rule, severity, items, value, of})
	}
	dataFindings(a, r, add)
	relationFindings(a, r, add)
	rankFindings(a, r, add)
	weightFindings(a, add)
	order := []Severity{Serious, Notable, Note}
	slices.SortStableFunc(out, func(x, y Finding) int {
		return cmp.Compare(slices.Index(order, x.Severity), slices.Index(order, y.Severity))
	})
	return out
}

type adder func(rule Rule, severity Severity, of int, value float64, items []Item)

// badness says how bad an item's value is under a rule: of shares and
// correlations that should be high the low ones are worst.
func badness(rule Rule, v float64) float64 {
	switch rule {
	case RuleMissing, RuleUnits, RuleReversed, RuleSilent, RuleAlpha, RuleDimensions, RuleFirst:
		return -v
	case RuleOutlier, RuleTreated:
		return math.Abs(v)
	}
	return v
}

func dataFindings(a *Audit, r Rules, add adder) {
	var absent, constant, missing, outlier, treated, end, units []Item
	lost, still := 0.0, 0.0
	for _, x := range a.Indicators {
		item := func(v float64) Item { return Item{Code: x.Code, Value: v} }
		switch {
		case x.Available == 0:
			absent, lost = append(absent, item(x.Weight)), lost+x.Weight
			continue
		case x.Unique < 2:
			constant, still = append(constant, item(x.Weight)), still+x.Weight
			continue
		}
		if x.LowAvailable {
			missing = append(missing, item(x.ShareAvailable))
		}
		if x.StillSkewed {
			outlier = append(outlier, item(x.ReadySkewness))
		} else if x.Skewed {
			treated = append(treated, item(x.Skewness))
		}
		if x.AtEnd > r.AtEnd {
			end = append(end, item(x.AtEnd))
		}
	}
	for i, u := range a.Units {
		if a.UnitShare[i] < r.Available {
			units = append(units, Item{Code: u, Value: a.UnitShare[i]})
		}
	}
	n := len(a.Indicators)
	add(RuleAbsent, when(lost > 0.05, Serious, Notable), n, lost, absent)
	add(RuleConstant, Notable, n, still, constant)
	add(RuleMissing, Notable, n, 0, missing)
	add(RuleUnits, Notable, len(a.Units), 0, units)
	if len(a.Units) < r.Units {
		add(RuleFew, Notable, 0, float64(len(a.Units)), []Item{{Code: "units", Value: float64(len(a.Units))}})
	}
	add(RuleOutlier, Notable, n, 0, outlier)
	add(RuleTreated, Note, n, 0, treated)
	add(RuleAtEnd, Note, n, 0, end)
}

func when(yes bool, a, b Severity) Severity {
	if yes {
		return a
	}
	return b
}

func relationFindings(a *Audit, r Rules, add adder) {
	var redundant, reversed, misplaced, dominant, silent, alpha, dimensions []Item
	for _, p := range a.Pairs {
		redundant = append(redundant, Item{Code: p.A, Other: p.B, Value: p.R, Rows: p.Rows})
	}
	for _, x := range a.Indicators {
		if x.ToRest < 0 && x.RestP < r.Level {
			reversed = append(reversed, Item{Code: x.Code, Value: x.ToRest})
		}
		if d := x.ToNearest - x.ToParent; d > 0.1 && x.ToNearest > 0.3 && !(x.ToRest < 0) {
			misplaced = append(misplaced, Item{Code: x.Code, Other: x.Nearest, Value: d})
		}
	}
	parts, weighty := 0, false // weighty: a branch of the index itself dominates it, over enough units to tell
	for k := range a.Aggregates {
		g := &a.Aggregates[k]
		if len(g.Parts) < 2 {
			continue
		}
		parts += len(g.Parts)
		for _, p := range g.Parts {
			switch q := p.Influence / p.Weight; {
			case p.Weight == 0 || q != q:
			case q > r.Ratio:
				dominant = append(dominant, Item{Code: p.Code, Other: g.Code, Value: q})
				weighty = weighty || g.Parent == "" && len(a.Units) >= r.Units
			case q < 1/r.Ratio:
				silent = append(silent, Item{Code: p.Code, Other: g.Code, Value: q})
			}
		}
		if g.Alpha < r.Alpha {
			alpha = append(alpha, Item{Code: g.Code, Value: g.Alpha})
		}
		if len(g.Share) > 2 && g.Share[0] < r.First && g.Kaiser() > 1 {
			dimensions = append(dimensions, Item{Code: g.Code, Value: g.Share[0]})
		}
	}
	n := len(a.Indicators)
	add(RuleReversed, Serious, n, 0, reversed)
	add(RuleRedundant, Notable, n*(n-1)/2, 0, redundant)
	add(RuleDominant, when(weighty, Serious, Notable), parts, 0, dominant)
	add(RuleSilent, Notable, parts, 0, silent)
	add(RuleMisplaced, Notable, n, 0, misplaced)
	add(RuleAlpha, Note, len(a.Aggregates), 0, alpha)
	add(RuleDimensions, Note, len(a.Aggregates), 0, dimensions)
}

func rankFindings(a *Audit, r Rules, add adder) {
	n := float64(len(a.Units))
	var wide, outside, alternative, removal, choice []Item
	if a.Doubt != nil {
		for _, s := range a.Doubt.Ranks {
			if w := s.High5 - s.Low5; w > r.RankWidth*n {
				wide = append(wide, Item{Code: s.Unit, Value: w})
			}
			if s.Nominal < math.Floor(s.Low5) || s.Nominal > math.Ceil(s.High5) {
				outside = append(outside, Item{Code: s.Unit, Value: max(s.Low5-s.Nominal, s.Nominal-s.High5)})
			}
		}
		most := Item{Value: math.Inf(-1)}
		for _, s := range a.Doubt.Sobol {
			if s.Total > most.Value {
				most = Item{Code: s.Variable, Value: s.Total}
			}
		}
		if most.Code != "" && most.Value <= 1 { // above 1 the runs were too few to tell
			choice = []Item{most}
		}
	}
	for _, v := range a.Alternative {
		if v.MeanAbs > max(r.RankShift*n, 1) {
			alternative = append(alternative, Item{Code: v.Factor, Other: v.Option, Value: v.MeanAbs})
		}
	}
	for _, x := range a.Indicators {
		if x.RemovedMean > max(r.RankShift*n, 0.5) {
			removal = append(removal, Item{Code: x.Code, Value: x.RemovedMean})
		}
	}
	add(RuleWide, when(float64(len(wide)) > n/2, Serious, Notable), len(a.Units), 0, wide)
	add(RuleOutside, Notable, len(a.Units), 0, outside)
	add(RuleAlternative, Notable, len(a.Alternative)-1, 0, alternative)
	add(RuleRemoval, Notable, len(a.Indicators), 0, removal)
	add(RuleChoice, Note, 0, 0, choice)
}

func weightFindings(a *Audit, add adder) {
	if len(a.Weights) == 0 {
		return
	}
	w := a.Weights[0]
	var first []Item
	for _, i := range w.Units {
		if w.Bounds.Best[i] == 1 {
			first = append(first, Item{Code: a.Units[i], Value: a.Ranks[i]})
		}
	}
	add(RuleFirst, when(len(first) > 1, Notable, Note), len(w.Units), 0, first)
	add(RuleWeights, Note, len(w.Units), w.Fixed, []Item{{Code: "pairs", Value: w.Fixed}})
}
