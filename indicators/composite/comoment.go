package composite

import "math"

// comoments gives the sums of products of deviations over the n rows where both
// columns have a value: NaN in place of the squares of one that does not vary.
func comoments(x, y []float64) (sxy, sxx, syy float64, n int) {
	mx, my := 0.0, 0.0
	first, varies, varied := -1, false, false
	for i, v := range x {
		w := y[i]
		if v != v || w != w {
			continue
		}
		if first < 0 {
			first = i
		}
		varies, varied = varies || v != x[first], varied || w != y[first]
		mx, my, n = mx+v, my+w, n+1
	}
	mx, my = mx/float64(n), my/float64(n)
	for i, v := range x {
		w := y[i]
		if v != v || w != w {
			continue
		}
		dx, dy := v-mx, w-my
		sxy += dx * dy
		sxx += dx * dx
		syy += dy * dy
	}
	if !varies {
		sxx = math.NaN()
	}
	if !varied {
		syy = math.NaN()
	}
	return sxy, sxx, syy, n
}
