package night

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
)

// Measures are kept from night to night, each indicator's of a period under a
// key that tells all they were made of (indicators.Draft.Keys): a night works
// out those whose key it does not find. The file holds nothing that a build
// cannot make again: one that is not there, that cannot be read or that another
// version of the program wrote is left aside.
const keptFormat = "anlan measures 1"

// KeptFile is the name of the file with kept measures, beside PartialFile. Those
// of past months as of one day of theirs (pastMonth.soFar) are asked for a month
// later, on the night of the same day of the month, and no sooner: they lie in a
// file for that day, KeptDayFile.
const (
	KeptFile    = "measure.kept"
	KeptDayFile = "measure-%02d.kept" // day of the month
)

// IntervalFile is the name of the file with the intervals of shrunk rates that a
// night asked for: most of the next one's are the same.
const IntervalFile = "interval.kept"

// keptIntervals is what that file holds, those of Beta distributions first.
type keptIntervals struct {
	Format, Software   string
	Beta               int // how many they are
	A, B, Lower, Upper []float64
}

// keptMeasures is what the file holds: groups of rows, one behind the other.
type keptMeasures struct {
	Format, Software string
	Areas            []string // by number
	Groups           []keptGroup
	Area             []uint32 // of each row, the number of its area
	Has              []uint8  // which figures a row has, as bits
	Values           []float64
}

// keptGroup is an indicator and a period, by key, and how many rows it has.
type keptGroup struct {
	Key  string
	Rows int
}

// sidesOf are the figures of a measure, in the order of the bits.
func sidesOf(m *anlan.Measure) [5]**float64 {
	return [...]**float64{&m.Num, &m.Den, &m.N, &m.Effective, &m.Variance}
}

// keptPaths are the files of the night of asOf: of whole periods, and of past
// months as of one day.
func (n *Night) keptPaths(asOf time.Time) [2]string {
	dir := filepath.Join(n.Lake.Dir(), "cache")
	return [...]string{filepath.Join(dir, KeptFile), filepath.Join(dir, fmt.Sprintf(KeptDayFile, asOf.Day()))}
}

// readKept gives the measures that earlier nights have kept for that of asOf, by
// key, without the names of indicator and period.
func (n *Night) readKept(asOf time.Time) map[string][]anlan.Measure {
	out := map[string][]anlan.Measure{}
	for _, path := range n.keptPaths(asOf) {
		maps.Copy(out, n.readKeptFile(path))
	}
	return out
}

// readKeptFile gives what one file holds; none where it is of no use.
func (n *Night) readKeptFile(path string) map[string][]anlan.Measure {
	var k keptMeasures
	if !readSealed(path, &k) || k.Format != keptFormat || k.Software != n.Software {
		return nil
	}
	levels := make([]anlan.Level, len(k.Areas))
	for i, code := range k.Areas {
		levels[i], _ = n.Levels.Of(code)
	}
	rows, value := make([]anlan.Measure, len(k.Area)), 0
	for i, area := range k.Area {
		m := &rows[i]
		m.Area, m.Level = k.Areas[area], levels[area]
		for bit, p := range sidesOf(m) {
			if k.Has[i]&(1<<bit) != 0 {
				*p = &k.Values[value]
				value++
			}
		}
	}
	out := make(map[string][]anlan.Measure, len(k.Groups))
	for _, g := range k.Groups {
		out[g.Key], rows = rows[:g.Rows:g.Rows], rows[g.Rows:]
	}
	return out
}

// keepMeasures writes the measures of the night of asOf for nights to come. Where
// that fails, they have more to do.
func (n *Night) keepMeasures(asOf time.Time, list []keptKey) {
	for i, path := range n.keptPaths(asOf) {
		of := slices.DeleteFunc(slices.Clone(list), func(k keptKey) bool { return k.soFar != (i == 1) })
		if err := n.keepFile(path, of); err != nil {
			n.progress("measures are not kept: " + err.Error())
		}
	}
}

func (n *Night) keepFile(path string, list []keptKey) error {
	rows := 0
	for _, g := range list {
		rows += len(g.rows)
	}
	k := keptMeasures{Format: keptFormat, Software: n.Software, Groups: make([]keptGroup, 0, len(list)),
		Area: make([]uint32, 0, rows), Has: make([]uint8, 0, rows), Values: make([]float64, 0, 3*rows)}
	numbers, seen := map[string]uint32{}, map[string]bool{}
	for _, g := range list {
		if seen[g.key] { // two plans share it
			continue
		}
		seen[g.key] = true
		k.Groups = append(k.Groups, keptGroup{g.key, len(g.rows)})
		for i := range g.rows {
			m := &g.rows[i]
			area, ok := numbers[m.Area]
			if !ok {
				area = uint32(len(k.Areas))
				numbers[m.Area], k.Areas = area, append(k.Areas, m.Area)
			}
			has := uint8(0)
			for bit, p := range sidesOf(m) {
				if *p != nil {
					has |= 1 << bit
					k.Values = append(k.Values, **p)
				}
			}
			k.Area, k.Has = append(k.Area, area), append(k.Has, has)
		}
	}
	return keepSealed(path, k)
}

