package pooled

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// sparse gives series of five kinds in twenty-four areas of three regions, most
// of which have a case or two a year, with the mean of every series.
func sparse(seed uint64, weeks int) (family []Series, mean []float64) {
	r := rand.New(rand.NewPCG(seed, 3))
	var kinds [5]float64
	for k := range kinds {
		kinds[k] = 0.03 * math.Exp(r.NormFloat64())
	}
	for area := range 24 {
		size := math.Exp(0.8 * r.NormFloat64())
		for k, kind := range kinds {
			m := kind * size * math.Exp(0.3*r.NormFloat64())
			s := Series{Kind: fmt.Sprint(k), Area: fmt.Sprint(area), Region: fmt.Sprint(area / 8)}
			for range weeks {
				s.Counts = append(s.Counts, distuv.Poisson{Lambda: m, Src: r}.Rand())
			}
			family, mean = append(family, s), append(mean, m)
		}
	}
	return family, mean
}

// TestLevelsOfSparseSeries: the cases expected add up to those that come, and
// every series is nearer to its mean with the levels of kind and area than with
// its kind's alone.
func TestLevelsOfSparseSeries(t *testing.T) {
	expected, observed, with, without := 0.0, 0.0, 0.0, 0.0
	for seed := range uint64(4) {
		family, mean := sparse(seed+1, 200)
		apart := make([]Series, len(family))
		for i, s := range family {
			apart[i] = s
			apart[i].Area, apart[i].Region = "", ""
		}
		alone := judge(t, DefaultDetector(), apart, 199, 199)
		for i, js := range judge(t, DefaultDetector(), family, 199, 199) {
			expected += js[0].Expected
			observed += mean[i]
			with += math.Pow(math.Log(js[0].Expected/mean[i]), 2)
			without += math.Pow(math.Log(alone[i][0].Expected/mean[i]), 2)
		}
	}
	if r := expected / observed; r < 0.9 || r > 1.1 {
		t.Errorf("expected %.3f of what comes", r)
	}
	if !(with < 0.6*without) {
		t.Errorf("squared errors of the levels %.1f, by kind alone %.1f", with, without)
	}
}

// TestKindsLendWhatTheyShare: what is the same for all kinds is learnt from all,
// what differs from each.
func TestKindsLendWhatTheyShare(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	var found []estimate
	kinds := make([][]int, 6)
	for k := range kinds {
		own := 2 * r.NormFloat64() // the second coefficient differs by kind, the first does not
		for range 4 {
			kinds[k] = append(kinds[k], len(found))
			found = append(found, estimate{beta: []float64{0.3 + 0.2*r.NormFloat64(), own + 0.2*r.NormFloat64()}, variance: []float64{0.04, 0.04}})
		}
	}
	kinds = append(kinds, []int{len(found)})
	found = append(found, estimate{told: true}) // without a case
	p := coefficients(found, kinds, 2)
	for k := range kinds[:6] {
		m, _ := weighted([]float64{found[kinds[k][0]].beta[1], found[kinds[k][1]].beta[1], found[kinds[k][2]].beta[1], found[kinds[k][3]].beta[1]}, []float64{1, 1, 1, 1}, 0)
		if math.Abs(p[k].mean[0]-0.3) > 0.12 || math.Abs(p[k].mean[1]-m) > 0.1 {
			t.Errorf("kind %d: %v; its own second is %.2f", k, p[k].mean, m)
		}
	}
	if last := p[6]; math.Abs(last.mean[0]-0.3) > 0.12 || !(last.precision[1] < p[0].precision[1]/10) {
		t.Errorf("a kind without a case: %+v, another %+v", last, p[0])
	}
}
