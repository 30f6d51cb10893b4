package night

import (
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// smallCell is the count under which a figure below the city is withheld.
const smallCell = 5

// rateBase names the count that a daily rate is judged by: where few came in,
// the rate would tell what became of each.
var rateBase = map[string]string{
	"tickets_on_time_rate":       "requests_received",
	"disputes_24h_response_rate": "disputes_new",
}

// withholdFlash takes small cells out of the daily flash before it is
// published: below the city every count of 1 to 4 becomes 1, which readers show
// as "<5", and a rate is left out where its base is under 5. The lake keeps the
// exact figures.
func withholdFlash(in []edition.Flash) []edition.Flash {
	type cell struct{ area, day, figure string }
	exact := make(map[cell]float64, len(in))
	for _, f := range in {
		exact[cell{f.Area, f.Day, f.Figure}] = f.Value
	}
	for i := range in {
		f := &in[i]
		if _, rate := rateBase[f.Figure]; !rate && f.Level > anlan.City && f.Value > 0 && f.Value < smallCell {
			f.Value = 1
		}
	}
	return slices.DeleteFunc(in, func(f edition.Flash) bool {
		base, rate := rateBase[f.Figure]
		return rate && f.Level > anlan.City && exact[cell{f.Area, f.Day, base}] < smallCell
	})
}
