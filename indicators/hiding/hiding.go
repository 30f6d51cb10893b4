// Package hiding asks what a county would gain by keeping requests out of its
// registers: simulated cities, drawn from a seed, judged by the framework's own
// rules with and without its adequacy factors.
package hiding

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

// Options of a simulation.
type Options struct {
	Cities  int       // simulated
	Seed    uint64    // of the first; city n draws from Seed and n
	Shares  []float64 // of its requests that one county keeps out, 0..1
	Answers float64   // survey answers a county and year; 0: 10,000

	// Costliest hides those cases first that cost the most points, as one would
	// who knows every rule and every case; else failing cases in any order.
	Costliest bool
}

// Gain is what the hiding county's total gains, in points, mean over the cities.
type Gain struct {
	Share    float64
	Plain    float64 // as the indicators stand, without adequacy factors
	Guarded  float64 // with them
	Error    float64 // standard error of Guarded
	Gainers  float64 // share of the cities in which Guarded is above half a point
	RhoC     float64 // mean of the county's first factor
	PlainMax float64 // largest gain without them
}

// Result of a simulation.
type Result struct {
	Gains     []Gain
	Tolerance float64 // mean d of the first factor
	Honest    float64 // mean points that honest counties lose by the factors, to survey noise
	HonestP90 float64 // and what a tenth of them lose more than
}

const (
	counties = 8
	period   = "2026-09"
)

// Simulate draws the cities and judges each once as it is and once for every
// share hidden. In a city one county keeps the share out of all registers that
// a factor counts, in the twelve months of the window, cases that fail in some
// indicator before those that fail in none. The survey is that of honest
// cities: nobody is asked not to speak. A framework without factors is Invalid.
func Simulate(f *indicators.Framework, o Options) (Result, error) {
	var out Result
	if len(f.Adequacy) == 0 || o.Cities < 1 {
		return out, anlan.Errorf(anlan.Invalid, "framework %s has no adequacy factor, or there is no city to simulate", f.ID)
	}
	if o.Answers == 0 {
		o.Answers = 10_000
	}
	out.Gains = make([]Gain, len(o.Shares))
	squares := make([]float64, len(o.Shares))
	var lost []float64
	for n := range o.Cities {
		c := draw(f, o.Answers, o.Costliest, rand.New(rand.NewPCG(o.Seed, uint64(n))))
		rows := f.Adequacies(c.adequacy(f, 0), []string{period})
		out.Tolerance += *first(rows, f.Adequacy[0].ID, code(0)).Tolerance / float64(o.Cities)
		var plain, guarded float64
		for k := range counties {
			without, err := c.total(f, k, 0, nil)
			if err != nil {
				return out, err
			}
			with, err := c.total(f, k, 0, rows)
			if err != nil {
				return out, err
			}
			lost = append(lost, without-with)
			if k == 0 {
				plain, guarded = without, with
			}
		}
		for s, share := range o.Shares {
			rows := f.Adequacies(c.adequacy(f, share), []string{period})
			without, err := c.total(f, 0, share, nil)
			if err != nil {
				return out, err
			}
			with, err := c.total(f, 0, share, rows)
			if err != nil {
				return out, err
			}
			g := &out.Gains[s]
			g.Share = share
			g.Plain += (without - plain) / float64(o.Cities)
			g.PlainMax = max(g.PlainMax, without-plain)
			g.Guarded += (with - guarded) / float64(o.Cities)
			squares[s] += (with - guarded) * (with - guarded) / float64(o.Cities)
			g.RhoC += *first(rows, f.Adequacy[0].ID, code(0)).Rho / float64(o.Cities)
			if with-guarded > 0.5 {
				g.Gainers += 1 / float64(o.Cities)
			}
		}
	}
	for s := range out.Gains {
		g := &out.Gains[s]
		g.Error = math.Sqrt(max(squares[s]-g.Guarded*g.Guarded, 0) / float64(o.Cities))
	}
	out.Honest, out.HonestP90 = mean(lost), upper(lost, 0.9)
	return out, nil
}

func code(k int) string { return fmt.Sprintf("6299%02d", k+1) }

func first(rows []anlan.Adequacy, factor, area string) anlan.Adequacy {
	for _, r := range rows {
		if r.Factor == factor && r.Area == area {
			return r
		}
	}
	return anlan.Adequacy{}
}
