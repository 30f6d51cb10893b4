package apportion

import (
	"math"

	"github.com/anlan-lake/anlan/models/counts"
)

// Branch is an area with areas within it, and where its past cases were recorded.
type Branch struct {
	// Weight of the areas within, up to a factor: what their shares are thought to
	// be like before any case is seen, such as their households. Nil: all alike.
	Weight []float64
	// Cases by block of time, oldest first, then area within. The first block is all
	// of the time before the others, faded as Settings.Keep has it.
	Cases [][]float64
	// None are cases by block that were recorded in the area, and in none within.
	None []float64
}

// Settings of learning. Begin with DefaultSettings.
type Settings struct {
	Keep float64 // weight that cases keep from one block to the next
}

// DefaultSettings have blocks of four weeks and forget half in a year.
func DefaultSettings() Settings { return Settings{Keep: math.Exp2(-1.0 / 13)} }

// Fade is the weight of the cases of so many blocks ago.
func (s Settings) Fade(blocks float64) float64 { return math.Pow(s.Keep, blocks) }

// Shares are what was learnt of branches.
type Shares struct {
	within [][]float64 // by branch, then area within: mean shares of what is recorded within
	strong []float64   // by branch
	none   []Share     // by branch: recorded in none within
	Prior  float64     // cases in each area that the weights are worth
	Moves  float64     // strength of a block's shares about their long-run ones, +Inf where they do not move
}

// Learn learns the shares of branches that are alike: of one level, one series.
// Errors: Invalid for counts that are none, or branches without areas.
//
// Source: the Dirichlet-multinomial with its prior from the data, Mosimann,
// Biometrika 49 (1962) 65–82; discounting, West & Harrison, Bayesian Forecasting
// and Dynamic Models, 2nd ed. (1997), chapter 6.
func (s Settings) Learn(branches []Branch) (*Shares, error) {
	if !(s.Keep > 0 && s.Keep <= 1) {
		return nil, bad("keep %v, want more than 0 and 1 at most", s.Keep)
	}
	for i, b := range branches {
		if err := b.validate(); err != nil {
			return nil, bad("branch %d: %w", i+1, err)
		}
	}
	within, located := make([]split, len(branches)), make([]split, len(branches))
	all := [2]float64{0.5, 0.5}
	for i, b := range branches {
		within[i] = split{prior: normal(b.Weight, len(b.Cases[0])), cases: b.Cases}
		pair := make([][]float64, len(b.Cases))
		for t, row := range b.Cases {
			pair[t] = []float64{0, b.None[t]}
			for _, y := range row {
				pair[t][0] += y
			}
			all[0], all[1] = all[0]+pair[t][0], all[1]+pair[t][1]
		}
		located[i] = split{cases: pair}
	}
	for i := range located {
		located[i].prior = []float64{all[0] / (all[0] + all[1]), all[1] / (all[0] + all[1])}
	}
	a, where := fit(within, s.Keep), fit(located, s.Keep)
	out := &Shares{Prior: a.prior, Moves: a.moves}
	for i := range branches {
		mean, strength := a.share(within[i].seen(s.Keep), within[i].prior)
		out.within, out.strong = append(out.within, mean), append(out.strong, strength)
		mean, strength = where.share(located[i].seen(s.Keep), located[i].prior)
		out.none = append(out.none, Share{mean[1], strength})
	}
	return out, nil
}

func (b Branch) validate() error {
	if len(b.Cases) == 0 || len(b.None) != len(b.Cases) || len(b.Cases[0]) == 0 {
		return bad("%d blocks of cases, %d of cases recorded in no area within: want as many, and an area", len(b.Cases), len(b.None))
	}
	count := func(v float64) bool { return v >= 0 && !math.IsInf(v, 1) }
	for t, row := range b.Cases {
		if len(row) != len(b.Cases[0]) || !count(b.None[t]) {
			return bad("block %d: %d areas, %v cases in none; want %d areas and a count", t+1, len(row), b.None[t], len(b.Cases[0]))
		}
		for _, y := range row {
			if !count(y) {
				return bad("block %d: %v is no count", t+1, y)
			}
		}
	}
	if b.Weight != nil && len(b.Weight) != len(b.Cases[0]) {
		return bad("%d weights of %d areas", len(b.Weight), len(b.Cases[0]))
	}
	for _, w := range b.Weight {
		if !(w > 0) || math.IsInf(w, 1) {
			return bad("a weight of %v", w)
		}
	}
	return nil
}

// Within is the share of area j of branch i in the cases of that branch that are
// recorded in an area within.
func (s *Shares) Within(i, j int) Share { return Share{s.within[i][j], s.strong[i]} }

// Located is the share of the cases of branch i that are recorded in an area within.
func (s *Shares) Located(i int) Share { return Share{1 - s.none[i].Mean, s.none[i].Strength} }

