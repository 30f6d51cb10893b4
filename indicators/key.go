package indicators

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/queries"
)

// keyFormat names how measures come of statements, for what the statements do
// not say themselves.
const keyFormat = "anlan measure 1"

// Versions tells what the rows are that measures are made of, by texts that are
// others where the rows are.
type Versions interface {
	// Sums is of a column of a partial, by Partial.Fact and of Partial.Columns,
	// on the days [from, until).
	Sums(fact, column string, from, until time.Time) string
	// Whole is of all rows of a table or view.
	Whole(relation string) string
}

// Of is an indicator and a period.
type Of struct{ Indicator, Period string }

// Keys gives a key for each indicator and period that the draft has measures
// of: where two are alike, so are the measures, in whatever draft and on
// whatever night. A key tells how the indicator is computed, at which levels,
// where its windows lie and whether they are covered, and the version of the
// rows that they look at.
func (d *Draft) Keys(v Versions) (map[Of]string, error) {
	out := make(map[Of]string, len(d.used)*len(d.b.in.Ends))
	at := map[stretchOf]Stretch{}
	for _, s := range d.Stretches {
		at[stretchOf{s.Dataset, s.Window, s.Period}] = s
	}
	common := fmt.Sprintf("%s\n%s\n%s\n%s\n", keyFormat, d.b.in.Dialect, queries.Spellings(), v.Whole("dim_area"))
	for _, k := range d.used {
		own, err := d.b.alone(k.Indicator)
		if err != nil {
			return nil, err
		}
		own = digest(common + own)
		reads := d.b.reads(k)
		for _, e := range d.b.in.Ends {
			text := append([]byte(own), e.End.Format(anlan.DateFormat)...)
			for _, r := range reads {
				text = r.key(text, v, e, at)
			}
			out[Of{k.ID, e.Period}] = digest(string(text))
		}
	}
	return out, nil
}

// reading is what a claim takes from one scan.
type reading struct {
	*scan
	source  string
	fact    string // of the partial; "": the version is that of the whole source
	column  string
	windows []string
}

// reads lists what a claim takes from the scans, in the order that it asks.
func (b *builder) reads(k *claim) []reading {
	var windows []string
	for _, l := range k.levels {
		windows = append(windows, k.WindowAt(l))
	}
	slices.Sort(windows)
	windows = slices.Compact(windows)
	var out []reading
	for _, side := range k.sides() {
		for n, r := range side.refs {
			s := b.by[r.scan]
			one := reading{scan: s, source: b.source(s.dataset), column: side.atoms[n].column(), windows: windows}
			if s.kind == byDay || s.kind == byDistinct {
				one.fact = b.partial(s).Fact
			}
			if w, ok := b.watch(s); ok {
				one.fact, one.column = w.Fact, side.atoms[n].fingerprint().column()
			}
			out = append(out, one)
		}
	}
	return out
}

// key adds where the windows of a reading lie for a period, and of what version
// the rows in them are.
func (r reading) key(text []byte, v Versions, e PeriodEnd, at map[stretchOf]Stretch) []byte {
	if r.fact == "" {
		text = append(append(text, '\n'), v.Whole(r.source)...)
	}
	if r.kind == byLatest {
		return text
	}
	for _, w := range r.windows {
		s := at[stretchOf{r.dataset, w, e.Period}]
		text = append(append(append(append(text, '\n'), w...), ' '), strconv.FormatBool(s.Covered)...)
		text = s.Until.AppendFormat(s.From.AppendFormat(append(text, ' '), anlan.DateFormat), anlan.DateFormat)
		if r.fact != "" && s.Covered {
			text = append(append(text, ' '), v.Sums(r.fact, r.column, s.From, s.Until)...)
		}
	}
	return text
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// alone writes the statements of one indicator for one period that is always
// the same: all that says how its measures are made.
func (b *builder) alone(i Indicator) (string, error) {
	day := time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)
	cover := map[string]Span{}
	for _, t := range []*Term{&i.Numerator, i.Denominator} {
		if t != nil {
			cover[t.Table] = Span{First: day.AddDate(-100, 0, 0), Last: day.AddDate(100, 0, 0)}
		}
	}
	one := newBuilder(b.f, CompileInput{Tables: b.in.Tables, Levels: b.in.Levels, Coverage: cover, Dialect: b.in.Dialect,
		Ends: []PeriodEnd{{Period: "p", End: day, Final: true}}})
	k, _, err := one.claim(i)
	if err != nil {
		return "", fmt.Errorf("indicator %s: %w", i.ID, err)
	}
	stretches := one.stretches()
	statements := append(one.calendar(stretches, []*claim{k}), one.scans(stretches)...)
	text := one.measure(k)
	for _, s := range statements {
		text += "\n" + s.Name + "\n" + s.SQL
	}
	return text, nil
}
