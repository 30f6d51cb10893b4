package backtest

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
)

// Scenario is a kind of weekly series: negative binomial with mean
// exp(Theta + Beta·t + harmonics of 52 weeks), t from 1, and variance Phi·mean.
type Scenario struct {
	Name           string
	Theta, Beta    float64
	Gamma1, Gamma2 float64 // of cosine and sine, the same for every harmonic
	Phi            float64 // 1 or more; 1 is Poisson
	Harmonics      int
}

// Weeks of a simulated series, and the first of those in which past and current
// outbreaks begin.
const (
	SimulatedWeeks = 624
	firstPast      = 313
	firstCurrent   = 576
)

// Mean number of cases in week t, counted from 1, without outbreaks.
func (s Scenario) Mean(t int) float64 {
	eta := s.Theta + s.Beta*float64(t)
	for j := 1; j <= s.Harmonics; j++ {
		sin, cos := math.Sincos(2 * math.Pi * float64(j) * float64(t) / 52)
		eta += s.Gamma1*cos + s.Gamma2*sin
	}
	return math.Exp(eta)
}

// Simulated is a series with its truth, week 1 at position 0.
type Simulated struct {
	Name     string
	Scenario Scenario
	Counts   []float64
	Outbreak []bool
	Current  Outbreak
}

// Simulate draws ten series of every scenario. The ten hold four past outbreaks
// each, of sizes 0 (none), 2, 3, 5 and 10, and one current of sizes 1 to 10, in
// an order of chance; an outbreak has Poisson(size · standard deviation of its
// first week) cases, two or more, each floor(lognormal(0, 0.5)) weeks late. The
// same seed gives the same series.
//
// Source: Noufaily et al., Statistics in Medicine 32 (2013) 1206–1222, with the
// measures of Bédubourg & Le Strat, PLOS ONE 12 (2017) e0181227.
func Simulate(scenarios []Scenario, seed uint64) ([]Simulated, error) {
	var out []Simulated
	for i, sc := range scenarios {
		if !(sc.Phi >= 1) || sc.Harmonics < 0 || !(sc.Mean(1) < 1e9 && sc.Mean(SimulatedWeeks) < 1e9) {
			return nil, anlan.Errorf(anlan.Invalid, "scenario %s: phi %v, %d harmonics, mean up to %v", sc.Name, sc.Phi, sc.Harmonics, sc.Mean(SimulatedWeeks))
		}
		r := rand.New(rand.NewPCG(seed, uint64(i)+1))
		past, current := r.Perm(10), r.Perm(10)
		for k := range 10 {
			s := Simulated{Name: fmt.Sprintf("s%sr%02d", sc.Name, k+1), Scenario: sc,
				Counts: make([]float64, SimulatedWeeks), Outbreak: make([]bool, SimulatedWeeks)}
			for t := range s.Counts {
				s.Counts[t] = sc.draw(r, sc.Mean(t+1))
			}
			if size := [...]int{0, 2, 3, 5, 10}[past[k]/2]; size > 0 {
				for range 4 {
					s.outbreak(r, size, firstPast, firstCurrent-1)
				}
			}
			s.Current = s.outbreak(r, current[k]+1, firstCurrent, SimulatedWeeks)
			out = append(out, s)
		}
	}
	return out, nil
}

// draw a count of that mean: Poisson with a gamma-distributed mean.
func (s Scenario) draw(r *rand.Rand, mean float64) float64 {
	if s.Phi > 1 {
		mean = distuv.Gamma{Alpha: mean / (s.Phi - 1), Beta: 1 / (s.Phi - 1), Src: r}.Rand()
	}
	if !(mean > 0) { // a gamma of a very small mean underflows
		return 0
	}
	return distuv.Poisson{Lambda: mean, Src: r}.Rand()
}

// outbreak adds one that begins in weeks from..to and is cut off after to.
func (s *Simulated) outbreak(r *rand.Rand, size, from, to int) Outbreak {
	o := Outbreak{Series: s.Name, Size: size, Start: from + r.IntN(to-from+1)}
	mean := float64(size) * math.Sqrt(s.Scenario.Phi*s.Scenario.Mean(o.Start))
	cases := 0.0
	for cases < 2 {
		cases = distuv.Poisson{Lambda: mean, Src: r}.Rand()
	}
	o.Last = o.Start
	for range int(cases) {
		week := o.Start + int(math.Exp(0.5*r.NormFloat64()))
		if week > to {
			continue
		}
		s.Counts[week-1]++
		o.Last = max(o.Last, week)
	}
	for week := o.Start; week <= o.Last; week++ {
		s.Outbreak[week-1] = true
	}
	return o
}

// Known gives the p-value of week t, counted from 1, to one who knows the
// scenario: the mid-p of its count or, if less, of a sum of up to windows weeks
// that ends in it. No method that sees one series can be expected to do better.
func (s Scenario) Known(y []float64, t, windows int) float64 {
	cases, mean, least := 0.0, 0.0, 1.0
	for k := 0; k < windows && t-k >= 1; k++ {
		cases, mean = cases+y[t-k-1], mean+s.Mean(t-k)
		d := counts.Dispersed(mean, s.Phi)
		least = min(least, d.UpperTail(cases+1)+math.Exp(d.LogProb(cases))/2)
	}
	return least
}
