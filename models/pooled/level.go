package pooled

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel calls do for 0 to n-1, on every core. Each call has its own place
// to write to, so the order is no matter.
func inParallel(n int, do func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
}

func everyone(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// groups gives the series of each label, in order of appearance, and the label's
// number of each series. An empty label is one too.
func groups(all []*regression, label func(Series) string) (members [][]int, of []int) {
	at := map[string]int{}
	of = make([]int, len(all))
	for i, r := range all {
		key := label(r.s)
		k, ok := at[key]
		if !ok {
			k = len(members)
			at[key] = k
			members = append(members, nil)
		}
		of[i], members[k] = k, append(members[k], i)
	}
	return members, of
}

// levels gives each series the level to expect beside that of its kind: what
// its area has more of every kind, and its region of this one. Both are drawn
// towards nothing by how little they vary, and what is left over is how far a
// series may lie from there.
//
// Source: an additive model of area and kind fitted by backfitting, Buja, Hastie
// & Tibshirani, Annals of Statistics 17 (1989) 453–510, of random effects with
// the variance of Paule & Mandel (see Detector).
func levels(all []*regression, found []estimate, out []common, kindOf []int) {
	areas, areaOf := groups(all, func(s Series) string { return s.Area })
	regions, regionOf := groups(all, func(s Series) string { return s.Region + "/" + s.Kind })
	if len(areas) < 2 {
		return
	}
	area, region := make([]float64, len(areas)), make([]float64, len(regions))
	rest := func(i int) float64 {
		return found[i].beta[0] - out[i].coef.mean[0] - area[areaOf[i]] - region[regionOf[i]]
	}
	for range 4 {
		effects(found, areas, rest, area)
		if len(regions) > 1 {
			effects(found, regions, rest, region)
		}
	}
	between := map[int]float64{}
	kinds, _ := groups(all, func(s Series) string { return s.Kind })
	for k, members := range kinds {
		b, v := left(found, members, rest)
		if len(b) > 2 {
			_, between[k] = pauleMandel(b, v)
		}
	}
	for i := range out {
		c := &out[i].coef
		tau, ok := between[kindOf[i]]
		if !out[i].lent || !ok {
			continue
		}
		c.mean = append([]float64(nil), c.mean...)
		c.precision = append([]float64(nil), c.precision...)
		c.mean[0] += area[areaOf[i]] + region[regionOf[i]]
		c.precision[0] = 1 / tau
	}
}

// left gives what a model leaves over of the levels of some series, with the
// variances of their error.
func left(found []estimate, members []int, rest func(int) float64) (b, v []float64) {
	for _, i := range members {
		if found[i].beta != nil {
			b, v = append(b, rest(i)), append(v, found[i].variance[0])
		}
	}
	return b, v
}

// effects adds to each group's effect what the model leaves over of it, drawn
// towards nothing.
func effects(found []estimate, members [][]int, rest func(int) float64, effect []float64) {
	mean, variance := make([]float64, 0, len(members)), make([]float64, 0, len(members))
	at := make([]int, 0, len(members))
	for k, group := range members {
		b, v := left(found, group, rest)
		if len(b) == 0 {
			continue
		}
		sum, weight := 0.0, 0.0
		for i := range b {
			w := 1 / (v[i] + levelScatter)
			sum, weight = sum+w*(b[i]+effect[k]), weight+w
		}
		at, mean, variance = append(at, k), append(mean, sum/weight), append(variance, 1/weight)
	}
	if len(at) < 3 {
		return
	}
	_, between := pauleMandel(mean, variance)
	for n, k := range at {
		effect[k] = mean[n] * between / (between + variance[n])
	}
}

// levelScatter is the variance, on the log scale, that a series keeps beside
// area and kind when their effects are weighed: so one busy series does not
// speak for its area alone.
const levelScatter = 0.05
