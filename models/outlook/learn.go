package outlook

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"hash/crc32"
	"math"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/forecast"
)

// form of what is kept: to be raised with every change of what is learnt or how
// it is written.
const form = 4

// youngWeeks is how long a series is young: until then fits are every four weeks.
const youngWeeks, youngFit = 52, 4

// plan is the calendar of a pass over the weeks that teach.
type plan struct {
	fits []int // weeks known when it is fitted anew
	last int   // the last of them, 0 before the first
	forecast.Schedule
}

// plan depends on the weeks' own numbers alone, so that every night of a
// quarter has the same.
func (s Settings) plan(in Input, weeks int) plan {
	first := week(anlan.EpochDay(in.Monday))
	var p plan
	for k := 8; k <= weeks; k++ {
		if (first+k)%s.Fit == 0 || k < youngWeeks && (first+k)%youngFit == 0 {
			p.fits, p.last = append(p.fits, k), k
		}
	}
	p.Schedule = forecast.Schedule{Since: max(8, p.last-s.Memory), Fits: p.fits, Reach: p.last + s.Fit + wait/7 + 2*horizon + 8}
	return p
}

// panel of the weeks that teach, with places in the year and the calendar's
// columns as far as the plan reaches.
func (in Input) panel(c *anlan.Calendar, reach int) *forecast.Panel {
	p := &forecast.Panel{Year: 365.25 / 7}
	for _, u := range in.Units {
		p.Units, p.Family, p.Counts = append(p.Units, u.Kind+"/"+u.Area), append(p.Family, u.Kind), append(p.Counts, u.Weeks)
	}
	monday := anlan.EpochDay(in.Monday)
	p.Terms = c.Columns(monday, 7, reach)
	for t := range reach {
		_, w := day(monday + 7*t + 3).ISOWeek()
		p.Slot = append(p.Slot, w)
	}
	return p
}

// learner gives a pass that has learnt from all weeks, gone on from what was
// kept where that was learnt from the same counts.
func (s Settings) learner(in Input, kept []byte) (l *forecast.Learner, how Learnt, keep []byte, err error) {
	weeks := len(in.Units[0].Weeks)
	plan := s.plan(in, weeks)
	p := in.panel(s.calendar(), plan.Reach)
	begin := func() (*forecast.Learner, error) { return s.forecaster().NewLearner(p, plan.Schedule) }
	if l, err = begin(); err != nil {
		return nil, "", nil, err
	}
	how = Anew
	if known, state, ok := s.opened(in, plan, kept); ok {
		if l.Resume(state) == nil && l.Known() == known {
			if how = Kept; known == weeks {
				return l, how, kept, nil
			}
			how = WentOn
		} else if l, err = begin(); err != nil { // it cannot be read: as if there were none
			return nil, "", nil, err
		}
	}
	l.Learn(weeks)
	return l, how, s.sealed(in, plan, weeks, l.Keep()), nil
}

// Before the state stand the weeks known, a checksum of the state and the
// signature of what it was learnt from.
const wordLength, headLength = 8, 8 + 8 + sha256.Size

func checksum(state []byte) uint64 {
	return uint64(crc32.Checksum(state, crc32.MakeTable(crc32.Castagnoli)))
}

func (s Settings) sealed(in Input, p plan, weeks int, state []byte) []byte {
	out := binary.LittleEndian.AppendUint64(nil, uint64(weeks))
	out = binary.LittleEndian.AppendUint64(out, checksum(state))
	out = append(out, s.signature(in, p, weeks)...)
	return append(out, state...)
}

// opened gives the weeks known and the state, where it was learnt from the same
// counts, by the same plan and program.
func (s Settings) opened(in Input, p plan, kept []byte) (known int, state []byte, ok bool) {
	if len(kept) < headLength {
		return 0, nil, false
	}
	weeks := binary.LittleEndian.Uint64(kept)
	if weeks < uint64(p.last) || weeks > uint64(len(in.Units[0].Weeks)) {
		return 0, nil, false
	}
	known = int(weeks)
	state = kept[headLength:]
	if binary.LittleEndian.Uint64(kept[wordLength:]) != checksum(state) || !bytes.Equal(kept[2*wordLength:headLength], s.signature(in, p, known)) {
		return 0, nil, false
	}
	return known, state, true
}

// signature of all that what is learnt depends on.
func (s Settings) signature(in Input, p plan, weeks int) []byte {
	h := sha256.New()
	word := func(v uint64) { _, _ = h.Write(binary.LittleEndian.AppendUint64(nil, v)) }
	text := func(v string) {
		word(uint64(len(v)))
		_, _ = h.Write([]byte(v))
	}
	text(s.Software)
	for _, n := range []int{form, s.Fit, s.Memory, int(s.Seed), p.last, weeks, anlan.EpochDay(in.Monday), len(in.Units)} {
		word(uint64(n))
	}
	row := make([]byte, 0, 8*weeks)
	for _, column := range s.calendar().Columns(anlan.EpochDay(in.Monday), 7, p.Reach) {
		for _, x := range column {
			word(math.Float64bits(x))
		}
	}
	for _, u := range in.Units {
		text(u.Kind)
		text(u.Area)
		row = row[:0]
		for _, y := range u.Weeks[:weeks] {
			row = binary.LittleEndian.AppendUint64(row, math.Float64bits(y))
		}
		_, _ = h.Write(row)
	}
	return h.Sum(nil)
}

// tonight is the panel of the weeks that teach and, after them, those of seven
// days each that end with the last one; late is by what part of a week they
// begin later.
func (in Input) tonight(c *anlan.Calendar) (p *forecast.Panel, late float64) {
	days := len(in.Units[0].Days)
	blocks, skip := days/7, days%7
	weeks := len(in.Units[0].Weeks)
	p = in.panel(c, weeks+blocks+horizon)
	begin := anlan.EpochDay(in.Last) - 7*blocks + 1
	for k := range blocks + horizon {
		_, w := day(begin + 7*k + 3).ISOWeek()
		p.Slot[weeks+k] = w
	}
	reported := make([]bool, blocks) // by any unit: what nobody reported is not known to be none
	for i, u := range in.Units {
		y := make([]float64, 0, weeks+blocks)
		y = append(y, u.Weeks...)
		for k := range blocks {
			sum := 0.0
			for _, v := range u.Days[skip+7*k : skip+7*k+7] {
				sum += v
			}
			reported[k] = reported[k] || sum > 0
			y = append(y, sum)
		}
		p.Counts[i] = y
	}
	for k, ok := range reported {
		for i := range p.Counts {
			if !ok {
				p.Counts[i][weeks+k] = math.NaN()
			}
		}
	}
	return p, float64(skip) / 7
}
