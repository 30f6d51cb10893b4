package apportion

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
)

// shareOut draws what falls to each part of n cases: shares first, then case by
// case.
func shareOut(r *rand.Rand, alpha []float64, n int) []float64 {
	p, sum := make([]float64, len(alpha)), 0.0
	for j, a := range alpha {
		p[j] = distuv.Gamma{Alpha: a, Beta: 1, Src: r}.Rand()
		sum += p[j]
	}
	out := make([]float64, len(alpha))
	for range n {
		u := r.Float64() * sum
		j := 0
		for ; j < len(p)-1 && u >= p[j]; j++ {
			u -= p[j]
		}
		out[j]++
	}
	return out
}

// TestMarginalsOfPaths: paths shared out case by case add up to their area one by
// one, and what Of gives of a part is how its paths are distributed.
func TestMarginalsOfPaths(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	alpha := []float64{0.3, 2, 7, 1.7}
	strength := 11.0
	paths := make([]float64, 40000)
	parts := make([][]float64, len(alpha))
	for k := range paths {
		paths[k] = counts.Dist{Mean: 9, Size: 4}.Quantile(r.Float64())
		sum := 0.0
		for j, y := range shareOut(r, alpha, int(paths[k])) {
			parts[j] = append(parts[j], y)
			sum += y
		}
		if sum != paths[k] {
			t.Fatalf("a path of %v is shared out as %v", paths[k], sum)
		}
	}
	whole := FromPaths(paths)
	total := 0.0
	for j, a := range alpha {
		m := Share{a / strength, strength}.Of(whole)
		total += m.Mean()
		if math.Abs(m.Mean()-a/strength*whole.Mean()) > 1e-6 {
			t.Errorf("part %d: mean %v, want %v", j, m.Mean(), a/strength*whole.Mean())
		}
		slices.Sort(parts[j])
		for y := 0.0; y < 12; y++ {
			below, mass := m.At(y)
			n := 0.0
			for _, v := range parts[j] {
				if v <= y {
					n++
				}
			}
			if got := n / float64(len(paths)); math.Abs(got-below-mass) > 0.008 {
				t.Errorf("part %d: %v of the paths have %v or fewer, want %v", j, got, y, below+mass)
			}
		}
	}
	if math.Abs(total-whole.Mean()) > 1e-6 {
		t.Errorf("parts expect %v together, the area %v", total, whole.Mean())
	}
}

// TestBetaBinomial: masses are those of the formula, whatever the shape, and of
// counts at which the first of them cannot be written.
func TestBetaBinomial(t *testing.T) {
	for _, c := range []struct {
		s Share
		n int
	}{{Share{0.01, 3}, 40}, {Share{0.5, 0.8}, 30}, {Share{0.97, 5}, 25}, {Share{0.73, 400}, 4000}, {Share{0.2, math.Inf(1)}, 900}, {Share{0.6, 1.2}, 3000}} {
		m := c.s.Of(Mass{First: c.n, Chance: []float64{1}})
		x := betaBinomial{a: c.s.Mean * min(c.s.Strength, mostStrength), b: (1 - c.s.Mean) * min(c.s.Strength, mostStrength)}
		sum := 0.0
		for i, p := range m.Chance {
			sum += p
			if want := math.Exp(x.logChance(c.n, m.First+i)); math.Abs(p-want) > 1e-7 && math.Abs(p-want) > 1e-6*want {
				t.Errorf("%+v of %d: %d has %v, want %v", c.s, c.n, m.First+i, p, want)
				break
			}
		}
		if math.Abs(sum-1) > 1e-9 || math.Abs(m.Mean()-c.s.Mean*float64(c.n)) > 1e-5*float64(c.n) {
			t.Errorf("%+v of %d: sum %v, mean %v", c.s, c.n, sum, m.Mean())
		}
	}
	whole := FromPaths([]float64{2, 3, 3})
	if m := (Share{1, 9}).Of(whole); m.Mean() != whole.Mean() {
		t.Errorf("the whole of it is %v", m)
	}
	if m := (Share{0, 9}).Of(whole); m.Mean() != 0 || m.Quantile(0.999) != 0 {
		t.Errorf("none of it is %v", m)
	}
	if m := FromPaths(nil); m.Mean() != 0 {
		t.Errorf("no paths: %v", m)
	}
}

// TestPoints: a wide distribution is stood for by few counts with its mean and
// spread.
func TestPoints(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	var paths []float64
	for range 400 {
		paths = append(paths, counts.Dist{Mean: 700, Size: 15}.Quantile(r.Float64()))
	}
	m := FromPaths(paths)
	at, chance := m.points()
	mean, square, sum := 0.0, 0.0, 0.0
	for i, y := range at {
		sum, mean, square = sum+chance[i], mean+chance[i]*float64(y), square+chance[i]*float64(y*y)
	}
	want := 0.0
	for i, p := range m.Chance {
		want += p * math.Pow(float64(m.First+i)-m.Mean(), 2)
	}
	if got := square - mean*mean; len(at) > mostPoints+2 || math.Abs(sum-1) > 1e-9 || math.Abs(mean-m.Mean()) > 1e-6 || math.Abs(got/want-1) > 0.02 {
		t.Errorf("%d counts, chance %v, mean %v of %v, variance %v of %v", len(at), sum, mean, m.Mean(), got, want)
	}
}

