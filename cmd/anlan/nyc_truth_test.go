package main

import (
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

// nycCase is one request of the New York file, read here in plain Go so that
// nothing of what is tested takes part in saying what is right.
type nycCase struct {
	open, close int    // days since 1970; close is nycNever where it is empty
	area        string // 1, 11 to 15, or 1101 to 1503
	line        int64
}

// nycNever is the day an open case is closed on.
const nycNever = math.MaxInt

// nycTruth is the whole file: of a key that stands twice the last row counts.
type nycTruth struct {
	cases    []nycCase
	in       map[string][]nycCase // by area, those of all levels
	rejected []int64              // lines of the rows that a later one replaces
	received int64
}

var (
	nycBoroughs = map[string]string{"Manhattan": "11", "Bronx": "12", "Brooklyn": "13", "Queens": "14", "Staten Island": "15"}
	nycBoards   = map[string]int{"11": 12, "12": 12, "13": 18, "14": 14, "15": 3} // community districts of a borough
	nycBoard    = regexp.MustCompile(`^0?(\d{1,2}) (Manhattan|Bronx|Brooklyn|Queens|Staten Island)$`)
)

// nycArea places a request: in its community district if that is one of the
// 59, else in its borough, else in the city.
func nycArea(board, borough string) string {
	if m := nycBoard.FindStringSubmatch(board); m != nil {
		n, _ := strconv.Atoi(m[1])
		code := nycBoroughs[m[2]]
		if n >= 1 && n <= nycBoards[code] {
			return code + twoDigits(n)
		}
	}
	if code := nycBoroughs[borough]; code != "" {
		return code
	}
	return "1"
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

func readNYC(t *testing.T, file string) *nycTruth {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(z)
	head, err := r.Read()
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) int { return slices.Index(head, name) }
	key, open, done, borough, board := at("unique_key"), at("opendate"), at("closedate"), at("borough"), at("community_board")
	truth := &nycTruth{in: map[string][]nycCase{}}
	seen := map[string]int{}
	for {
		rec, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		line, _ := r.FieldPos(0)
		c := nycCase{open: nycDay(t, rec[open]), close: nycDay(t, rec[done]), area: nycArea(rec[board], rec[borough]), line: int64(line)}
		truth.received++
		if i, twice := seen[rec[key]]; twice {
			truth.rejected = append(truth.rejected, truth.cases[i].line)
			truth.cases[i] = c
			continue
		}
		seen[rec[key]] = len(truth.cases)
		truth.cases = append(truth.cases, c)
	}
	for _, c := range truth.cases {
		for _, n := range []int{1, 2, 4} {
			if len(c.area) >= n {
				truth.in[c.area[:n]] = append(truth.in[c.area[:n]], c)
			}
		}
	}
	return truth
}

func nycDay(t *testing.T, day string) int {
	t.Helper()
	if day == "" {
		return nycNever
	}
	at, err := time.Parse(anlan.DateFormat, day)
	if err != nil {
		t.Fatal(err)
	}
	return int(at.Unix() / 86400)
}

// nycSpan is a half-open stretch of days.
type nycSpan struct{ from, until int }

// nycSpanOf gives the months before the end of a month like 2023-12.
func nycSpanOf(t *testing.T, month string, months int) nycSpan {
	t.Helper()
	p, err := anlan.ParsePeriod(month, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return nycSpan{int(p.End.AddDate(0, -months, 0).Unix() / 86400), int(p.End.Unix() / 86400)}
}

func (s nycSpan) holds(day int) bool { return day >= s.from && day < s.until }

// within says whether the case was closed within n days of its opening.
func (c nycCase) within(n int) bool { return c.close != nycNever && c.close-c.open <= n }

// openAt says whether the case was open at the end of a span.
func (c nycCase) openAt(s nycSpan) bool { return c.open < s.until && c.close >= s.until }

// count counts the cases in an area that fit.
func (n *nycTruth) count(area string, fits func(nycCase) bool) float64 {
	k := 0.0
	for _, c := range n.in[area] {
		if fits(c) {
			k++
		}
	}
	return k
}

// median gives the median of days to close of the cases closed in a span, and
// how many there are.
func (n *nycTruth) median(area string, s nycSpan) (value, cases float64) {
	var days []int
	for _, c := range n.in[area] {
		if s.holds(c.close) {
			days = append(days, c.close-c.open)
		}
	}
	slices.Sort(days)
	k := len(days)
	if k == 0 {
		return 0, 0
	}
	return float64(days[(k-1)/2]+days[k/2]) / 2, float64(k)
}
