package triage

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"time"
)

// Words for levels that are no code and no class.
const (
	LevelOther   = "other"   // a code that the list does not name
	LevelMissing = "missing" // nothing is written
	LevelNotYet  = "not_yet" // the moment has not come
)

// levels gives the names of a feature's levels.
func (f Feature) levels() []string {
	switch f.Is {
	case Code:
		return append(slices.Clone(f.Codes), LevelOther, LevelMissing)
	case Flag:
		return []string{"true", "false", LevelMissing}
	case Times:
		out := make([]string, 0, len(f.Columns)+1)
		for i := range len(f.Columns) + 1 {
			out = append(out, strconv.Itoa(i))
		}
		return append(out, LevelMissing)
	case Since:
		return append(classes(f.Bounds), LevelNotYet)
	}
	return append(classes(f.Bounds), LevelMissing)
}

// LevelText gives a level of the feature in words, Chinese and English; a code
// and a class stand as they are.
func (f Feature) LevelText(level string) (zh, en string) {
	switch level {
	case LevelOther:
		return "其他", "other"
	case LevelMissing:
		return "未填", "not given"
	case LevelNotYet:
		return "尚未", "not yet"
	case "true":
		return "是", "yes"
	case "false":
		return "否", "no"
	}
	if f.Is == Times && level == "0" {
		return "无", "none"
	}
	return level, level
}

// classes names the classes that bounds cut: "<1", "1-3", ">=3".
func classes(bounds []float64) []string {
	text := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	out := []string{"<" + text(bounds[0])}
	for i := 1; i < len(bounds); i++ {
		out = append(out, text(bounds[i-1])+"-"+text(bounds[i]))
	}
	return append(out, ">="+text(bounds[len(bounds)-1]))
}

func (f Feature) class(v float64) int {
	if math.IsNaN(v) {
		return len(f.Bounds) + 1
	}
	return sort.Search(len(f.Bounds), func(i int) bool { return f.Bounds[i] > v })
}

// coding numbers the columns of a design: one for each level of each feature.
// A row has exactly one of each feature's, so that a row is a short list.
type coding struct {
	list  *List
	first []int // by feature, its first column
	size  int
	code  []map[string]int // by feature, level of a code
}

func newCoding(l *List) *coding {
	c := &coding{list: l}
	for _, f := range l.Features {
		c.first = append(c.first, c.size)
		levels := f.levels()
		at := map[string]int{}
		for i, name := range levels {
			at[name] = i
		}
		c.code = append(c.code, at)
		c.size += len(levels)
	}
	return c
}

// level reads one feature of a case at the end of a day.
func (c *coding) level(j int, x *Case, end time.Time, load float64) int {
	f := &c.list.Features[j]
	past := func(name string) (time.Time, bool) {
		t := x.moment[name]
		return t, !t.IsZero() && t.Before(end)
	}
	switch f.Is {
	case Code:
		word := head(x.word[j], f.Prefix)
		if word == "" {
			return len(f.Codes) + 1
		}
		if i, ok := c.code[j][word]; ok && i < len(f.Codes) {
			return i
		}
		return len(f.Codes)
	case Flag:
		return flagLevel(x.word[j])
	case Class:
		return f.class(x.number[j])
	case Since:
		t, ok := past(f.Column)
		if !ok {
			return len(f.Bounds) + 1
		}
		return f.class(daysBetween(x.start, t))
	case Times:
		n := 0
		if !c.list.traced(x, end) {
			return len(f.Columns) + 1
		}
		for _, name := range f.Columns {
			if _, ok := past(name); ok {
				n++
			}
		}
		return n
	case Age:
		return f.class(daysBetween(x.start, end))
	case Time:
		return f.class(daysBetween(end, x.dueAt(end, c.list.Columns.DueDays)))
	}
	return f.class(load)
}

// traced says whether the steps of a case were on record at a moment.
func (l *List) traced(x *Case, at time.Time) bool {
	return l.Columns.Traced == "" || !x.traced.IsZero() && x.traced.Before(at)
}

func flagLevel(word string) int {
	switch word {
	case "true", "True", "TRUE", "t", "1", "Y", "是":
		return 0
	case "false", "False", "FALSE", "f", "0", "N", "否":
		return 1
	}
	return 2
}

// dueAt is the due moment as it was known at a moment: before a case is accepted
// nobody has set one.
func (x *Case) dueAt(end time.Time, days float64) time.Time {
	if x.acceptedAt < end.Unix() {
		return x.due
	}
	return x.start.Add(time.Duration(days * float64(day)))
}

// encode gives the columns of a case at the end of a day.
func (c *coding) encode(x *Case, end time.Time, load float64) []uint16 {
	out := make([]uint16, len(c.first))
	for j, first := range c.first {
		out[j] = uint16(first + c.level(j, x, end, load))
	}
	return out
}

// loadWindow is the past over which an area's usual work is measured, in days.
const loadWindow = 56

// loads gives, by area, the cases open at a moment over those that come in a
// week: how many weeks of work lie there. An area that had no case in the
// window has none.
func loads(cases []Case, prefix int, end time.Time) map[string]float64 {
	type tally struct{ open, came float64 }
	at, from := end.Unix(), end.AddDate(0, 0, -loadWindow).Unix()
	all := map[string]*tally{}
	for i := range cases {
		c := &cases[i]
		if c.startAt >= at || c.endedAt < at && c.startAt < from {
			continue
		}
		area := head(c.Area, prefix)
		t := all[area]
		if t == nil {
			t = &tally{}
			all[area] = t
		}
		if c.endedAt >= at {
			t.open++
		}
		if c.startAt >= from {
			t.came++
		}
	}
	out := make(map[string]float64, len(all))
	for area, t := range all {
		out[area] = math.NaN()
		if t.came > 0 {
			out[area] = t.open / (t.came * 7 / loadWindow)
		}
	}
	return out
}