// city draws branches whose shares lie about their weights, and move from block
// to block.
func city(branches, parts, blocks int, prior, moves, perBlock float64, seed uint64) (out []Branch, next [][]float64) {
	r := rand.New(rand.NewPCG(seed, 7))
	for range branches {
		b := Branch{}
		weight, sum := make([]float64, parts), 0.0
		for j := range weight {
			weight[j] = math.Exp(0.6 * r.NormFloat64())
			sum += weight[j]
		}
		b.Weight = weight
		long, total := make([]float64, parts), 0.0
		for j := range long {
			long[j] = distuv.Gamma{Alpha: prior * float64(parts) * weight[j] / sum, Beta: 1, Src: r}.Rand()
			total += long[j]
		}
		for t := range blocks + 1 {
			alpha := make([]float64, parts)
			for j := range alpha {
				alpha[j] = moves * (long[j] + 1e-9) / total
			}
			n := int(counts.Dist{Mean: perBlock, Size: 20}.Quantile(r.Float64()))
			none := 0
			for range n {
				if r.Float64() < 0.3 {
					none++
				}
			}
			y := shareOut(r, alpha, n-none)
			if t == blocks {
				next = append(next, y)
				break
			}
			b.Cases, b.None = append(b.Cases, y), append(b.None, float64(none))
		}
		out = append(out, b)
	}
	return out, next
}

// TestLearn: how far shares move and how many cases are recorded in no part are
// found again, and intervals of the next block
// hold as often as they say.
func TestLearn(t *testing.T) {
	const blocks = 20
	branches, next := city(100, 10, blocks, 4, 60, 40, 3)
	s, err := Settings{Keep: 1}.Learn(branches)
	if err != nil {
		t.Fatal(err)
	}
	// Of shares that move, the cases of a block say less than they count: the weights
	// are worth more beside them than the 4 that they were drawn by.
	if s.Prior < 3 || s.Prior > 12 || s.Moves < 45 || s.Moves > 80 {
		t.Errorf("weights are worth %.2f cases, want 4 or somewhat more; shares move with a strength of %.1f, want 60", s.Prior, s.Moves)
	}
	in80, n, score, alike := 0.0, 0.0, 0.0, 0.0
	r := rand.New(rand.NewPCG(9, 1))
	for i := range branches {
		whole := 0.0
		for _, y := range next[i] {
			whole += y
		}
		if l := s.Located(i).Mean; l < 0.6 || l > 0.8 {
			t.Errorf("branch %d: %.2f of the cases are located, want .7", i, l)
		}
		sum := 0.0
		for j, y := range next[i] {
			sum += s.Within(i, j).Mean
			below, mass := s.Within(i, j).Of(Mass{First: int(whole), Chance: []float64{1}}).At(y)
			if u := below + mass*r.Float64(); u > 0.1 && u < 0.9 {
				in80++
			}
			score -= math.Log(mass)
			_, mass = Share{1 / float64(len(next[i])), s.strong[i]}.Of(Mass{First: int(whole), Chance: []float64{1}}).At(y)
			alike -= math.Log(mass)
			n++
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("branch %d: shares add up to %v", i, sum)
		}
	}
	if p := in80 / n; p < 0.76 || p > 0.84 {
		t.Errorf("80%% intervals hold %.3f of %v", p, n)
	}
	if score > alike-0.05*n {
		t.Errorf("log score %.3f, of alike shares %.3f", score/n, alike/n)
	}
}

// TestSteady: shares that do not move are known ever better; those of branches
// without a case are their weights.
func TestSteady(t *testing.T) {
	branches, _ := city(60, 8, 20, 5, 1e6, 60, 4)
	empty := Branch{Weight: []float64{3, 1}, Cases: [][]float64{{0, 0}}, None: []float64{0}}
	s, err := DefaultSettings().Learn(append(branches, empty))
	if err != nil {
		t.Fatal(err)
	}
	if s.Moves < 1000 {
		t.Errorf("steady shares move with a strength of %.0f", s.Moves)
	}
	if got := s.Within(60, 0).Mean; math.Abs(got-0.75) > 1e-12 {
		t.Errorf("a branch without a case has a share of %v, want its weight's .75", got)
	}
	if s, err = DefaultSettings().Learn([]Branch{empty}); err != nil || s.Located(0).Mean != 0.5 {
		t.Errorf("no case at all: %+v, %v", s, err)
	}
}

func TestBadBranches(t *testing.T) {
	good := func() Branch {
		return Branch{Weight: []float64{1, 2}, Cases: [][]float64{{1, 0}, {0, 3}}, None: []float64{0, 1}}
	}
	for name, spoil := range map[string]func(*Branch){
		"no blocks":  func(b *Branch) { b.Cases, b.None = nil, nil },
		"no areas":   func(b *Branch) { b.Cases = [][]float64{{}, {}} },
		"fewer":      func(b *Branch) { b.Cases[1] = b.Cases[1][:1] },
		"none":       func(b *Branch) { b.None = b.None[:1] },
		"negative":   func(b *Branch) { b.Cases[1][1] = -1 },
		"not known":  func(b *Branch) { b.None[0] = math.NaN() },
		"weights":    func(b *Branch) { b.Weight = b.Weight[:1] },
		"no weight":  func(b *Branch) { b.Weight[0] = 0 },
		"all weight": func(b *Branch) { b.Weight[0] = math.Inf(1) },
	} {
		b := good()
		spoil(&b)
		if _, err := DefaultSettings().Learn([]Branch{good(), b}); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (Settings{}).Learn([]Branch{good()}); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("no settings: %v", err)
	}
	if s := DefaultSettings(); math.Abs(s.Fade(13)-0.5) > 1e-12 {
		t.Errorf("a year's cases weigh %v", s.Fade(13))
	}
}
