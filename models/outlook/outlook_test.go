package outlook

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/counts"
)

// city draws daily counts of two kinds in so many townships of two counties.
type city struct {
	first time.Time // a Monday
	kinds []string
	areas []string
	daily map[[2]string][]float64
}

func newCity(townships, days int, seed uint64) *city {
	r := rand.New(rand.NewPCG(seed, 11))
	c := &city{first: time.Date(2023, 1, 2, 0, 0, 0, 0, time.UTC), kinds: []string{"01", "02"}, daily: map[[2]string][]float64{}}
	shock := make([]float64, days)
	for t := 1; t < days; t++ {
		shock[t] = 0.97*shock[t-1] + 0.03*r.NormFloat64()
	}
	for a := range townships {
		area := "62990" + strconv.Itoa(1+a%2) + "00" + strconv.Itoa(a)
		c.areas = append(c.areas, area)
		for k, kind := range c.kinds {
			level := math.Log(0.1+0.5*r.Float64()) + float64(k)
			y := make([]float64, days)
			for t := range y {
				m := math.Exp(level + 0.3*math.Sin(2*math.Pi*float64(t)/365) + shock[t])
				if t%7 > 4 {
					m *= 0.4
				}
				y[t] = counts.Dist{Mean: m, Size: 3}.Quantile(r.Float64())
			}
			c.daily[[2]string{kind, area}] = y
		}
	}
	return c
}

// until is what is known of the city at the end of a day.
func (c *city) until(days int) Input {
	in := Input{Series: "hotline", Monday: c.first, Last: c.first.AddDate(0, 0, days-1),
		Above: func(area string) []string { return []string{area[:6], area[:4]} }}
	tail := anlan.EpochDay(Tail(in.Last)) - anlan.EpochDay(c.first)
	for _, kind := range c.kinds {
		for _, area := range c.areas {
			u := Unit{Kind: kind, Area: area}
			y := c.daily[[2]string{kind, area}]
			for t := 0; t+7 <= tail; t += 7 {
				sum := 0.0
				for _, v := range y[t : t+7] {
					sum += v
				}
				u.Weeks = append(u.Weeks, sum)
			}
			u.Days = slices.Clone(y[tail:days])
			in.Units = append(in.Units, u)
		}
	}
	return in
}

func ahead(t *testing.T, in Input, kept []byte) Result {
	t.Helper()
	s := DefaultSettings()
	s.Paths = 200
	r, err := s.Ahead(in, kept)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func same(t *testing.T, what string, got, want []Row) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d rows, want %d", what, len(got), len(want))
	}
	for i := range got {
		a, b := got[i], want[i]
		if a.Kind != b.Kind || a.Area != b.Area || a.Days != b.Days || a.First != b.First || a.Reason != b.Reason || a.Units != b.Units {
			t.Fatalf("%s: row %d is %+v, want %+v", what, i, a, b)
		}
		for k, v := range []float64{a.Mean, a.Lower95, a.Lower80, a.Median, a.Upper80, a.Upper95, a.Threshold, a.Outbreak} {
			w := []float64{b.Mean, b.Lower95, b.Lower80, b.Median, b.Upper80, b.Upper95, b.Threshold, b.Outbreak}[k]
			if v != w && !(math.IsNaN(v) && math.IsNaN(w)) {
				t.Fatalf("%s: row %d, figure %d is %v, want %v", what, i, k, v, w)
			}
		}
	}
}

// TestNightsEqualOneNight: nights that keep what they learnt give, to the last
// digit, what one night gives that has nothing kept; over the day on which all
// is fitted anew, and from nights that were left out.
func TestNightsEqualOneNight(t *testing.T) {
	c := newCity(6, 900, 1)
	var kept []byte
	ways := map[Learnt]int{}
	for days := 760; days < 900; days++ {
		if days%5 == 1 { // this night was not made
			continue
		}
		in := c.until(days)
		r := ahead(t, in, kept)
		ways[r.Learnt]++
		if days%9 == 0 || r.Learnt == Anew {
			same(t, in.Last.Format(anlan.DateFormat), r.Rows, ahead(t, in, nil).Rows)
		}
		kept = r.Keep
	}
	if ways[Anew] < 2 || ways[Anew] > 3 || ways[WentOn] < 15 || ways[Kept] < 80 {
		t.Errorf("140 nights came by what they know so: %v", ways)
	}
}