// normal makes weights add up to 1.
func normal(weight []float64, n int) []float64 {
	out, sum := make([]float64, n), 0.0
	for j := range out {
		out[j] = 1
		if weight != nil {
			out[j] = weight[j]
		}
		sum += out[j]
	}
	for j := range out {
		out[j] /= sum
	}
	return out
}

// split is a branch's past, with what its shares are thought to be beforehand.
type split struct {
	prior []float64
	cases [][]float64
}

// seen are the cases of all blocks, faded to the end of the last.
func (s split) seen(keep float64) []float64 {
	out := make([]float64, len(s.prior))
	for _, row := range s.cases {
		for j, y := range row {
			out[j] = keep*out[j] + y
		}
	}
	return out
}

// fitted is how shares go from the past to the future: prior is what the weights
// are worth in cases of each part; moves the strength with which the shares of one
// block hold to those of all time.
type fitted struct{ prior, moves float64 }

// strength of the shares of the next block, given so many cases seen in so many
// parts: what is not known of the long run, and how far a block moves from it.
func (f fitted) strength(seen float64, parts int) float64 {
	return 1 / (1/(f.prior*float64(parts)+seen) + 1/f.moves)
}

func (f fitted) share(seen, prior []float64) (mean []float64, strength float64) {
	sum, a := 0.0, f.prior*float64(len(prior))
	for _, y := range seen {
		sum += y
	}
	mean = make([]float64, len(prior))
	for j := range mean {
		mean[j] = (a*prior[j] + seen[j]) / (a + sum)
	}
	return mean, f.strength(sum, len(prior))
}

// A block of a split as the likelihood needs it: its cases, those seen before it,
// and of the parts that had any how many, with what was seen there.
type term struct {
	cases, seen float64
	parts       int
	had         []had
}

type had struct{ cases, seen, prior float64 }

// Of more parts with cases than this a part stands for all: what is fitted are two
// numbers.
const mostHad = 3000

// terms lists the blocks after the first of every split, or of every so manieth.
func terms(splits []split, keep float64) []term {
	n := 0
	for _, s := range splits {
		for _, row := range s.cases[1:] {
			for _, y := range row {
				if y > 0 {
					n++
				}
			}
		}
	}
	stride := n/mostHad + 1
	var out []term
	for i := 0; i < len(splits); i += stride {
		s := splits[i]
		seen := append([]float64(nil), s.cases[0]...)
		for _, row := range s.cases[1:] {
			x := term{parts: len(row)}
			for j, y := range row {
				x.cases, x.seen = x.cases+y, x.seen+seen[j]
				if y > 0 {
					x.had = append(x.had, had{y, seen[j], s.prior[j]})
				}
				seen[j] = keep*seen[j] + y
			}
			if x.cases > 0 {
				out = append(out, x)
			}
		}
	}
	return out
}

// logLik is the logarithm of the chance of all blocks' splits, each given those
// before it, up to what does not depend on the two numbers.
func (f fitted) logLik(terms []term) float64 {
	sum := 0.0
	for _, x := range terms {
		a := f.prior * float64(x.parts)
		k := f.strength(x.seen, x.parts)
		sum -= counts.LogRising(k, x.cases)
		for _, h := range x.had {
			sum += counts.LogRising(k*(a*h.prior+h.seen)/(a+x.seen), h.cases)
		}
	}
	return sum
}

// Bounds of the two numbers, as logarithms.
var priorBounds, movesBounds = [2]float64{math.Log(0.01), math.Log(1e4)}, [2]float64{0, math.Log(1e6)}

// fit finds the two numbers by maximum likelihood, one after the other; without
// a case the weights stand.
func fit(splits []split, keep float64) fitted {
	t := terms(splits, keep)
	f := fitted{prior: 1, moves: math.Exp(movesBounds[1])}
	if len(t) == 0 {
		return f
	}
	for range 3 {
		f.prior = math.Exp(golden(priorBounds, func(x float64) float64 { return fitted{math.Exp(x), f.moves}.logLik(t) }))
		f.moves = math.Exp(golden(movesBounds, func(x float64) float64 { return fitted{f.prior, math.Exp(x)}.logLik(t) }))
	}
	return f
}

// golden finds the maximum of a function with one by golden sections.
func golden(bounds [2]float64, f func(float64) float64) float64 {
	const section = 0.6180339887498949
	low, high := bounds[0], bounds[1]
	a, b := high-section*(high-low), low+section*(high-low)
	fa, fb := f(a), f(b)
	for high-low > 0.1 {
		if fa < fb {
			low, a, fa = a, b, fb
			b = low + section*(high-low)
			fb = f(b)
		} else {
			high, b, fb = b, a, fa
			a = high - section*(high-low)
			fa = f(a)
		}
	}
	return (low + high) / 2
}
