package smallarea

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s: %.8g, want %.8g", what, got, want)
	}
}

// The examples of R. G. Newcombe, Statist. Med. 17 (1998) 857-872, table I.
func TestWilson(t *testing.T) {
	for _, c := range []struct{ x, n, lower, upper float64 }{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {8, 10, 0.4902, 0.9433}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718},
	} {
		l, u, ok := Wilson(c.x/c.n, c.n)
		if !ok {
			t.Fatalf("%v/%v has no interval", c.x, c.n)
		}
		near(t, "lower", l, c.lower, 5e-5)
		near(t, "upper", u, c.upper, 5e-5)
	}
	for _, bad := range [][2]float64{{0.5, 0}, {1.2, 10}, {-0.1, 10}, {math.NaN(), 10}} {
		if _, _, ok := Wilson(bad[0], bad[1]); ok {
			t.Errorf("%v has an interval", bad)
		}
	}
}

// Each end of the exact interval leaves 2.5% outside; beyond a million the cube
// has to meet it.
func TestGarwood(t *testing.T) {
	for _, x := range []float64{0, 1, 2, 10, 57, 1000, 250000} {
		l, u, _ := Garwood(x)
		near(t, "at most x from the upper end", distuv.Poisson{Lambda: u}.CDF(x), 0.025, 1e-6)
		if x > 0 {
			near(t, "at least x from the lower end", 1-distuv.Poisson{Lambda: l}.CDF(x-1), 0.025, 1e-6)
		}
	}
	l, u, _ := Garwood(10)
	near(t, "10, lower", l, 4.7954, 5e-5)
	near(t, "10, upper", u, 18.3904, 5e-5)
	a, b := gammaQuantile(1e6, tail), gammaQuantile(1e6*(1+1e-12), tail)
	near(t, "where the cube takes over", b/a, 1, 1e-8)
}

func TestPosteriors(t *testing.T) {
	l, u, _ := BetaInterval(7, 3)
	beta := distuv.Beta{Alpha: 7, Beta: 3}
	near(t, "beta, below", beta.CDF(l), 0.025, 1e-9)
	near(t, "beta, below the upper end", beta.CDF(u), 0.975, 1e-9)
	l, u, _ = GammaInterval(4.5, 200)
	gamma := distuv.Gamma{Alpha: 4.5, Beta: 200}
	near(t, "gamma, below", gamma.CDF(l), 0.025, 1e-9)
	near(t, "gamma, below the upper end", gamma.CDF(u), 0.975, 1e-9)
}

func TestEffectiveAnswers(t *testing.T) {
	near(t, "equal weights", EffectiveAnswers(50, 50), 50, 0)
	near(t, "one counts for three", EffectiveAnswers(1+1+3, 1+1+9), 25.0/11, 1e-12)
	near(t, "none", EffectiveAnswers(0, 0), 0, 0)
}

// group draws areas whose rates differ as a prior of that mean and strength
// says; strength 0: not at all.
func group(r *rand.Rand, areas int, mean, strength float64, poisson bool) (x, n []float64) {
	for range areas {
		cases := math.Round(20 + 400*r.Float64())
		rate := mean
		switch {
		case strength > 0 && poisson:
			rate = distuv.Gamma{Alpha: mean * strength, Beta: strength, Src: r}.Rand()
		case strength > 0:
			rate = distuv.Beta{Alpha: mean * strength, Beta: (1 - mean) * strength, Src: r}.Rand()
		}
		events := 0.0
		if poisson {
			events = distuv.Poisson{Lambda: rate * cases, Src: r}.Rand()
		} else {
			events = distuv.Binomial{N: cases, P: rate, Src: r}.Rand()
		}
		x, n = append(x, events), append(n, cases)
	}
	return x, n
}

var fits = []struct {
	name    string
	poisson bool
	fit     func(events, cases []float64) (Prior, error)
}{
	{"poisson-gamma moments", true, PoissonGammaMoments},
	{"poisson-gamma likelihood", true, PoissonGammaLikelihood},
	{"beta-binomial moments", false, BetaBinomialMoments},
	{"beta-binomial likelihood", false, BetaBinomialLikelihood},
}

// Many areas drawn from a prior give it back.
func TestFitsFindThePrior(t *testing.T) {
	for _, c := range fits {
		x, n := group(rand.New(rand.NewPCG(7, 1)), 4000, 0.3, 60, c.poisson)
		p, err := c.fit(x, n)
		if err != nil {
			t.Fatal(err)
		}
		near(t, c.name+": mean", p.Mean, 0.3, 0.006)
		near(t, c.name+": strength", p.Strength, 60, 8)
	}
}

// No point of a fine grid is likelier than the fit.
func TestLikelihoodIsHighest(t *testing.T) {
	for seed := range uint64(20) {
		for _, c := range fits {
			x, n := group(rand.New(rand.NewPCG(seed, 2)), 15, 0.2, 40, c.poisson)
			log := func(mean, strength float64) float64 { return betaLikelihood(x, n, mean*strength, (1-mean)*strength) }
			p, _ := BetaBinomialLikelihood(x, n)
			if c.poisson {
				log = func(mean, strength float64) float64 { return gammaLikelihood(x, n, mean*strength, strength) }
				p, _ = PoissonGammaLikelihood(x, n)
			}
			if math.IsInf(p.Strength, 1) {
				p.Strength = 1e6
			}
			best := log(p.Mean, p.Strength)
			for mean := 0.1; mean < 0.35; mean += 0.005 {
				for s := 2.0; s < 1e5; s *= 1.1 {
					if l := log(mean, s); l > best+1e-5 {
						t.Fatalf("%s, seed %d: %v at mean %v strength %v, %v at the fit %+v", c.name, seed, l, mean, s, best, p)
					}
				}
			}
		}
	}
}

