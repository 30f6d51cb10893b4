package main

import "github.com/anlan-lake/anlan/models/calibration"

func trainIsotonic(e *env, r *trainRun, set any) error {
	if err := r.read(e, r.response, r.score); err != nil {
		return err
	}
	fit, err := set.(*calibration.Isotonic).Fit(r.columns[r.response], r.columns[r.score])
	if err != nil {
		return err
	}
	return e.writeCalibrated(r, fit.Apply)
}

func trainPlatt(e *env, r *trainRun, set any) error {
	if err := r.read(e, r.response, r.score); err != nil {
		return err
	}
	fit, err := set.(*calibration.Platt).Fit(r.columns[r.response], r.columns[r.score])
	if err != nil {
		return err
	}
	if r.list == "summary" {
		return e.writeQuantities(r.out, []quantity{{"a", fit.A}, {"b", fit.B}})
	}
	return e.writeCalibrated(r, fit.Apply)
}

// writeCalibrated gives the probability of every score: of the file named by
// --apply, or of those learnt from, for which it flatters.
func (e *env) writeCalibrated(r *trainRun, apply func(float64) float64) error {
	scores := r.columns[r.score]
	if r.apply != "" {
		names, err := columnsFlag(r.out.columns)
		if err != nil {
			return err
		}
		s, err := readSheet(r.apply, columnsThere(names, r.score))
		if err != nil {
			return err
		}
		if scores, err = s.numbers(r.score); err != nil {
			return err
		}
	}
	a := r.out.answer(field("row", asWhole), field("score", asNumber), field("probability", asNumber))
	for i, p := range scores {
		a.add(i+1, p, apply(p))
	}
	return r.out.write(e, a)
}
