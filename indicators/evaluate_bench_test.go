package indicators

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/anlan-lake/anlan"
)

// A month of a city of ten counties and 120 townships.
func BenchmarkEvaluate(b *testing.B) {
	f, err := Builtin("peace")
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	areas := []anlan.Area{{Code: "6299", Level: anlan.City, Type: "01"}}
	for c := range 10 {
		county := fmt.Sprintf("6299%02d", c+1)
		areas = append(areas, anlan.Area{Code: county, Level: anlan.County, Type: "12", Parent: "6299"})
		for t := range 12 {
			areas = append(areas, anlan.Area{Code: fmt.Sprintf("%s%03d", county, t+1), Level: anlan.Township, Type: "22", Parent: county})
		}
	}
	var measures []anlan.Measure
	for _, a := range areas {
		for _, i := range f.Indicators {
			if i.Claims(a.Level) {
				n := 200 + float64(r.IntN(800))
				measures = append(measures, measure(i.ID, a.Code, float64(r.IntN(int(n))), n))
			}
		}
	}
	for _, method := range []ShrinkMethod{Fixed, EmpiricalBayes} {
		for _, fit := range []ShrinkFit{Moments, MaximumLikelihood} {
			f.Shrink.Method, f.Shrink.Fit = method, fit
			b.Run(string(method)+"/"+string(fit), func(b *testing.B) {
				for b.Loop() {
					if _, err := f.Evaluate(EvaluateInput{Measures: measures, Areas: areas, Levels: china}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
