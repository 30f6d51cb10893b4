package indicators

import (
	"cmp"
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
)

// rounding is the difference up to which two sums of scores are the same.
const rounding = 1e-9

// tally adds up the parts of one difference.
type tally struct {
	*lineup
	of       [][]float64 // by indicator and part
	category [][]float64
	whole    []float64
	withheld []bool // indicators that are withheld on one side or the other
	barred   []bool // those withheld in any leg of a difference that has several
}

var partAt = func() map[anlan.Part]int {
	at := map[anlan.Part]int{}
	for n, p := range anlan.Parts() {
		at[p] = n
	}
	return at
}()

func newTally(l *lineup) *tally {
	table := func(n int) [][]float64 {
		t := make([][]float64, n)
		for i := range t {
			t[i] = make([]float64, len(partAt))
		}
		return t
	}
	return &tally{l, table(len(l.ids)), table(len(l.categories)), make([]float64, len(partAt)), make([]bool, len(l.ids)), make([]bool, len(l.ids))}
}

// leg is how one difference enters a tally.
type leg struct {
	times float64
	as    anlan.Part // what figures that changed count as; "": each as what it is
}

// compare adds b − a to the tally.
//
// With h the shares and s the scores, the difference of Σ h s is shared as
//
//	Σ ½(h_a + h_b) (s_b − s_a)  +  Σ (h_b − h_a) (½(s_a + s_b) − m)
//
// which are the Shapley values of scores and shares; m is the mean of the two
// totals, and changes no sum because shares add up to 1 on both sides: a weight
// gained counts for as much as the indicator is above that mean. An indicator
// that has a score on one side only has not moved; its coming or going is
// coverage. The first sum is shared further by moved. The second is shared
// between weights and the set of indicators that have a score, again by
// Shapley: a nested value (A. F. Shorrocks, Decomposition procedures for
// distributional analysis, 2013).
//
// What is withheld is nowhere read: it is what the others leave of the
// difference that is published.
func (t *tally) compare(a, b position, how leg) {
	m := (a.whole + b.whole) / 2
	rest := b.whole - a.whole
	put := func(row []float64, part anlan.Part, points float64) {
		rest -= points
		if how.as != "" && part != anlan.PartMethod {
			part = how.as
		}
		row[partAt[part]] += how.times * points
	}
	weights, coverage := t.shareMoves(a, b)
	hidden := false
	for i := range t.ids {
		switch {
		case !a.scored[i] && !b.scored[i]:
			continue
		case a.hidden[i] || b.hidden[i] || t.barred[i]:
			hidden, t.withheld[i] = true, true
			continue
		}
		mean := (a.score[i] + b.score[i]) / 2
		switch {
		case !a.scored[i]:
			mean = b.score[i]
		case !b.scored[i]:
			mean = a.score[i]
		default:
			h := (a.share[i] + b.share[i]) / 2
			moved(a.figure[i], b.figure[i], a.score[i], b.score[i], func(part anlan.Part, points float64) { put(t.of[i], part, h*points) })
		}
		if weights[i] != 0 {
			put(t.of[i], anlan.PartMethod, weights[i]*(mean-m))
		}
		if coverage[i] != 0 {
			put(t.category[t.home[i]], anlan.PartCoverage, coverage[i]*(mean-m))
		}
	}
	switch {
	case hidden:
		t.whole[partAt[anlan.PartWithheld]] += how.times * rest
	case math.Abs(rest) > rounding: // added up in another way than now
		t.whole[partAt[anlan.PartMethod]] += how.times * rest
	}
	if t.target == (Target{}) {
		t.whole[partAt[anlan.PartVeto]] += how.times * (b.veto - a.veto)
	}
}

// shareMoves shares h_b − h_a of each indicator between weights and coverage.
// Where weights of one side and scores of the other have nothing in common,
// one order alone is left, and with neither all of it is the weights'.
func (t *tally) shareMoves(a, b position) (weights, coverage []float64) {
	n := len(t.ids)
	weights, coverage = make([]float64, n), make([]float64, n)
	if slices.Equal(a.weight, b.weight) && slices.Equal(a.category, b.category) {
		for i := range coverage {
			coverage[i] = b.share[i] - a.share[i]
		}
		return weights, coverage
	}
	newWeights, newCoverage := t.shares(b, a.scored), t.shares(a, b.scored)
	for i := range weights {
		all, sum, orders := b.share[i]-a.share[i], 0.0, 0.0
		if newWeights != nil {
			sum, orders = sum+newWeights[i]-a.share[i], orders+1
		}
		if newCoverage != nil {
			sum, orders = sum+b.share[i]-newCoverage[i], orders+1
		}
		weights[i] = all
		if orders > 0 {
			weights[i] = sum / orders
		}
		coverage[i] = all - weights[i]
	}
	return weights, coverage
}

// rows gives the parts that are not zero: those of indicators, of categories,
// of the whole. A single withheld indicator is not shown alone: it is put
// together with the one of its category that moved least, or of any where its
// category has no other.
func (t *tally) rows() []anlan.Contribution {
	t.cover()
	var out []anlan.Contribution
	add := func(category, id string, row []float64) {
		for n, part := range anlan.Parts() {
			if row[n] != 0 {
				out = append(out, anlan.Contribution{Category: category, Indicator: id, Part: part, Points: row[n]})
			}
		}
	}
	for i, id := range t.ids {
		add(t.categories[t.home[i]], id, t.of[i])
	}
	for c, code := range t.categories {
		add(code, "", t.category[c])
	}
	add("", "", t.whole)
	return out
}

// cover puts a second indicator among the withheld where there is one alone.
func (t *tally) cover() {
	alone := -1
	for i, w := range t.withheld {
		if w && alone >= 0 {
			return
		}
		if w {
			alone = i
		}
	}
	if alone < 0 {
		return
	}
	size := func(i int) (sum float64) {
		for _, v := range t.of[i] {
			sum += v
		}
		return math.Abs(sum)
	}
	var others []int
	for i := range t.ids {
		if i != alone && slices.ContainsFunc(t.of[i], func(v float64) bool { return v != 0 }) {
			others = append(others, i)
		}
	}
	if len(others) == 0 {
		return
	}
	apart := func(i int) int {
		if t.home[i] == t.home[alone] {
			return 0
		}
		return 1
	}
	with := slices.MinFunc(others, func(i, j int) int {
		return cmp.Or(cmp.Compare(apart(i), apart(j)), cmp.Compare(size(i), size(j)), cmp.Compare(i, j))
	})
	for n, v := range t.of[with] {
		t.whole[partAt[anlan.PartWithheld]] += v
		t.of[with][n] = 0
	}
	t.withheld[with] = true
}
