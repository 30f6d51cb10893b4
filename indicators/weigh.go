package indicators

import "github.com/anlan-lake/anlan"

// weights are the nominal weights at one level, of 100.
type weights struct {
	of         map[string]float64 // by indicator
	category   map[string]float64
	claimed    []Indicator       // in the framework's order
	categoryOf map[string]string // by indicator
}

// weigh gives the weights at each level. The weights of the indicators claimed
// at a level are the whole: they are scaled so that they add up to 100 there,
// and a category weighs what its claimed indicators weigh.
func (f *Framework) weigh() map[anlan.Level]weights {
	all, categories := map[anlan.Level]weights{}, f.categories()
	for l := anlan.City; l <= anlan.Grid; l++ {
		total := 0.0
		for _, i := range f.Indicators {
			if i.Claims(l) {
				total += i.Weight
			}
		}
		w := weights{of: map[string]float64{}, category: map[string]float64{}, categoryOf: categories}
		for _, i := range f.Indicators {
			if !i.Claims(l) {
				continue
			}
			w.claimed = append(w.claimed, i)
			if total > 0 {
				w.of[i.ID] = i.Weight * 100 / total
				w.category[i.Category] += w.of[i.ID]
			}
		}
		all[l] = w
	}
	return all
}
