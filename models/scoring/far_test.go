package scoring

import (
	"math"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
)

// A count far above its forecast costs one point more for each case more, and takes
// no longer to score; a forecast that spreads over everything is refused.
func TestFarCounts(t *testing.T) {
	for _, d := range []counts.Dist{counts.Poisson(3), {Mean: 40, Size: 0.5}} {
		near, err := Count(5000, d)
		if err != nil {
			t.Fatal(err)
		}
		for _, y := range []float64{6000, 1e9, 1 << 53} {
			far, err := Count(y, d)
			if want := near.RPS + y - 5000; err != nil || math.Abs(far.RPS-want) > 1e-12*want {
				t.Errorf("%v of %+v: %v, %v, want %v", y, d, far.RPS, err, want)
			}
		}
	}
	for _, d := range []counts.Dist{{Mean: 1e9, Size: 1}, {Mean: 1e5, Size: 0.01}} {
		if _, err := Count(3, d); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("a forecast as %+v is scored: %v", d, err)
		}
	}
	if _, err := Count(1e9, counts.Poisson(1e9)); err != nil {
		t.Error(err)
	}
}
