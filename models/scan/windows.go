package scan

import "math"

// likelihood is the log-likelihood ratio of a window with c cases where e were
// expected, c > e, with a bound that needs no logarithm: the ratio is never
// above (c-e)²/scale(e).
type likelihood interface {
	ratio(c, e float64) float64
	scale(e float64) float64
}

// poissonRatio is conditional on n cases in all; expectations sum to n.
type poissonRatio struct{ n float64 }

func (l poissonRatio) ratio(c, e float64) float64 {
	sum := c * math.Log(c/e)
	if rest := l.n - c; rest > 0 {
		sum += rest * math.Log(rest/(l.n-e))
	}
	return sum
}

// log x <= x-1 in both terms.
func (l poissonRatio) scale(e float64) float64 { return e * (l.n - e) / l.n }

// expectationRatio takes the expectations as they are.
type expectationRatio struct{}

func (expectationRatio) ratio(c, e float64) float64 { return c*math.Log(c/e) + e - c }
func (expectationRatio) scale(e float64) float64    { return e }

// binomialRatio: n people of whom c are cases; expectations are people·rate.
type binomialRatio struct{ cases, people float64 }

func (l binomialRatio) ratio(c, e float64) float64 {
	rate := l.cases / l.people
	inside, outside := e/rate, l.people-e/rate
	return gain(c, inside, rate) + gain(l.cases-c, outside, rate)
}

// gain is n·KL(c/n, rate).
func gain(c, n, rate float64) float64 {
	sum := 0.0
	if c > 0 {
		sum += c * math.Log(c/(n*rate))
	}
	if rest := n - c; rest > 0 {
		sum += rest * math.Log(rest/(n*(1-rate)))
	}
	return sum
}

// The divergence is at most the chi-squared distance, inside and outside.
func (l binomialRatio) scale(e float64) float64 {
	rate := l.cases / l.people
	n := e / rate
	return n * (l.people - n) * rate * (1 - rate) / l.people
}

// interval is a run of periods, both inclusive.
type interval struct{ from, to int }

// scanner runs over all windows of one set of zones and intervals.
type scanner struct {
	zones     *zones
	intervals []interval
	like      likelihood
	expected  []float64 // by zone, then interval
	scale     []float64
	sums      []float64 // scratch: cases of the zone by interval
	byPlace   []float64 // scratch: cases by place, then interval
	prefix    []float64 // scratch
}

// mostWindows bounds the memory of a scan.
const mostWindows = 50_000_000

// newScanner sums the expectations (by period, then place) over all windows.
func newScanner(z *zones, intervals []interval, like likelihood, expected []float64, places int) (*scanner, error) {
	w := len(intervals)
	if z.n*w > mostWindows {
		return nil, bad("%d windows, at most %d: take smaller zones or a shorter duration", z.n*w, mostWindows)
	}
	s := &scanner{zones: z, intervals: intervals, like: like,
		expected: make([]float64, 0, z.n*w), scale: make([]float64, 0, z.n*w),
		sums: make([]float64, w), byPlace: make([]float64, places*w), prefix: make([]float64, len(expected)/places+1)}
	s.gather(expected, places)
	for _, order := range z.order {
		clear(s.sums)
		for _, j := range order {
			for i, v := range s.byPlace[j*w : (j+1)*w] {
				s.sums[i] += v
				s.expected = append(s.expected, s.sums[i])
				s.scale = append(s.scale, like.scale(s.sums[i]))
			}
		}
	}
	return s, nil
}

// gather sums cells (by period, then place) over the intervals of each place.
func (s *scanner) gather(cells []float64, places int) {
	w, periods := len(s.intervals), len(cells)/places
	for j := range places {
		for t := range periods {
			s.prefix[t+1] = s.prefix[t] + cells[t*places+j]
		}
		for i, v := range s.intervals {
			s.byPlace[j*w+i] = s.prefix[v.to+1] - s.prefix[v.from]
		}
	}
}

// most is the largest ratio over all windows.
func (s *scanner) most(cells []float64, places int) float64 {
	s.gather(cells, places)
	w, best, at := len(s.intervals), 0.0, 0
	sums := s.sums
	for _, order := range s.zones.order {
		clear(sums)
		for _, j := range order {
			row := s.byPlace[j*w : j*w+w]
			expected, scale := s.expected[at:at+w], s.scale[at:at+w]
			at += w
			for i, v := range row {
				c := sums[i] + v
				sums[i] = c
				if d := c - expected[i]; d > 0 && d*d > best*scale[i] {
					best = max(best, s.like.ratio(c, expected[i]))
				}
			}
		}
	}
	return best
}

// window is a zone times an interval with what was found there.
type window struct {
	centre, m       int // zone: the first m+1 places about the centre
	interval        int
	cases, expected float64
	ratio           float64
}

// each calls f with every window of every distinct zone; ratio is 0 where no
// more than expected were found.
func (s *scanner) each(cells []float64, places int, f func(window)) {
	s.gather(cells, places)
	w, at := len(s.intervals), 0
	for centre, order := range s.zones.order {
		clear(s.sums)
		for m, j := range order {
			for i, v := range s.byPlace[j*w : (j+1)*w] {
				s.sums[i] += v
				if s.zones.first[centre][m] {
					x := window{centre: centre, m: m, interval: i, cases: s.sums[i], expected: s.expected[at+i]}
					if x.cases > x.expected {
						x.ratio = s.like.ratio(x.cases, x.expected)
					}
					f(x)
				}
			}
			at += w
		}
	}
}
