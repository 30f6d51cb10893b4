package scan

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"
)

// Joint are the settings of the joint scan: several kinds of case at once, over
// places that touch one another, against counts that vary more than chance.
type Joint struct {
	Places      int     `json:"places"`       // most places in a zone
	MaxDuration int     `json:"max_duration"` // most periods in a window
	Ends        int     `json:"ends"`         // last periods that windows may end with, each scanned by itself
	Simulations int     `json:"simulations"`  // simulated maxima, or a few more
	MaxClusters int     `json:"max_clusters"` // of one last period
	MinCases    float64 `json:"min_cases"`    // least cases of a kind in a window
}

// DefaultJoint scans the last period, over up to 4, in zones of up to 12 places.
func DefaultJoint() Joint {
	return Joint{Places: 12, MaxDuration: 4, Ends: 1, Simulations: 999, MaxClusters: 3, MinCases: 3}
}

// Validate reports settings outside their domain.
func (s Joint) Validate() error {
	if s.Places < 1 || s.MaxDuration < 1 || s.Ends < 1 || s.Simulations < 19 || s.MaxClusters < 1 || !(s.MinCases >= 1) {
		return bad("zones of %d places, %d periods, %d ends, %d simulations, %d clusters, %v cases: want 1 or more of each, and 19 simulations",
			s.Places, s.MaxDuration, s.Ends, s.Simulations, s.MaxClusters, s.MinCases)
	}
	return nil
}

// Cells are what a joint scan looks at: counts and what is expected of them, by
// kind, then period, then place: Counts[(k*Periods+t)*len(Places)+j].
type Cells struct {
	Places, Kinds []string
	Periods       int
	Counts        []float64 // NaN where nothing was reported or expected: such a cell is in no window
	Expected      []float64
	// Dispersion is the variance of a count over its mean, with what Swell adds
	// to it; nil for 1, Poisson.
	Dispersion []float64
	// Error is the squared coefficient of variation of the expectation itself, by
	// kind, then place; nil where it is known.
	Error []float64
	Swell Swell
}

// KindShare is what one kind adds to a cluster.
type KindShare struct {
	Kind            int // position
	Cases, Expected float64
	Statistic       float64
}

// JointCluster is a set of places that hang together, a run of periods and the
// kinds of case of which there are more than expected there. P is the chance of
// one as strong anywhere, in any kinds, if nothing had changed.
type JointCluster struct {
	Places          []int // positions, ascending
	From, To        int   // periods, both inclusive
	Kinds           []KindShare
	Cases, Expected float64 // of these kinds
	Statistic       float64
	P               float64
}

// Recurrence is how many periods lie between clusters as strong as this one, on
// average, if nothing changes.
func (c JointCluster) Recurrence() float64 { return 1 / c.P }

// JointScan is a joint scan that has been made ready: windows, what is expected
// in them, and what chance alone brings. It can be put to any counts of the same
// cells.
type JointScan struct {
	set      Joint
	cells    Cells
	zones    *zones
	windows  []interval
	ends     []int // position among ends, by window
	price    float64
	expected []float64 // by zone, then kind, then window
	inverse  []float64 // one over the dispersion there
	reported []bool    // by cell
	sums     []float64 // scratch: by kind, then window
	byPlace  []float64 // scratch: by place, then kind, then window
	gain     []float64 // scratch: by window

	Null []float64 // simulated maxima of the statistic over the windows of one last period, ascending
}

