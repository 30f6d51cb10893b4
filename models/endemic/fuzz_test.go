package endemic

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/anlan-lake/anlan"
)

// FuzzForecast: whatever the counts, columns and neighbours, a model is fitted and
// forecasts, or is refused with a reason.
func FuzzForecast(f *testing.F) {
	f.Add([]byte{1, 2, 0, 3, 1, 0, 2, 2, 4, 0, 1, 5, 3, 3, 1, 2, 2, 1, 4, 3}, []byte{0, 1, 1, 0}, uint8(2))
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, []byte{0, 1, 2, 1, 0, 1, 2, 1, 0}, uint8(3))
	f.Add([]byte{1, 254, 2, 255, 3, 4}, []byte{0, 1}, uint8(2+16))
	f.Add([]byte{9, 9, 9, 9}, []byte{}, uint8(1))
	f.Fuzz(func(t *testing.T, raw, near []byte, shape uint8) {
		n := 1 + int(shape%4)
		if len(raw) < n || len(raw) > 160 {
			return
		}
		d := &Data{Common: map[string][]float64{}}
		periods := len(raw) / n
		for i := range n {
			var y []float64
			for _, b := range raw[i*periods : (i+1)*periods] {
				switch b {
				case 255:
					y = append(y, math.NaN())
				case 254:
					y = append(y, -1)
				case 253:
					y = append(y, 1e12)
				default:
					y = append(y, float64(b))
				}
			}
			d.Units, d.Counts = append(d.Units, strconv.Itoa(i)), append(d.Counts, y)
		}
		d.Common["intercept"], d.Common["t"] = slices.Repeat([]float64{1}, periods), nil
		for k := range periods {
			d.Common["t"] = append(d.Common["t"], float64(k)/10)
		}
		for len(near) > 0 { // rows as long as the bytes last: of any number and length
			row := []int{}
			for _, b := range near[:min(n, len(near))] {
				row = append(row, int(b)-int(shape>>7))
			}
			near = near[min(n, len(near)):]
			d.Order = append(d.Order, row)
		}
		if shape&16 != 0 {
			d.Common["t"] = floats(raw)
		}
		terms := Component{Terms: []string{"intercept", "t"}}
		m := Model{Family: []string{Poisson, NegBin1, NegBinUnit}[int(shape>>2)%3], End: terms, AR: &Component{Terms: []string{"intercept"}}, Fit: Span{From: 2, To: periods - 2}}
		if shape&32 != 0 {
			m.NE = &Neighbours{Component: Component{Terms: []string{"intercept"}}, Weights: Weights{Kind: FirstOrder, MaxOrder: 2, Normalize: true}}
			if shape&64 != 0 {
				m.NE.Weights.Kind = PowerLaw
			}
		}
		refused := func(what string, err error) bool {
			if err != nil && anlan.KindOf(err) != anlan.Invalid {
				t.Errorf("%s: %v", what, err)
			}
			return err != nil
		}
		fs, fit, err := m.OneStep(t.Context(), d, Span{From: periods - 1, To: periods}, false)
		if refused("one step", err) {
			return
		}
		for _, x := range fs {
			if !(x.Mean >= 0) || !(x.Dist.Size > 0) {
				t.Errorf("one step: %+v", x)
			}
		}
		if ms, err := fit.Moments(periods); !refused("moments", err) {
			for _, x := range ms {
				if !(x.Mean >= 0 && x.Variance >= 0) {
					t.Errorf("moments: %+v", x)
				}
			}
		}
		if ps, err := fit.Paths(periods, 3, 1); !refused("paths", err) && len(ps) == 0 {
			t.Error("no paths")
		}
	})
}

func floats(raw []byte) (out []float64) {
	for _, b := range raw {
		out = append(out, float64(b))
	}
	return out
}
