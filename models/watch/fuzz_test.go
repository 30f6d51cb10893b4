package watch

import (
	"math"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models"
)

// FuzzNight: whatever the series (counts, gaps, lengths, kinds twice, areas
// without one above), a night gives warnings with figures or is refused with a
// reason.
func FuzzNight(f *testing.F) {
	f.Add([]byte{3, 0, 2, 4, 9, 2, 1}, uint8(5))
	f.Add([]byte{0}, uint8(1))
	f.Add([]byte{255, 1, 254}, uint8(64))
	f.Add([]byte{2, 2, 2, 2, 2, 2, 2, 2, 250}, uint8(3+128))
	f.Add([]byte("77770"), uint8(64+7)) // an area falls silent in a week that one of its series has not
	f.Fuzz(func(t *testing.T, raw []byte, shape uint8) {
		if len(raw) == 0 || len(raw) > 40 {
			return
		}
		weeks := 1
		if shape&16 == 0 {
			weeks = 110
		}
		var series []models.Series
		for i := range 1 + int(shape%8) {
			area := []string{"629901", "629901001", "629901002", "629902001", ""}[i%5]
			s := models.Series{Name: "dispute_type", Kind: string(rune('0' + i/5)), Area: area, Level: anlan.Township}
			if i%5 == 0 {
				s.Level = anlan.County
			}
			for w := range weeks {
				b := raw[(i*7+w*(1+i))%len(raw)]
				s.Counts, s.Missing = append(s.Counts, float64(b%16)), append(s.Missing, b == 255)
				s.Dates = append(s.Dates, time.Date(2024, 1, 1+7*w, 0, 0, 0, 0, time.UTC))
				switch b {
				case 254:
					s.Counts[w] = -1
				case 253:
					s.Counts[w] = math.NaN()
				case 252:
					s.Counts[w] = 1e15
				case 251:
					s.Dates[w] = s.Dates[w].AddDate(0, 0, 1)
				case 250:
					s.Counts[w] = 90
				}
			}
			if shape&32 != 0 {
				s.Missing = nil
			}
			if shape&64 != 0 && i > 0 {
				s.Counts = s.Counts[:len(s.Counts)-1]
			}
			if shape&128 != 0 {
				s.Dates = nil
			}
			series = append(series, s)
		}
		r, err := Night(series, settings())
		if err != nil {
			if anlan.KindOf(err) != anlan.Invalid {
				t.Error(err)
			}
			return
		}
		for _, w := range r.Warnings {
			if !(w.P >= 0 && w.P <= 1 && w.Chance >= 0 && w.Chance <= 1 && w.Expected >= 0 && w.Upper >= w.Lower) || w.Weeks < 1 {
				t.Errorf("%+v", w)
			}
		}
	})
}
