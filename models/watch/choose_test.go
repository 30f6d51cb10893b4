package watch

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/anlan-lake/anlan/models/pooled"
)

// TestStandOut: as many weeks are kept as have a mean chance of calm of q at
// most, and among them as many are calm as that says; silences go by their p.
func TestStandOut(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	rise := &member{rule: RuleRise}
	calm := map[*spot]bool{}
	// Normal scores, one in fifty shifted by three: the factor is known exactly.
	for range 20000 {
		s := &spot{of: rise}
		calm[s] = r.Float64() > 0.02
		z := r.NormFloat64()
		if !calm[s] {
			z += 3
		}
		s.factor = math.Exp(3*z - 4.5)
		rise.spots = append(rise.spots, s)
	}
	common := share([]*member{rise})
	if common < 0.016 || common > 0.024 {
		t.Errorf("share of outbreaks %.4f, want about .02", common)
	}
	for _, s := range rise.spots {
		s.calm = calmGiven(common, s.factor)
	}
	kept, wrong := 0.0, 0.0
	for i, keep := range standOut(rise.spots, 0.2) {
		if keep {
			kept++
			if calm[rise.spots[i]] {
				wrong++
			}
		}
	}
	if f := wrong / kept; kept < 150 || f < 0.12 || f > 0.28 {
		t.Errorf("%v kept, %.3f of them calm, want a fifth", kept, f)
	}
	silence := &member{rule: RuleSilence}
	mixed := []*spot{{of: rise, calm: 0.9}, {of: silence, p: 0.001, calm: 1}, {of: rise, calm: 0.1}, {of: silence, p: 0.5}, {of: rise, calm: 0.25}}
	if got := standOut(mixed, 0.2); got[0] || !got[1] || !got[2] || got[3] || !got[4] {
		t.Errorf("kept %v", got)
	}
}

// TestFactorNeedsTheWeek: what the weeks before had does not make a week stand
// out that is like any other.
func TestFactorNeedsTheWeek(t *testing.T) {
	if f := Factor(pooled.Judgement{FactorSingle: 0.7, FactorWindows: 1e9}); f > 1 {
		t.Errorf("a calm week after an outbreak: %v", f)
	}
	if f := Factor(pooled.Judgement{FactorSingle: 2, FactorWindows: 1000}); f < 200 {
		t.Errorf("three weeks of a little more: %v", f)
	}
}