// readIntervals gives a memo of the intervals that the last night asked for.
func (n *Night) readIntervals() *indicators.Memo {
	var k keptIntervals
	if !readSealed(filepath.Join(n.Lake.Dir(), "cache", IntervalFile), &k) || k.Format != keptFormat || k.Software != n.Software ||
		len(k.B) != len(k.A) || len(k.Lower) != len(k.A) || len(k.Upper) != len(k.A) {
		return indicators.NewMemo(nil)
	}
	list := make([]indicators.KnownInterval, len(k.A))
	for i := range list {
		list[i] = indicators.KnownInterval{Gamma: i >= k.Beta, A: k.A[i], B: k.B[i], Lower: k.Lower[i], Upper: k.Upper[i]}
	}
	return indicators.NewMemo(list)
}

// keepIntervals writes the intervals that a night asked for. Where that fails, the
// next one has more to do.
func (n *Night) keepIntervals(memo *indicators.Memo) {
	k := keptIntervals{Format: keptFormat, Software: n.Software}
	for _, x := range memo.Asked() {
		if !x.Gamma {
			k.Beta++
		}
		k.A, k.B, k.Lower, k.Upper = append(k.A, x.A), append(k.B, x.B), append(k.Lower, x.Lower), append(k.Upper, x.Upper)
	}
	if err := keepSealed(filepath.Join(n.Lake.Dir(), "cache", IntervalFile), k); err != nil {
		n.progress("intervals are not kept: " + err.Error())
	}
}

// readSealed reads what keepSealed wrote; false where it is not there or not whole.
func readSealed(path string, into any) bool {
	text, err := os.ReadFile(path)
	if err != nil || len(text) < sha256.Size {
		return false
	}
	body, sum := text[:len(text)-sha256.Size], text[len(text)-sha256.Size:]
	if own := sha256.Sum256(body); !bytes.Equal(own[:], sum) {
		return false
	}
	return gob.NewDecoder(bytes.NewReader(body)).Decode(into) == nil
}

// keepSealed writes a value with a checksum behind it.
func keepSealed(path string, x any) error {
	var text bytes.Buffer
	if err := gob.NewEncoder(&text).Encode(x); err != nil {
		return err
	}
	sum := sha256.Sum256(text.Bytes())
	text.Write(sum[:])
	return keep(path, text.Bytes())
}

// keptKey is the rows of an indicator and a period, and their key.
type keptKey struct {
	key   string
	rows  []anlan.Measure
	soFar bool // of a past month as of one day
}

// asked is a draft whose measures are wanted, and what of them is kept.
type asked struct {
	what  string
	draft *indicators.Draft
	keys  map[indicators.Of]string // nil: nothing can be kept
}

// plan writes the plan of what is not kept.
func (a asked) plan(kept map[string][]anlan.Measure) (*indicators.Plan, error) {
	if a.draft == nil {
		return &indicators.Plan{}, nil
	}
	var wanted func(indicator, period string) bool
	if a.keys != nil {
		wanted = func(indicator, period string) bool {
			_, ok := kept[a.keys[indicators.Of{Indicator: indicator, Period: period}]]
			return !ok
		}
	}
	plan, err := a.draft.Plan(wanted)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.what, err)
	}
	return plan, nil
}

// merge puts the measures that a plan gave beside those that are kept, ordered by
// indicator, period and area. All of them are added to keep.
func (a asked) merge(fresh []anlan.Measure, kept map[string][]anlan.Measure, keep *[]keptKey) []anlan.Measure {
	if a.keys == nil {
		return fresh
	}
	groups := map[indicators.Of][]anlan.Measure{}
	for len(fresh) > 0 {
		of := indicators.Of{Indicator: fresh[0].Indicator, Period: fresh[0].Period}
		n := slices.IndexFunc(fresh, func(m anlan.Measure) bool { return m.Indicator != of.Indicator || m.Period != of.Period })
		if n < 0 {
			n = len(fresh)
		}
		groups[of], fresh = fresh[:n:n], fresh[n:]
	}
	order := make([]indicators.Of, 0, len(a.keys))
	rows := 0
	for of, key := range a.keys {
		if list, ok := kept[key]; ok {
			groups[of] = list
		}
		order = append(order, of)
		rows += len(groups[of])
	}
	slices.SortFunc(order, func(x, y indicators.Of) int {
		return cmp.Or(cmp.Compare(x.Indicator, y.Indicator), cmp.Compare(x.Period, y.Period))
	})
	out := make([]anlan.Measure, 0, rows)
	for _, of := range order {
		*keep = append(*keep, keptKey{a.keys[of], groups[of], isSoFar(of.Period)})
		for _, m := range groups[of] {
			m.Indicator, m.Period = of.Indicator, of.Period
			out = append(out, m)
		}
	}
	return out
}
