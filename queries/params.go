package queries

import (
	"time"

	"github.com/anlan-lake/anlan"
)

// AreaParams gives the parameters of the house's queries: :end, the midnight
// after the as-of day, and :len_city to :len_grid, the lengths of area codes.
// A level that the city does not have gets a length that no code reaches.
func AreaParams(levels anlan.Levels, end time.Time) Params {
	p := Params{"end": end}
	for l := anlan.City; l <= anlan.Grid; l++ {
		n := levels.Len(l)
		if n == 0 {
			n = 1000 + int(l) // lengths of a case expression must differ
		}
		p["len_"+l.String()] = n
	}
	return p
}
