package night

import "github.com/anlan-lake/anlan"

// guardReach is how many weeks, months or quarters back counts are compared.
const guardReach = 8

// guard holds the rows of each interval against what is usual of its source:
// the same weekday of the eight weeks before, or the eight months or quarters.
// Intervals whose rows came in a file of many are neither judged nor counted.
func (f *feed) guard(list []anlan.Interval) {
	step := 1
	if f.every == anlan.Day {
		step = 7
	}
	var counts []int64
	for i := range list {
		x := &list[i]
		if x.Received == nil {
			continue
		}
		counts = counts[:0]
		for k := i - step; k >= 0 && k >= i-step*guardReach; k -= step {
			if list[k].Received != nil {
				counts = append(counts, *list[k].Received)
			}
		}
		g, ok := f.source.Contract.Volume.Guard(counts)
		if !ok {
			continue
		}
		x.Usual, x.Low, x.High = &g.Usual, &g.Low, &g.High
		switch n := float64(*x.Received); {
		case n == 0 && g.Zero():
			x.Volume = anlan.VolumeZero
		case n < g.Low:
			x.Volume = anlan.VolumeLow
		case n > g.High:
			x.Volume = anlan.VolumeHigh
		}
	}
}
