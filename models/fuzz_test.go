package models

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

// FuzzFarrington: whatever the counts, gaps, dates and people, each method judges,
// abstains, or refuses with a reason; figures that stand are numbers.
func FuzzFarrington(f *testing.F) {
	f.Add([]byte{3, 0, 255, 4, 9, 200, 1}, uint8(3))
	f.Add([]byte{0, 0, 0, 0}, uint8(255))
	f.Add([]byte{254, 1, 1}, uint8(9))
	f.Add([]byte{5}, uint8(64))
	f.Fuzz(func(t *testing.T, raw []byte, shape uint8) {
		if len(raw) == 0 || len(raw) > 60 {
			return
		}
		s := Series{Name: "fuzz"}
		for i := range 5 * len(raw) * (1 + int(shape>>6)) { // its years repeat
			b := raw[i%len(raw)]
			s.Counts, s.Missing = append(s.Counts, float64(b)), append(s.Missing, b == 255)
			s.Dates = append(s.Dates, time.Date(2020, 1, 6+7*i, 0, 0, 0, 0, time.UTC))
			s.Population = append(s.Population, 100+float64(b))
			switch b {
			case 254:
				s.Counts[i] = -1
			case 253:
				s.Counts[i] = math.NaN()
			case 252:
				s.Counts[i] = 1e15
			case 251:
				s.Population[i] = 0
			case 250:
				s.Dates[i] = s.Dates[i].AddDate(0, 0, 7)
			}
		}
		if shape&1 != 0 {
			s.Missing = nil
		}
		if shape&2 != 0 {
			s.Population = nil
		}
		if shape&4 != 0 {
			s.Dates = nil
		}
		p := DefaultFarrington()
		p.Years = 1 + int(shape>>3&3)
		if shape&32 != 0 {
			p.Reference, p.Threshold = ByIndex, Delta
		}
		to := len(s.Counts) - 1
		check := func(name string, ds []Detection, err error) {
			var abstained *Abstained
			if err != nil && !errors.As(err, &abstained) && anlan.KindOf(err) != anlan.Invalid {
				t.Errorf("%s: %v", name, err)
			}
			for _, d := range ds {
				if d.State == Tested && !(d.P >= 0 && d.P <= 1 && d.Expected >= 0 && d.Upper >= 0) || d.Alarm && d.State != Tested {
					t.Errorf("%s: %+v", name, d)
				}
			}
		}
		ds, err := FarringtonFlexible(s, max(0, to-5), to, p)
		check("flexible", ds, err)
		ds, err = FarringtonOriginal(s, max(0, to-5), to, p)
		check("original", ds, err)
		w, _, err := Detect(s, to, DefaultParams())
		if check("detect", nil, err); err == nil && !(w.P >= 0 && w.P <= 1 && w.Upper >= w.Lower) {
			t.Errorf("detect: %+v", w)
		}
	})
}
