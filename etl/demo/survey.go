package demo

import "math"

// perWave is how many people of each township answer in a wave.
const perWave = 60

// makeSurvey asks perWave people of each township in each month from wave
// first to wave last (first days of months). One in seven questions about the
// authorities is left open.
func makeSurvey(t *terrain, seed uint64, first, last, until Date) []Response {
	var rows []Response
	for wave := first; wave <= last; wave = wave.monthStart(1) {
		end := wave.monthStart(1)
		parts := make([][]Response, len(t.towns))
		inParallel(len(t.towns), func(i int) {
			r := newStream(seed, "survey_response "+wave.String()+t.towns[i].code)
			f := &flow{town: t.towns[i], county: t.towns[i].parent}
			skill := f.skill(wave, until)
			hides := f.county.code == hidingCounty && wave >= until.monthStart(-hiddenMonths)
			for range perWave {
				x := answer(f.town.code, skill, f.town.urban, hides, r)
				x.Wave, x.SurveyDate = wave.String()[:7], wave+Date(r.IntN(int(end-wave)))
				parts[i] = append(parts[i], x)
			}
		})
		from := len(rows)
		sum := 0.0
		for _, p := range parts {
			for _, x := range p {
				sum += x.Weight
				rows = append(rows, x)
			}
		}
		for i := range rows[from:] {
			w := &rows[from+i].Weight
			*w = math.Max(0.0001, math.Round(*w/sum*float64(len(rows)-from)*1e4)/1e4)
		}
	}
	return rows
}

// answer makes one anonymous answer; its id is drawn at random, as the
// survey's contractor does it. Where failures are hidden, fewer report a problem
// and more are pressed not to.
func answer(town string, skill float64, urban, hides bool, r stream) Response {
	const set = "ABCDEFGHJKLMNPQRSTUVWXYZ"
	id := make([]byte, 12)
	for i := range id {
		id[i] = set[r.IntN(len(set))]
	}
	mood := 0.6 * r.NormFloat64() // some people like everything
	scale := func(high, effect float64) Count {
		u := r.Float64()
		p := shift(high, effect*skill+mood) // chance of 4 or 5
		switch {
		case u < p*0.55:
			return 5
		case u < p:
			return 4
		case u < p+(1-p)*0.74:
			return 3
		case u < p+(1-p)*0.92:
			return 2
		}
		return 1
	}
	open := func(c Count) Count {
		if r.chance(0.14) {
			return NoCount
		}
		return c
	}
	x := Response{RespID: string(id), AreaCode: town, Mode: pairs("01", .46, "02", .22, "03", .18, "04", .14).pick(r), Weight: r.logNormal(1, 0.35),
		QSafe: scale(0.86, 0.25), QNight: scale(0.80, 0.3), QPeace: scale(0.82, 0.35), QPolice: open(scale(0.82, 0.3)), QProcurator: open(scale(0.80, 0.2)),
		QCourt: open(scale(0.76, 0.3)), QJustice: open(scale(0.81, 0.25)), QService: open(scale(0.83, 0.35)),
		Know: flagOf(r.chance(shift(0.80, 0.4*skill))), Participate: flagOf(r.chance(shift(0.42, 0.3*skill)))}
	risk := 0.055
	if urban {
		risk = 0.068
	}
	x.Victim = flagOf(r.chance(shift(risk, -0.35*skill)))
	if x.Victim == Yes {
		x.VictimReported = flagOf(r.chance(shift(0.66, 0.3*skill)))
	}
	x.HadProblem = flagOf(r.chance(shift(0.17, -0.2*skill)))
	if x.HadProblem != Yes {
		return x
	}
	reported, pressed := shift(0.68, 0.25*skill), shift(0.03, -0.6*skill)
	if hides {
		reported, pressed = shift(reported, -0.5), shift(pressed, 1.3)
	}
	x.ProblemReported = flagOf(r.chance(reported))
	if x.ProblemReported == Yes {
		solved := shift(0.62, 0.6*skill)
		x.ProblemResolved = pairs("1", solved, "2", .6*(1-solved), "3", .4*(1-solved)).pick(r)
		x.Pressured = flagOf(r.chance(pressed))
	} else {
		x.Afraid = flagOf(r.chance(shift(0.09, -0.5*skill)))
	}
	return x
}