// TestKeptOfOtherCounts: what was learnt from other counts, by other software
// or later weeks, or cannot be read, is not used.
func TestKeptOfOtherCounts(t *testing.T) {
	c := newCity(4, 800, 2)
	in := c.until(790)
	want := ahead(t, in, nil)
	if got := ahead(t, in, want.Keep); got.Learnt != Kept {
		t.Fatalf("the same night again is %s", got.Learnt)
	}
	spoilt := slices.Clone(want.Keep)
	spoilt[len(spoilt)/2] ^= 4
	later := ahead(t, c.until(799), nil).Keep
	other := c.until(790)
	other.Units[3].Weeks[20]++
	for name, kept := range map[string][]byte{
		"none": {}, "short": want.Keep[:len(want.Keep)-8], "long": append(slices.Clone(want.Keep), make([]byte, 8)...),
		"spoilt": spoilt, "later weeks": later, "other counts": ahead(t, other, nil).Keep,
	} {
		got := ahead(t, in, kept)
		if got.Learnt != Anew {
			t.Errorf("%s is %s", name, got.Learnt)
		}
		same(t, name, got.Rows, want.Rows)
	}
	s := DefaultSettings()
	s.Paths, s.Software = 200, "another"
	if got, err := s.Ahead(in, want.Keep); err != nil || got.Learnt != Anew {
		t.Errorf("what other software kept is %s: %v", got.Learnt, err)
	}
}

// TestSumsAddUp: the mean of every sum is that of its parts, over kinds and
// areas, and longer windows hold the shorter.
func TestSumsAddUp(t *testing.T) {
	c := newCity(6, 800, 3)
	r := ahead(t, c.until(800), nil)
	of := map[string]Row{}
	for _, row := range r.Rows {
		of[row.Area+row.Kind+strconv.Itoa(row.Days)] = row
		if row.Reason == "" && !(row.Lower95 <= row.Lower80 && row.Lower80 <= row.Median && row.Median <= row.Upper80 && row.Upper80 <= row.Upper95) {
			t.Errorf("quantiles out of order: %+v", row)
		}
	}
	for _, days := range []string{"7", "14", "30"} {
		sum := 0.0
		for _, kind := range c.kinds {
			parts := 0.0
			for _, area := range c.areas {
				parts += of[area+kind+days].Mean
			}
			if got := of["6299"+kind+days].Mean; math.Abs(got-parts) > 1e-9*parts {
				t.Errorf("%s, %s days: the city's mean is %v, its townships' %v", kind, days, got, parts)
			}
			sum += parts
		}
		city := of["6299"+anlan.KindAll+days]
		if math.Abs(city.Mean-sum) > 1e-9*sum || city.Units != 12 {
			t.Errorf("%s days: all is %+v, the kinds' sum %v", days, city, sum)
		}
		if math.Abs(city.Median-city.Mean) > 0.15*city.Mean {
			t.Errorf("%s days: median %v of a mean of %v", days, city.Median, city.Mean)
		}
	}
	if a, b := of["6299*7"].Mean, of["6299*30"].Mean; b < 3.5*a || b > 5*a {
		t.Errorf("%v cases in 7 days, %v in 30", a, b)
	}
}