// Prepare makes a scan ready: it sums the expectations over all windows and
// simulates the null. A simulation draws all periods of all cells: the swell of
// places and the error of expectations first, then negative-binomial counts.
// Every last period that the longest window fits before gives a maximum. Once ctx
// ends it gives up, with ctx's cause.
//
// A window's statistic of one kind is the expectation-based log-likelihood ratio
// c·log(c/e) + e − c, over the dispersion of the window's sum: so large windows,
// whose counts swell together, do not crowd out small ones. The window's own is
// the sum over kinds of what they have above a price, log of the number of kinds
// (1 at least), and the price once: one kind counts as it is, and another only
// where it speaks for itself.
//
// Sources: Kulldorff, Mostashari, Duczmal, Yih, Kleinman & Platt, Multivariate
// scan statistics for disease surveillance, Statistics in Medicine 26 (2007)
// 1824–1833; Neill, International Journal of Forecasting 25 (2009) 498–517;
// Speakman, Somanchi, McFowland & Neill, Penalized fast subset scanning, Journal
// of Computational and Graphical Statistics 25 (2016) 382–404 (the price); Tango,
// Takahashi & Kohriyama, A space-time scan statistic for detecting emerging
// outbreaks, Biometrics 67 (2011) 106–115 (overdispersed counts); Wedderburn,
// Quasi-likelihood functions, Biometrika 61 (1974) 439–447.
func (s Joint) Prepare(ctx context.Context, c Cells, touching Adjacency, seed uint64) (*JointScan, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	if err := touching.check(c.Places); err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	if s.Ends > c.Periods {
		return nil, bad("%d last periods of %d", s.Ends, c.Periods)
	}
	x := &JointScan{set: s, cells: c, zones: adjacentZones(touching, c.Places, s.Places), price: max(1, math.Log(float64(len(c.Kinds))))}
	for end := c.Periods - s.Ends; end < c.Periods; end++ {
		for from := end; from >= 0 && end-from < s.MaxDuration; from-- {
			x.windows = append(x.windows, interval{from, end})
			x.ends = append(x.ends, end-(c.Periods-s.Ends))
		}
	}
	if n := x.zones.n * len(x.windows) * len(c.Kinds); n > mostWindows {
		return nil, bad("%d windows, at most %d: take smaller zones, a shorter duration or fewer kinds", n, mostWindows)
	}
	near := nearness(touching.steps(c.Places, 4))
	x.reported = make([]bool, len(c.Counts))
	for i := range c.Counts {
		x.reported[i] = c.Counts[i] >= 0 && c.Expected[i] > 0
	}
	x.sums = make([]float64, len(c.Kinds)*len(x.windows))
	x.byPlace = make([]float64, len(c.Places)*len(x.sums))
	x.gain = make([]float64, len(x.windows))
	x.expect(near)
	return x, x.simulate(ctx, near, seed)
}

// Threshold is the least statistic whose p-value is at most p; +Inf where the
// simulations are too few to tell.
func (x *JointScan) Threshold(p float64) float64 {
	for _, v := range x.Null {
		if above := math.Nextafter(v, math.Inf(1)); chance(x.Null, above) <= p {
			return above
		}
	}
	return math.Inf(1)
}

// Clusters gives the clusters of each last period, oldest first: the strongest
// of each, and those that share no place with a stronger one. counts replace
// those that the scan was made ready with; nil keeps them.
func (x *JointScan) Clusters(counts []float64) ([][]JointCluster, error) {
	if counts == nil {
		counts = x.cells.Counts
	}
	if len(counts) != len(x.reported) {
		return nil, bad("%d counts for %d cells", len(counts), len(x.reported))
	}
	best := make([][]window, x.set.Ends)
	x.each(counts, func(w window) {
		end := x.ends[w.interval]
		list := best[end]
		if n := len(list); n > 0 && list[n-1].centre == w.centre && list[n-1].m == w.m {
			if w.ratio > list[n-1].ratio {
				list[n-1] = w
			}
			return
		}
		best[end] = append(list, w)
	})
	out := make([][]JointCluster, x.set.Ends)
	for end, list := range best {
		byRatio(list)
		x.zones.disjoint(list, len(x.cells.Places), func(w window) bool {
			out[end] = append(out[end], x.cluster(w, counts))
			return len(out[end]) < x.set.MaxClusters
		})
	}
	return out, nil
}

// each calls f with the windows of every distinct zone in which a kind pays its
// price, zone by zone.
func (x *JointScan) each(counts []float64, f func(window)) {
	x.gather(func(cell int) float64 { return counts[cell] })
	n, at := len(x.windows), 0
	for centre, order := range x.zones.order {
		clear(x.sums)
		for m, j := range order {
			clear(x.gain)
			for i, v := range x.byPlace[j*len(x.sums) : (j+1)*len(x.sums)] {
				x.sums[i] += v
				if more := x.statistic(x.sums[i], at+i) - x.price; more > 0 {
					x.gain[i%n] += more
				}
			}
			at += len(x.sums)
			for i, g := range x.gain {
				if g > 0 && x.zones.first[centre][m] {
					f(window{centre: centre, m: m, interval: i, ratio: g + x.price})
				}
			}
		}
	}
}

