package demo

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// truthRows reads a table of truth/ without its header.
func truthRows(t *testing.T, dir, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "truth", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows, %v", name, len(rows), err)
	}
	return rows[1:]
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestTrueRates counts the petitions of a city of full size against what
// truth/ says, read from its files by the rule that its README gives.
func TestTrueRates(t *testing.T) {
	o := small(t.TempDir())
	o.Scale = 1
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := makeFolder(filepath.Join(o.Dir, "truth")); err != nil {
		t.Fatal(err)
	}
	if err := c.writeTruth(nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	t.Run("Petitions", func(t *testing.T) { testTrueRates(t, c) })
	t.Run("Silences", func(t *testing.T) { testSilences(t, c) })
	t.Run("Hidden", func(t *testing.T) { testHidden(t, c) })
	t.Run("Neighbours", func(t *testing.T) { testNeighbours(t, c) })
}

func testTrueRates(t *testing.T, c *City) {
	dir, dataset := c.Options.Dir, "petition_item"
	factor, field := map[string]float64{}, map[string]float64{}
	for _, r := range truthRows(t, dir, "rhythm.csv") {
		if r[0] == dataset {
			factor[r[1]+r[2]] = number(t, r[3])
		}
	}
	for _, r := range truthRows(t, dir, "field.csv") {
		field[r[0]+r[1]] = number(t, r[2])
	}
	shape, load := 0.0, 0.0
	for _, r := range truthRows(t, dir, "mixes.csv") {
		if r[0] == dataset {
			shape, load = number(t, r[1]), number(t, r[2])
		}
	}
	type swell struct {
		kind, county string
		start        Date
		days, height float64
	}
	var waves []swell
	for _, w := range truthRows(t, dir, "waves.csv") {
		if w[1] == dataset {
			waves = append(waves, swell{kind: w[2], county: w[3], start: parseDay(onlyDigits(w[4])), days: number(t, w[5]), height: number(t, w[7])})
		}
	}
	wave := func(county, kind string, d Date) float64 {
		x := 1.0
		for _, w := range waves {
			if day := float64(d - w.start); w.kind == kind && w.county == county && day >= 0 && day < w.days {
				x *= 1 + w.height*math.Pow(math.Sin(math.Pi*(day+0.5)/w.days), 2)
			}
		}
		return x
	}
	var days, mondays []string
	for d := c.First; d <= c.Last; d++ {
		days, mondays = append(days, d.String()), append(mondays, (d-Date(d.weekday())).String())
	}
	missing := map[string]float64{} // by county: silent or hidden
	for _, s := range append(truthRows(t, dir, "silences.csv"), truthRows(t, dir, "hidden.csv")...) {
		if s[0] == dataset && len(s) == 6 {
			missing[s[1][:6]] += number(t, s[4])
		} else if s[0] == dataset {
			missing[s[1][:6]] += number(t, s[3])
		}
	}
	want, variance, waved, calm := map[string]float64{}, map[string]float64{}, 0.0, 0.0
	for _, r := range truthRows(t, dir, "rates.csv") {
		area, kind, rate := r[1], r[2], number(t, r[3])
		if r[0] != dataset || len(area) != 9 {
			continue
		}
		week := 0.0
		for d := c.First; d <= c.Last; d++ {
			z := field[area+mondays[d-c.First]]
			plain := rate * factor[days[d-c.First]+kind] * math.Exp(load*z-load*load/2)
			x := plain * wave(area[:6], kind, d)
			if x != plain && area[:6] == "629911" {
				waved, calm = waved+x, calm+plain
			}
			want[area[:6]] += x
			variance[area[:6]] += x
			if week += x; d.weekday() == 6 || d == c.Last {
				variance[area[:6]] += week * week / shape * 14 // at most: the kinds of a week go up and down together
				week = 0
			}
		}
	}
	got, inWave := map[string]float64{}, 0.0
	for _, p := range c.Petitions {
		if p.IsRepeat == Yes {
			continue
		}
		got[p.AreaCode[:6]]++
		for _, w := range waves {
			if day := float64(p.ReceiveDate - w.start); w.kind == p.ContentCode && w.county == "629911" && p.AreaCode[:6] == w.county && day >= 0 && day < w.days {
				inWave++
			}
		}
	}
	if len(want) != 8 || waved < 1.3*calm {
		t.Fatalf("rates of %d counties; %.1f in a wave, %.1f without it", len(want), waved, calm)
	}
	for county, x := range want {
		if d := got[county] + missing[county] - x; math.Abs(d) > 4*math.Sqrt(variance[county]) {
			t.Errorf("%s: %v petitions and %v kept out, want %.0f ± %.0f", county, got[county], missing[county], x, math.Sqrt(variance[county]))
		}
	}
	if inWave < waved-5*math.Sqrt(waved) || inWave > waved+5*math.Sqrt(waved) {
		t.Errorf("%v petitions in the wave, want about %.0f", inWave, waved)
	}
}

// testSilences looks for rows where there should be none.
func testSilences(t *testing.T, c *City) {
	covered := func(s *Silence, code string, d Date) bool { return len(code) >= 9 && code[:9] == s.Area && s.covers(d) }
	kinds := map[string]int{}
	for i := range c.Silences {
		s := &c.Silences[i]
		kinds[s.Dataset]++
		if s.Rows == 0 {
			t.Errorf("%s %s: nothing was kept back", s.Dataset, s.Area)
		}
		found := 0
		count := func(code string, d Date) {
			if covered(s, code, d) {
				found++
			}
		}
		for _, m := range s.months() {
			switch s.Dataset {
			case "hotline_ticket":
				for _, x := range c.tickets.month(m) {
					count(x.AreaCode, x.CreateTime.Date())
				}
			case "grid_event":
				for _, x := range c.gridEvents.month(m) {
					count(x.AreaCode, x.ReportTime.Date())
				}
			}
		}
		for i := range c.Disputes {
			if s.Dataset == "dispute_case" {
				count(c.Disputes[i].AreaCode, c.Disputes[i].RegisterTime.Date())
			}
		}
		for i := range c.Petitions {
			if s.Dataset == "petition_item" {
				count(c.Petitions[i].AreaCode, c.Petitions[i].ReceiveDate)
			}
		}
		if found > 0 {
			t.Errorf("%s %s: %d rows in its silence", s.Dataset, s.Area, found)
		}
	}
	if len(kinds) < 4 {
		t.Errorf("silences of %v", kinds)
	}
}

// testHidden holds the share of failures that one county keeps out.
func testHidden(t *testing.T, c *City) {
	hidden := map[string]int{}
	for _, h := range c.Hidden {
		hidden[h.Dataset] += h.Cases
	}
	failed := map[string]int{}
	from := c.Last.monthStart(-hiddenMonths)
	for i := range c.Disputes {
		if d := &c.Disputes[i]; d.AreaCode[:6] == hidingCounty && d.RegisterTime.Date() >= from && d.failed() {
			failed["dispute_case"]++
		}
	}
	n, k := float64(hidden["dispute_case"]+failed["dispute_case"]), float64(hidden["dispute_case"])
	if sd := math.Sqrt(n * hiddenShare * (1 - hiddenShare)); math.Abs(k-n*hiddenShare) > 4*sd+0.03*n { // some are still open
		t.Errorf("%v of %v failed disputes are hidden", k, n)
	}
	if hidden["petition_item"] == 0 {
		t.Error("no petition is hidden")
	}
	reported, pressed := map[bool][2]float64{}, map[bool][2]float64{}
	for _, x := range c.Survey {
		if x.HadProblem == Yes && x.SurveyDate >= from {
			here := x.AreaCode[:6] == hidingCounty
			r, p := reported[here], pressed[here]
			if r[1]++; x.ProblemReported == Yes {
				r[0]++
				if p[1]++; x.Pressured == Yes {
					p[0]++
				}
			}
			reported[here], pressed[here] = r, p
		}
	}
	if a, b := reported[true][0]/reported[true][1], reported[false][0]/reported[false][1]; a > b-0.05 {
		t.Errorf("%.2f of problems are reported where failures are hidden, %.2f elsewhere", a, b)
	}
	if a, b := pressed[true][0]/pressed[true][1], pressed[false][0]/pressed[false][1]; a < 1.5*b {
		t.Errorf("%.3f are pressed where failures are hidden, %.3f elsewhere", a, b)
	}
}

// testNeighbours compares the correlation of weekly disputes among townships
// that touch with that of all.
func testNeighbours(t *testing.T, c *City) {
	n, weeks := len(c.terrain.towns), c.Last.week()-c.First.week()+1
	counts := make([][]float64, n)
	for i := range counts {
		counts[i] = make([]float64, weeks)
	}
	for i := range c.Disputes {
		d := &c.Disputes[i]
		counts[c.terrain.field.index[d.AreaCode[:9]]][d.RegisterTime.Date().week()-c.First.week()]++
	}
	total := make([]float64, weeks) // what the calendar does to all is no likeness of neighbours
	for _, row := range counts {
		for w, x := range row {
			total[w] += x
		}
	}
	for _, row := range counts {
		sum, all := 0.0, 0.0
		for w := range row {
			sum, all = sum+row[w], all+total[w]
		}
		norm := 0.0
		for w := range row {
			row[w] -= total[w] * sum / all
			norm += row[w] * row[w]
		}
		for w := range row {
			row[w] /= math.Sqrt(norm)
		}
	}
	near, far, pairs, others := 0.0, 0.0, 0, 0
	for i, weights := range c.terrain.neighbours() {
		for j := range i {
			r := 0.0
			for w := range weeks {
				r += counts[i][w] * counts[j][w]
			}
			if weights[j] > 0 {
				near, pairs = near+r, pairs+1
			} else {
				far, others = far+r, others+1
			}
		}
	}
	near, far = near/float64(pairs), far/float64(others)
	t.Logf("correlation of weekly disputes: %.3f among %d neighbours, %.3f among %d others", near, pairs, far, others)
	if near < far+0.03 {
		t.Errorf("neighbours correlate by %.3f, others by %.3f", near, far)
	}
}
