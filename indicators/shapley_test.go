package indicators

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/anlan-lake/anlan"
)

// Every part is the mean of its marginal contributions over all orders, worked
// out here from Framework.aggregate and the steps before it.
func TestContributionsByBruteForce(t *testing.T) {
	f := tinyFramework(t)
	of := f.definitions()
	goal := of["A1"]
	town := func(value, own, mean, rho float64) anlan.Score {
		v := own*value + (1-own)*mean
		adjusted := v * rho
		s := points(goal, adjusted)
		return anlan.Score{Measure: anlan.Measure{Indicator: "A1", Area: "629902001", Level: anlan.Township}, Value: &value, Own: &own, Rho: &rho, Adjusted: &adjusted, Score: &s, Weight: 100, State: anlan.StateOK}
	}
	standing := func(s anlan.Score) Standing {
		return Standing{Area: s.Area, Scores: []anlan.Score{s}, Of: of, Index: map[string]anlan.IndexRow{"": {Score: s.Score, Uncapped: s.Score}}}
	}
	type point = [3]float64 // value, (own, mean) as one, rho
	pulls := [2][2]float64{{0.3, 70}, {0.8, 78}}
	a, b := [3]float64{82, 0, 0.9}, [3]float64{95, 1, 0.7}
	at := func(in uint) float64 {
		p := a
		for k := range p {
			if in>>k&1 != 0 {
				p[k] = b[k]
			}
		}
		pull := pulls[int(p[1])]
		return *town(p[0], pull[0], pull[1], p[2]).Score
	}
	var want point
	orders := 0.0
	permute([]int{0, 1, 2}, func(order []int) {
		in := uint(0)
		for _, k := range order {
			want[k] += at(in|1<<k) - at(in)
			in |= 1 << k
		}
		orders++
	})
	rows, err := Difference(Target{}, Past{Published: standing(town(82, 0.3, 70, 0.9))}, standing(town(95, 0.8, 78, 0.7)))
	if err != nil {
		t.Fatal(err)
	}
	got := map[anlan.Part]float64{}
	for _, r := range rows {
		got[r.Part] += r.Points
	}
	for k, part := range []anlan.Part{anlan.PartData, anlan.PartShrinkage, anlan.PartAdequacy} {
		if math.Abs(got[part]-want[k]/orders) > rounding || want[k] == 0 {
			t.Errorf("%s: %v, by brute force %v", part, got[part], want[k]/orders)
		}
	}
}

func permute(items []int, use func([]int)) {
	if len(items) == 0 {
		use(nil)
		return
	}
	for n, first := range items {
		rest := slices.Concat(items[:n], items[n+1:])
		permute(rest, func(tail []int) { use(append([]int{first}, tail...)) })
	}
}

// Shares add up, a dummy gets nothing, equals get the same, and players are
// paid as over all orders.
func TestShapley(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const n = 5
	worth := make([]float64, 1<<n)
	for in := range worth {
		worth[in] = r.NormFloat64()
		if in>>4&1 == 1 { // player 4 adds nothing
			worth[in] = worth[in&^(1<<4)]
		}
	}
	got := Shapley(n, func(in uint) float64 { return worth[in] })
	var want [n]float64
	orders := 0.0
	permute([]int{0, 1, 2, 3, 4}, func(order []int) {
		in := 0
		for _, k := range order {
			want[k] += worth[in|1<<k] - worth[in]
			in |= 1 << k
		}
		orders++
	})
	total := 0.0
	for k := range got {
		total += got[k]
		if math.Abs(got[k]-want[k]/orders) > 1e-12 {
			t.Errorf("player %d gets %v, over all orders %v", k, got[k], want[k]/orders)
		}
	}
	if math.Abs(total-(worth[1<<n-1]-worth[0])) > 1e-12 || math.Abs(got[4]) > 1e-12 {
		t.Errorf("shares add up to %v of %v; the dummy gets %v", total, worth[1<<n-1]-worth[0], got[4])
	}
	for _, share := range Shapley(4, func(in uint) float64 { return float64(bits.OnesCount(in) * bits.OnesCount(in)) }) {
		if math.Abs(share-4) > 1e-12 {
			t.Errorf("of four equals one gets %v of 16", share)
		}
	}
}