// TestCovers: over half a year of nights the intervals of units and of the city
// hold about as often as they say, and outbreaks come about as often.
func TestCovers(t *testing.T) {
	c := newCity(10, 1100, 4)
	var in80, in95, n, chance, came, told float64
	var cityIn, cityN float64
	var kept []byte
	for days := 850; days < 1070; days += 6 {
		r := ahead(t, c.until(days), kept)
		kept = r.Keep
		for _, row := range r.Rows {
			y := 0.0
			for _, kind := range c.kinds {
				for _, area := range c.areas {
					if (row.Kind == kind || row.Kind == anlan.KindAll) && len(area) >= len(row.Area) && area[:len(row.Area)] == row.Area {
						for _, v := range c.daily[[2]string{kind, area}][days : days+row.Days] {
							y += v
						}
					}
				}
			}
			if row.Area == "6299" && row.Kind == anlan.KindAll {
				cityN++
				if y >= row.Lower95 && y <= row.Upper95 {
					cityIn++
				}
			}
			if row.Units > 1 || row.Reason != "" {
				continue
			}
			n++
			if y >= row.Lower80 && y <= row.Upper80 {
				in80++
			}
			if y >= row.Lower95 && y <= row.Upper95 {
				in95++
			}
			if row.Days < 30 && !math.IsNaN(row.Outbreak) {
				told, chance = told+1, chance+row.Outbreak
				if y > row.Threshold {
					came++
				}
			}
		}
	}
	// Of whole numbers an interval holds more than it says.
	if a, b := in80/n, in95/n; a < 0.78 || a > 0.92 || b < 0.94 {
		t.Errorf("80%% and 95%% intervals hold %.3f and %.3f of %v", a, b, n)
	}
	if x := cityIn / cityN; x < 0.88 {
		t.Errorf("the city's 95%% interval holds %.3f of %v", x, cityN)
	}
	if chance < 0.6*came || chance > 1.6*came {
		t.Errorf("%.1f outbreaks said, %v came of %v", chance, came, told)
	}
}

func TestShortSeries(t *testing.T) {
	c := newCity(2, 200, 5)
	for _, days := range []int{30, 40, 80, 95, 130} {
		r := ahead(t, c.until(days), nil)
		reason := r.Rows[0].Reason
		if short := days < 61; (reason == "too_short") != short {
			t.Errorf("%d days: reason %q", days, reason)
		}
	}
}

func TestBadInput(t *testing.T) {
	c := newCity(2, 300, 6)
	for name, spoil := range map[string]func(*Input){
		"no units":    func(in *Input) { in.Units = nil },
		"fewer weeks": func(in *Input) { in.Units[1].Weeks = in.Units[1].Weeks[1:] },
		"other days":  func(in *Input) { in.Units[0].Days = in.Units[0].Days[1:] },
		"no Monday":   func(in *Input) { in.Monday = in.Monday.AddDate(0, 0, 1) },
		"negative":    func(in *Input) { in.Units[0].Days[3] = -1 },
		"fraction":    func(in *Input) { in.Units[0].Weeks[3] = 0.5 },
	} {
		in := c.until(290)
		spoil(&in)
		if _, err := DefaultSettings().Ahead(in, nil); anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (Settings{}).Ahead(c.until(290), nil); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("no settings: %v", err)
	}
}

// TestSilentWeek: a week that nobody reported is missing, not calm.
func TestSilentWeek(t *testing.T) {
	c := newCity(4, 800, 7)
	in := c.until(798)
	for i := range in.Units {
		d := in.Units[i].Days
		clear(d[len(d)-7:])
	}
	silent, calm := ahead(t, in, nil), c.until(798)
	for i := range calm.Units {
		d := calm.Units[i].Days
		clear(d[len(d)-7:])
	}
	calm.Units[0].Days[len(calm.Units[0].Days)-1] = 1
	quiet := ahead(t, calm, nil)
	last := len(silent.Rows) - 1
	for silent.Rows[last].Kind != anlan.KindAll || silent.Rows[last].Area != "6299" {
		last--
	}
	if a, b := silent.Rows[last].Mean, quiet.Rows[last].Mean; a < 1.1*b {
		t.Errorf("a week without reports leaves %v cases to come, a calm one %v", a, b)
	}
}
