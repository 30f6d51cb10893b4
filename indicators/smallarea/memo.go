package smallarea

import (
	"cmp"
	"slices"
	"sync"
)

// Memo remembers central intervals of Beta and Gamma distributions, which take
// their time to work out, from one evaluation to the next: most areas have the
// figures of the last one. Several may ask it at once. A nil Memo works every
// interval out.
type Memo struct {
	known map[shape][2]float64
	mu    sync.Mutex
	asked map[shape][2]float64
}

type shape struct {
	gamma bool
	a, b  float64
}

// Known is the central 95% interval of Beta(A, B), or of Gamma(A, B) with shape A
// and rate B.
type Known struct {
	Gamma        bool
	A, B         float64
	Lower, Upper float64
}

// NewMemo gives a memo that knows some intervals already.
func NewMemo(list []Known) *Memo {
	m := &Memo{known: make(map[shape][2]float64, len(list)), asked: make(map[shape][2]float64, len(list))}
	for _, k := range list {
		m.known[shape{k.Gamma, k.A, k.B}] = [2]float64{k.Lower, k.Upper}
	}
	return m
}

// Beta is BetaInterval.
func (m *Memo) Beta(a, b float64) (lower, upper float64, ok bool) {
	return m.interval(shape{false, a, b}, BetaInterval)
}

// Gamma is GammaInterval.
func (m *Memo) Gamma(a, rate float64) (lower, upper float64, ok bool) {
	return m.interval(shape{true, a, rate}, GammaInterval)
}

func (m *Memo) interval(s shape, work func(a, b float64) (lower, upper float64, ok bool)) (lower, upper float64, ok bool) {
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
func (m *Memo) Asked() []Known {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]Known, 0, len(m.asked))
	for s, x := range m.asked {
		out = append(out, Known{s.gamma, s.a, s.b, x[0], x[1]})
	}
	slices.SortFunc(out, func(x, y Known) int {
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
