package delay

import (
	"math"
	"slices"
	"testing"

	"github.com/anlan-lake/anlan"
)

// FuzzLearn: whatever was known on whatever nights, shares are learnt or refused
// with a reason, and are shares.
func FuzzLearn(f *testing.F) {
	f.Add([]byte{1, 2, 3, 5, 5, 8, 1, 1, 9, 2, 2, 2}, uint8(1), uint8(56))
	f.Add([]byte{0, 0, 0}, uint8(0), uint8(1))
	f.Add([]byte{255, 254, 7, 3}, uint8(3), uint8(10))
	f.Fuzz(func(t *testing.T, raw []byte, shape, longest uint8) {
		if len(raw) == 0 || len(raw) > 300 {
			return
		}
		var record []Known
		var nights []int
		for i, b := range raw {
			k := Known{Pool: "register", Source: string(rune('a' + i%(1+int(shape%4)))), Last: 20000 + 7*(i/6), Count: float64(b)}
			k.Night = k.Last + i%6*(1+int(shape>>2%8))
			switch b {
			case 255:
				k.Count = math.NaN()
			case 254:
				k.Night = k.Last - 1
			case 253:
				k.Count = 1e15
			case 252:
				k.Source = ""
			}
			record, nights = append(record, k), append(nights, k.Night)
		}
		if shape&128 == 0 {
			slices.Sort(nights)
		}
		set := DefaultSettings()
		set.Longest, set.Periods, set.Seen = int(longest), 2, 1
		l, err := Learn(record, nights, set)
		if err != nil {
			if anlan.KindOf(err) != anlan.Invalid {
				t.Error(err)
			}
			return
		}
		for _, k := range record {
			for _, night := range []int{k.Night, k.Night + 1, k.Night + 100} {
				if s := l.Of(k.Pool, k.Source, k.Last, night); !(s.Mean >= 0 && s.Mean <= 1) {
					t.Errorf("%+v on night %d: %+v", k, night, s)
				}
			}
		}
	})
}
