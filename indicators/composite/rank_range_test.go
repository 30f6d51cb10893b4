package composite

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// rankWith gives the rank of a unit with weights, as the definition has it;
// scores that are not further apart than tie are equal.
func rankWith(cols [][]float64, w []float64, unit int, tie float64) int {
	rank := 1
	for j := range cols[0] {
		d := 0.0
		for k, col := range cols {
			d += w[k] * (col[j] - col[unit])
		}
		if j != unit && d > tie {
			rank++
		}
	}
	return rank
}

// Of two weights only one is free: ranks change at most where two units are
// equal, so that these places and the middles between them are all there is.
func TestRankRangeTwoColumns(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		cols := randomColumns(rng, 2, 3+rng.IntN(9))
		box := WeightBox([]float64{0.4, 0.6}, []float64{0.1, 0.5, 1}[rng.IntN(3)])
		box.Lower[0] = max(box.Lower[0], 1-box.Upper[1])
		box.Upper[0] = min(box.Upper[0], 1-box.Lower[1])
		b, err := box.Of(cols, []float64{0.4, 0.6})
		if err != nil {
			t.Fatal(err)
		}
		places := []float64{box.Lower[0], box.Upper[0]}
		for i := range cols[0] {
			for j := range i {
				x, y := cols[0][i]-cols[0][j], cols[1][i]-cols[1][j]
				if w := y / (y - x); w > box.Lower[0] && w < box.Upper[0] { // w x + (1-w) y = 0
					places = append(places, w)
				}
			}
		}
		slices.Sort(places)
		for k := range len(places) - 1 {
			places = append(places, (places[k]+places[k+1])/2)
		}
		for i := range cols[0] {
			best, worst := len(cols[0]), 1
			for _, w := range places {
				rank := rankWith(cols, []float64{w, 1 - w}, i, rankTie)
				best, worst = min(best, rank), max(worst, rank)
			}
			if int(b.Best[i]) != best || int(b.Worst[i]) != worst || !b.Exact(i) {
				t.Fatalf("unit %d of %v, %+v: %v to %v, exact %v; all places give %d to %d", i, cols, box, b.Best[i], b.Worst[i], b.Exact(i), best, worst)
			}
		}
	}
}

// With more columns the weights given prove that a rank can be had, and many
// other weights within the bounds must not give a rank outside the range.
func TestRankRangeManyColumns(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	reached, ends := 0, 0
	for range 30 {
		p := 3 + rng.IntN(5)
		cols := randomColumns(rng, p, 4+rng.IntN(8))
		start := scaledToOne(randomColumns(rng, 1, p)[0])
		box := WeightBox(start, []float64{0.25, 0.6, 1}[rng.IntN(3)])
		b, err := box.Of(cols, start)
		if err != nil {
			t.Fatal(err)
		}
		n := len(cols[0])
		best, worst := make([]int, n), make([]int, n)
		for range 4000 {
			w := withinBox(rng, box, start)
			for i := range n {
				rank := rankWith(cols, w, i, rankTie)
				if best[i] == 0 {
					best[i] = rank
				}
				best[i], worst[i] = min(best[i], rank), max(worst[i], rank)
			}
		}
		for i := range n {
			if !b.Exact(i) || float64(best[i]) < b.Best[i] || float64(worst[i]) > b.Worst[i] {
				t.Fatalf("unit %d: %v to %v (exact %v), drawn weights give %d to %d", i, b.Best[i], b.Worst[i], b.Exact(i), best[i], worst[i])
			}
			for end, w := range [][]float64{b.BestWeights[i], b.WorstWeights[i]} {
				// Of the largest difference, which is a little above or below 1.
				want, tie, sum := []float64{b.Best[i], b.Worst[i]}[end], []float64{3 * rankTie, rankTie / 10}[end], 0.0
				for k, v := range w {
					sum += v
					if v < box.Lower[k]-1e-9 || v > box.Upper[k]+1e-9 {
						t.Fatalf("weight %v outside %v to %v", v, box.Lower[k], box.Upper[k])
					}
				}
				if math.Abs(sum-1) > 1e-9 || float64(rankWith(cols, w, i, tie)) != want {
					t.Fatalf("weights %v give unit %d rank %d, not %v", w, i, rankWith(cols, w, i, tie), want)
				}
			}
			ends += 2
			if float64(best[i]) == b.Best[i] {
				reached++
			}
			if float64(worst[i]) == b.Worst[i] {
				reached++
			}
		}
	}
	if reached < ends*9/10 { // the range is no wider than it has to be
		t.Errorf("drawn weights reach %d of %d ends", reached, ends)
	}
}

func randomColumns(rng *rand.Rand, p, n int) [][]float64 {
	cols := make([][]float64, p)
	for k := range cols {
		cols[k] = make([]float64, n)
		for i := range cols[k] {
			cols[k][i] = 0.1 + rng.Float64()
		}
	}
	return cols
}

// withinBox draws weights in the bounds: a walk from start that moves weight
// from one column to another.
func withinBox(rng *rand.Rand, box RankRange, start []float64) []float64 {
	w := slices.Clone(start)
	for range 4 * len(w) {
		a, b := rng.IntN(len(w)), rng.IntN(len(w))
		if room := min(w[a]-box.Lower[a], box.Upper[b]-w[b]); a != b && room > 0 {
			if rng.IntN(2) == 0 {
				room *= rng.Float64()
			}
			w[a], w[b] = w[a]-room, w[b]+room
		}
	}
	return w
}

// Missing values, ties, units that are not wanted, programmes that run out.
func TestRankRangeEdges(t *testing.T) {
	cols := [][]float64{{1, 1, 2, missing, 0}, {1, 1, 2, 3, 0}}
	box := WeightBox([]float64{0.5, 0.5}, 1)
	box.Rows = []int{0, 1, 2, 3}
	b, err := box.Of(cols, []float64{0.5, 0.5})
	if err != nil {
		t.Fatal(err)
	}
	if !same(b.Best, []float64{2, 2, 1, missing, missing}) || !same(b.Worst, []float64{2, 2, 1, missing, missing}) {
		t.Errorf("%+v", b)
	}
	rng := rand.New(rand.NewPCG(3, 1))
	many := randomColumns(rng, 6, 40)
	start := []float64{0.1, 0.1, 0.2, 0.2, 0.2, 0.2}
	few := WeightBox(start, 1)
	few.Programmes = 1
	b, err = few.Of(many, start)
	if err != nil {
		t.Fatal(err)
	}
	wide := 0
	for i := range many[0] {
		if b.Least[i] > b.Best[i] || b.Best[i] > b.Worst[i] || b.Worst[i] > b.Most[i] {
			t.Errorf("unit %d: %v %v %v %v", i, b.Least[i], b.Best[i], b.Worst[i], b.Most[i])
		}
		if !b.Exact(i) {
			wide++
		}
	}
	if wide == 0 {
		t.Error("one programme suffices: the test shows nothing")
	}
	for _, r := range []RankRange{{}, {Lower: []float64{0, 0}, Upper: []float64{0.4, 0.4}}, {Lower: []float64{0.6, 0.6}, Upper: []float64{1, 1}}} {
		if _, err := r.Of(cols, []float64{0.5, 0.5}); err == nil {
			t.Errorf("%+v passes", r)
		}
	}
}
