package indicators

import (
	"cmp"
	"slices"
	"sync"

	"github.com/anlan-lake/anlan/indicators/smallarea"
)

// Memo remembers the intervals of shrunk rates, central ones of Beta and Gamma
// distributions, which take their time to work out, from one evaluation to the
// next: most areas have the figures of the last one. Several may ask it at once. A
// nil Memo works every interval out.
type Memo struct {
	known map[posterior][2]float64
	mu    sync.Mutex
	asked map[posterior][2]float64
}

// posterior is a Beta or Gamma distribution.
type posterior struct {
	gamma bool
	a, b  float64
}

// KnownInterval is the central 95% interval of Beta(A, B), or of Gamma(A, B) with shape A
// and rate B.
type KnownInterval struct {
	Gamma        bool
	A, B         float64
	Lower, Upper float64
}

// NewMemo gives a memo that knows some intervals already.
func NewMemo(list []KnownInterval) *Memo {
	m := &Memo{known: make(map[posterior][2]float64, len(list)), asked: make(map[posterior][2]float64, len(list))}
	for _, k := range list {
		m.known[posterior{k.Gamma, k.A, k.B}] = [2]float64{k.Lower, k.Upper}
	}
	return m
}

// Beta is smallarea.BetaInterval.
func (m *Memo) Beta(a, b float64) (lower, upper float64, ok bool) {
	return m.interval(posterior{false, a, b}, smallarea.BetaInterval)
}

// Gamma is smallarea.GammaInterval.
func (m *Memo) Gamma(shape, rate float64) (lower, upper float64, ok bool) {
	return m.interval(posterior{true, shape, rate}, smallarea.GammaInterval)
}

func (m *Memo) interval(s posterior, work func(a, b float64) (lower, upper float64, ok bool)) (lower, upper float64, ok bool) {
	if m == nil {
		return work(s.a, s.b)
	}
	x, ok := m.known[s]
	if !ok {
		if x[0], x[1], ok = work(s.a, s.b); !ok {
			return 0, 0, false
		}
	}
	m.mu.Lock()
	m.asked[s] = x
	m.mu.Unlock()
	return x[0], x[1], true
}

// Asked lists the intervals that were asked for, and there are, in order.
func (m *Memo) Asked() []KnownInterval {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]KnownInterval, 0, len(m.asked))
	for s, x := range m.asked {
		out = append(out, KnownInterval{s.gamma, s.a, s.b, x[0], x[1]})
	}
	slices.SortFunc(out, func(x, y KnownInterval) int {
		if x.Gamma != y.Gamma {
			if y.Gamma {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	return out
}