// Where areas differ by chance alone, or are too few, each has the mean.
func TestNothingToTell(t *testing.T) {
	even := [][2][]float64{
		{{10, 20, 30, 40}, {100, 200, 300, 400}},
		{{1, 30}, {100, 100}},
		{{0, 0, 0, 0}, {50, 60, 70, 80}},
		{{}, {}},
	}
	for _, c := range fits {
		for _, e := range even {
			p, err := c.fit(e[0], e[1])
			if err != nil || !math.IsInf(p.Strength, 1) {
				t.Errorf("%s of %v: %+v %v", c.name, e, p, err)
			}
			if len(e[0]) > 0 {
				rate, own := p.Estimate(e[0][0], e[1][0])
				near(t, c.name, rate, p.Events/p.Cases, 1e-12)
				near(t, c.name, own, 0, 0)
			}
		}
		if _, err := c.fit([]float64{1}, nil); err == nil {
			t.Errorf("%s takes unpaired slices", c.name)
		}
	}
}

func TestTrigamma(t *testing.T) {
	for _, x := range []float64{0.01, 0.5, 1, 3.7, 7.99, 8, 120, 1e6} {
		near(t, "relative", trigamma(x)/mathext.Zeta(2, x), 1, 1e-10)
	}
}

func TestCombine(t *testing.T) {
	got := Combine([]float64{0.5, 0.25, 0.25}, []Estimate{{80, 76, 82}, {60, 52, 72}, {90, 90, 90}})
	near(t, "value", got.Value, 77.5, 1e-12)
	near(t, "lower", got.Lower, 77.5-math.Sqrt(4+4), 1e-12)
	near(t, "upper", got.Upper, 77.5+math.Sqrt(1+9), 1e-12)
}

func TestBands(t *testing.T) {
	of := []Estimate{{70, 68, 72}, {90, 88, 92}, {88, 86, 90}, {86.5, 84.5, 88.5}, {69.5, 69.5, 69.5}}
	// 90 leads 88 by 2 < 2.83 and 86.5 by 3.5; 70 leads 69.5 by 0.5: less than 2, and less than a point.
	if got := Bands(of, 0); got[1] != 1 || got[2] != 1 || got[3] != 3 || got[0] != 4 || got[4] != 4 {
		t.Errorf("bands %v", got)
	}
	exact := []Estimate{{81, 81, 81}, {80.2, 80.2, 80.2}, {79.9, 79.9, 79.9}}
	if got := Bands(exact, 1); got[0] != 1 || got[1] != 1 || got[2] != 3 {
		t.Errorf("bands %v", got)
	}
	if got := Bands(exact, 0); got[0] != 1 || got[1] != 2 || got[2] != 3 {
		t.Errorf("bands %v", got)
	}
}

func TestRankIntervals(t *testing.T) {
	of := []Estimate{{90, 89, 91}, {80, 75, 85}, {78, 74, 82}, {50, 49, 51}}
	best, worst := RankIntervals(of, 0)
	for i, want := range [][2]int{{1, 1}, {2, 3}, {2, 3}, {4, 4}} {
		if best[i] != want[0] || worst[i] != want[1] {
			t.Errorf("area %d: rank %d to %d, want %v", i, best[i], worst[i], want)
		}
	}
	best, worst = RankIntervals([]Estimate{{80, 80, 80}, {79.5, 79.5, 79.5}}, 1)
	if best[1] != 1 || worst[0] != 2 {
		t.Errorf("half a point decides: %v %v", best, worst)
	}
}

// In simulated groups all true ranks lie inside the intervals at once in at
// least 95% of draws.
func TestRankIntervalsHold(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	const draws = 2000
	held := 0
	for range draws {
		truth := make([]float64, 8)
		of := make([]Estimate, 8)
		for i := range truth {
			truth[i] = 70 + 4*r.NormFloat64()
			v := truth[i] + 2*r.NormFloat64()
			of[i] = Estimate{v, v - 2*Z95, v + 2*Z95}
		}
		best, worst := RankIntervals(of, 0)
		all := true
		for i := range truth {
			rank := 1
			for j := range truth {
				if truth[j] > truth[i] {
					rank++
				}
			}
			all = all && best[i] <= rank && rank <= worst[i]
		}
		if all {
			held++
		}
	}
	if share := float64(held) / draws; share < 0.95 {
		t.Errorf("all true ranks are inside in %.3f of draws", share)
	}
}

func BenchmarkQuantiles(b *testing.B) {
	for b.Loop() {
		BetaInterval(47.3, 12.1)
		Garwood(37)
	}
}

func BenchmarkFits(b *testing.B) {
	for _, c := range fits {
		x, n := group(rand.New(rand.NewPCG(7, 1)), 15, 0.3, 60, c.poisson)
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := c.fit(x, n); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
