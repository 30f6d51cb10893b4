package verify

import (
	"context"
	"errors"
	"math"

	"github.com/anlan-lake/anlan/models/forecast"
)

// guarded is of how many units the check for leaks is: a method that looks ahead
// does so with few units as with many.
const guarded = 8

var errEnough = errors.New("enough")

// CheckFuture reports a method whose forecasts from an origin change when what
// comes after that origin does: it looks into the future, and its scores are
// worth nothing. At two origins of the plan all later counts are replaced by
// others, and every forecast must stay as it was.
func (pl Plan) CheckFuture(ctx context.Context, p *forecast.Panel, m Method) error {
	p = few(p, guarded)
	first := pl.first(p)
	for _, at := range []int{first, first + (p.Periods()-first)*2/3} {
		want, err := pl.said(ctx, p, m, at)
		if err != nil {
			return err
		}
		got, err := pl.said(ctx, otherFuture(p, at), m, at)
		if err != nil {
			return err
		}
		for k, v := range got {
			if v != want[k] && !(math.IsNaN(v) && math.IsNaN(want[k])) {
				return bad("%s looks into the future: its forecasts from period %d change with the counts after it", m.Name, at)
			}
		}
	}
	return nil
}

// few is the panel of the first n units.
func few(p *forecast.Panel, n int) *forecast.Panel {
	if len(p.Units) <= n {
		return p
	}
	q := *p
	q.Units, q.Counts = p.Units[:n], p.Counts[:n]
	if p.Family != nil {
		q.Family = p.Family[:n]
	}
	if p.Order != nil {
		q.Order = nil
		for _, row := range p.Order[:n] {
			q.Order = append(q.Order, row[:n])
		}
	}
	return &q
}

// otherFuture replaces the counts from a period on by others.
func otherFuture(p *forecast.Panel, from int) *forecast.Panel {
	q := *p
	q.Counts = nil
	for i, y := range p.Counts {
		z := append([]float64(nil), y...)
		for t := from; t < len(z); t++ {
			z[t] = float64((t*31+i*17)%97) + 3
		}
		q.Counts = append(q.Counts, z)
	}
	return &q
}

// said are figures of all forecasts from the origin that knows at periods.
func (pl Plan) said(ctx context.Context, p *forecast.Panel, m Method, at int) (out []float64, err error) {
	err = m.Roll(ctx, p, at, func(o Origin) error {
		if o.Known != at {
			return errEnough
		}
		for i := range p.Units {
			for _, ahead := range pl.Ahead {
				d := o.Forecast(i, ahead+pl.Embargo)
				for y := 0.0; y < 40; y += 4 {
					below, mass := d.Chance(y)
					out = append(out, below, mass)
				}
			}
			for w := range o.Windows {
				out = append(out, o.Outbreak(i, w), o.Threshold(i, w))
			}
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	if err == nil && len(out) == 0 {
		err = bad("%s shows no origin with %d periods known", m.Name, at)
	}
	return out, err
}
