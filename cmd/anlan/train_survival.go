package main

import (
	"math"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/survival"
)

// coxSettings are those of proportional hazards.
type coxSettings struct {
	Ties survival.Ties `json:"ties"`
}

// spells reads the columns of a survival model.
func (r *trainRun) spells(e *env) (survival.Data, error) {
	if err := r.read(e, slices.Concat([]string{r.start, r.stop, r.event}, r.terms)...); err != nil {
		return survival.Data{}, err
	}
	d := survival.Data{Stop: r.columns[r.stop]}
	if r.start != "" {
		d.Start = r.columns[r.start]
	}
	for i, v := range r.columns[r.event] {
		if v != 0 && v != 1 {
			return d, anlan.Errorf(anlan.Invalid, "row %d: %v in column %s is not 1 (event) or 0 (censored)", r.keep[i]+1, v, r.event)
		}
		d.Event = append(d.Event, v == 1)
	}
	return d, nil
}

func trainCox(e *env, r *trainRun, set any) error {
	if err := listed(r.list, "coefficients", "summary", "baseline"); err != nil {
		return err
	}
	d, err := r.spells(e)
	if err != nil {
		return err
	}
	terms, x := r.design(r.terms, false)
	fit, err := survival.Cox(d, terms, x, set.(*coxSettings).Ties)
	if err != nil {
		return err
	}
	switch r.list {
	case "summary":
		return e.writeQuantities(r.out, []quantity{{"rows", float64(fit.N)}, {"events", float64(fit.Events)}, {"loglik_null", fit.LogLikNull},
			{"loglik", fit.LogLik}, {"lr_test", fit.LikelihoodRatio()}, {"concordance", fit.Concordance}})
	case "baseline":
		a := r.out.answer(field("time", asNumber), field("cumulative_hazard", asNumber))
		for _, h := range fit.Baseline {
			a.add(h.Time, h.Cumulative)
		}
		return r.out.write(e, a)
	}
	a := r.out.answer(field("term", asText), field("estimate", asNumber), field("se", asNumber), field("hazard_ratio", asNumber),
		field("statistic", asNumber), field("p", asNumber))
	for _, c := range fit.Coefficients {
		a.add(c.Term, c.Estimate, c.SE, math.Exp(c.Estimate), c.Statistic, c.P)
	}
	return r.out.write(e, a)
}

func trainCurve(e *env, r *trainRun, _ any) error {
	r.terms = nil
	d, err := r.spells(e)
	if err != nil {
		return err
	}
	points, err := survival.KaplanMeier(d)
	if err != nil {
		return err
	}
	a := r.out.answer(field("time", asNumber), field("at_risk", asWhole), field("events", asWhole), field("survival", asNumber), field("se", asNumber))
	for _, p := range points {
		a.add(p.Time, p.AtRisk, p.Events, p.Survival, p.SE)
	}
	return r.out.write(e, a)
}