// statistic of one kind in one window; 0 where no more than expected, or fewer
// than the least, were found.
func (x *JointScan) statistic(c float64, at int) float64 {
	e := x.expected[at]
	if c <= e || c < x.set.MinCases || e <= 0 {
		return 0
	}
	return (c*math.Log(c/e) + e - c) * x.inverse[at]
}

// gather sums cells over the windows of each place and kind.
func (x *JointScan) gather(value func(cell int) float64) {
	n, width := len(x.cells.Places), len(x.windows)
	prefix := make([]float64, x.cells.Periods+1)
	for k := range x.cells.Kinds {
		for j := range n {
			for t := range x.cells.Periods {
				v := 0.0
				if cell := (k*x.cells.Periods+t)*n + j; x.reported[cell] {
					v = value(cell)
				}
				prefix[t+1] = prefix[t] + v
			}
			row := x.byPlace[j*len(x.sums)+k*width:]
			for i, w := range x.windows {
				row[i] = prefix[w.to+1] - prefix[w.from]
			}
		}
	}
}

// cluster describes a window.
func (x *JointScan) cluster(w window, counts []float64) JointCluster {
	span := x.windows[w.interval]
	c := JointCluster{Places: x.zones.members(w.centre, w.m), From: span.from, To: span.to, Statistic: w.ratio, P: chance(x.Null, w.ratio)}
	n, width := len(x.cells.Places), len(x.windows)
	zone := 0
	for centre := range w.centre {
		zone += len(x.zones.order[centre])
	}
	zone += w.m
	for k := range x.cells.Kinds {
		share := KindShare{Kind: k, Expected: x.expected[zone*len(x.sums)+k*width+w.interval]}
		for t := span.from; t <= span.to; t++ {
			for _, j := range c.Places {
				if cell := (k*x.cells.Periods+t)*n + j; x.reported[cell] {
					share.Cases += counts[cell]
				}
			}
		}
		share.Statistic = x.statistic(share.Cases, zone*len(x.sums)+k*width+w.interval)
		if share.Statistic > x.price {
			c.Kinds = append(c.Kinds, share)
			c.Cases, c.Expected = c.Cases+share.Cases, c.Expected+share.Expected
		}
	}
	slices.SortStableFunc(c.Kinds, func(a, b KindShare) int { return cmp.Compare(b.Statistic, a.Statistic) })
	return c
}

// most gives, for each last period, the largest statistic of the cells gathered
// last.
func (x *JointScan) most(out []float64) {
	clear(out)
	n, at := len(x.windows), 0
	touched := make([]int, 0, n)
	for _, order := range x.zones.order {
		clear(x.sums)
		for _, j := range order {
			row, sums := x.byPlace[j*len(x.sums):(j+1)*len(x.sums)], x.sums
			expected, inverse := x.expected[at:at+len(row)], x.inverse[at:at+len(row)]
			at += len(row)
			touched = touched[:0]
			for i, v := range row {
				c := sums[i] + v
				sums[i] = c
				// The ratio is at most (c-e)²/e, which needs no logarithm.
				if d := c - expected[i]; d > 0 && d*d*inverse[i] > x.price*expected[i] {
					if more := x.statistic(c, at-len(row)+i) - x.price; more > 0 {
						if x.gain[i%n] == 0 {
							touched = append(touched, i%n)
						}
						x.gain[i%n] += more
					}
				}
			}
			for _, i := range touched {
				out[x.ends[i]] = max(out[x.ends[i]], x.gain[i]+x.price)
				x.gain[i] = 0
			}
		}
	}
}

// simulate draws calm cities until there are as many maxima as asked.
func (x *JointScan) simulate(ctx context.Context, near [][]share, seed uint64) error {
	full := 0 // first last period that the longest window fits before
	for full < x.set.Ends-1 && x.cells.Periods-x.set.Ends+full+1 < x.set.MaxDuration {
		full++
	}
	cells, most := make([]float64, len(x.reported)), make([]float64, x.set.Ends)
	d := newDraw(x.cells, near)
	clear(x.gain)
	for i := uint64(1); len(x.Null) < x.set.Simulations; i++ {
		if ctx.Err() != nil {
			return stopped(ctx, len(x.Null), x.set.Simulations)
		}
		d.fill(rand.New(rand.NewPCG(seed, i)), cells)
		x.gather(func(cell int) float64 { return cells[cell] })
		x.most(most)
		x.Null = append(x.Null, most[full:]...)
	}
	slices.Sort(x.Null)
	return nil
}
