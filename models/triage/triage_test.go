package triage

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

const smallList = `version: 1
id: small
columns: {case: case_id, area: area_code, area_type: area_type, kind: kind, load_prefix: 9, start: start_at, accepted: accepted_at, due: due_at, due_days: 30, ended: ended_at, resolved: resolved_at, left: left_at}
outcomes:
  - {id: late, zh: 到期未化解, en: not resolved in time, is: unresolved}
  - {id: recurs, zh: 再次发生, en: comes back, is: event, time: recurs_at, days: 28}
features:
  - {id: kind, zh: 类型, en: kind, is: code, column: kind, codes: [a, b, c], help_zh: 甲, help_en: a}
  - {id: parties, zh: 涉及人数, en: how many, is: class, column: party_count, bounds: [3, 10], help_zh: 甲, help_en: a}
  - {id: response, zh: 响应, en: days to contact, is: since, column: contact_at, bounds: [1, 3], help_zh: 甲, help_en: a}
  - {id: attempts, zh: 次数, en: attempts, is: times, columns: [try1_at, try2_at], help_zh: 甲, help_en: a}
  - {id: again, zh: 重复, en: had been settled, is: flag, column: again, help_zh: 甲, help_en: a}
  - {id: elapsed, zh: 天数, en: days so far, is: age, bounds: [1, 3, 7, 14, 21], help_zh: 甲, help_en: a}
  - {id: left, zh: 剩余, en: days left, is: left, bounds: [0, 7, 14, 21], help_zh: 甲, help_en: a}
  - {id: load, zh: 积压, en: work open, is: load, bounds: [1, 2, 4], help_zh: 甲, help_en: a}
`

var columnNames = []string{"case_id", "area_code", "area_type", "kind", "start_at", "accepted_at", "due_at", "ended_at", "resolved_at", "left_at", "recurs_at",
	"contact_at", "try1_at", "try2_at", "party_count", "again", "settled_by"}

var (
	firstDay = time.Date(2025, 1, 6, 9, 0, 0, 0, time.UTC)
	lastDay  = time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
)

// world says how made-up cases depend on what they are.
type world struct {
	kind, parties float64 // effect on the log of the days to the end
	recur         float64 // effect of kind b on the log-odds of coming back
	recurRate     float64
	until         time.Time // moments after it are not written; zero: all are
}

// table makes n cases over 15 months, of two types of area and three kinds.
func (w world) table(seed uint64, n int) Table {
	r := rand.New(rand.NewPCG(seed, 7))
	t := Table{Header: columnNames}
	text := func(at time.Time) string {
		if at.IsZero() || !w.until.IsZero() && !at.Before(w.until) {
			return ""
		}
		return at.Format("2006-01-02 15:04:05")
	}
	days := func(d float64) time.Duration { return time.Duration(d * float64(day)) }
	for i := range n {
		start := firstDay.Add(days(450 * float64(i) / float64(n)))
		kind, parties := []string{"a", "b", "c"}[r.IntN(3)], 2+r.IntN(12)
		accepted := start.Add(days(0.5 * r.Float64()))
		scale := 9.0
		if kind == "b" {
			scale *= math.Exp(w.kind)
		}
		if parties >= 10 {
			scale *= math.Exp(w.parties)
		}
		ended := accepted.Add(days(scale * math.Exp(0.8*r.NormFloat64())))
		resolved, left := ended, time.Time{}
		switch u := r.Float64(); {
		case u < 0.08:
			resolved = time.Time{}
		case u < 0.1:
			resolved, left = time.Time{}, ended
		}
		again := time.Time{}
		rate := logit(w.recurRate)
		if kind == "b" {
			rate += w.recur
		}
		if r.Float64() < expit(rate) {
			again = ended.Add(days(20 * r.Float64()))
		}
		if !w.until.IsZero() && !start.Before(w.until) {
			continue
		}
		settled := []string{"x", "y"}[r.IntN(2)]
		if text(ended) == "" {
			settled = ""
		}
		t.Rows = append(t.Rows, []string{fmt.Sprintf("c%05d", i), fmt.Sprintf("6201020%02d", 1+r.IntN(12)), []string{"21", "22"}[r.IntN(2)], kind,
			text(start), text(accepted), text(accepted.Add(days(30))), text(ended), text(resolved), text(left), text(again),
			text(start.Add(days(2 * r.ExpFloat64()))), text(accepted.Add(days(1))), text(accepted.Add(days(40 * r.Float64()))), fmt.Sprint(parties), []string{"true", "false"}[r.IntN(2)], settled})
		// The due moment is set, not met: it is known from acceptance on.
		if text(accepted) != "" {
			t.Rows[len(t.Rows)-1][6] = accepted.Add(days(30)).Format("2006-01-02 15:04:05")
		}
	}
	return t
}

var telling = world{kind: 0.9, parties: 0.5, recur: 2, recurRate: 0.06}

func mustRead(t *testing.T, list string, table Table) *Cases {
	t.Helper()
	l, err := ReadList("list.yaml", []byte(list))
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Read(table)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustTrain(t *testing.T, s *Cases, asOf time.Time) *Model {
	t.Helper()
	m, err := Train(t.Context(), s, asOf, DefaultSettings())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func bytesOf(t *testing.T, m *Model) []byte {
	t.Helper()
	text, err := m.Write()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// What the cases depend on is found, in the right direction and size of the
// reasons; probabilities of later weeks come true as often as they say.
func TestTrainFindsWhatCasesDependOn(t *testing.T) {
	w := telling
	w.until = endOf(lastDay)
	s := mustRead(t, smallList, w.table(1, 6000))
	m := mustTrain(t, s, lastDay)
	for _, f := range m.Outcomes {
		if f.Refusal != nil {
			t.Fatalf("%s: %s", f.Outcome, f.Refusal.In(false))
		}
		c := f.Check
		if c.GainLow <= 0 || c.Slope == nil || math.Abs(*c.Slope-1) > 3**c.SlopeSE+0.1 {
			t.Errorf("%s: gain %v (%v to %v), slope %v", f.Outcome, c.Gain, c.GainLow, c.GainHigh, *c.Slope)
		}
		if c.LogLoss >= c.BaseLogLoss || c.Gain < 0.01 {
			t.Errorf("%s: log loss %v, base %v", f.Outcome, c.LogLoss, c.BaseLogLoss)
		}
		at := map[string]float64{}
		for j, name := range m.Columns {
			at[name] = f.Weights[j]
		}
		harder := at["kind=b"] - at["kind=a"]
		if f.Method == Hazard && f.Outcome == "late" { // the hazard is that of being resolved
			harder = -harder
		}
		if harder <= 0.2 {
			t.Errorf("%s: kind b is not told from kind a: %v", f.Outcome, harder)
		}
	}
	late, _ := m.Outcome("late")
	if late.Check.TimeGainLow <= 0 {
		t.Errorf("late: no better than the calendar: %v to %v", late.Check.TimeGainLow, late.Check.TimeGainHigh)
	}
	scores := m.Score(s, lastDay)
	n := 0
	for _, x := range scores {
		if x.State != Scored {
			continue
		}
		n++
		if !(x.Probability > 0 && x.Probability < 1) || len(x.Reasons) != 3 || math.Abs(x.Reasons[0].Contribution) < math.Abs(x.Reasons[2].Contribution) {
			t.Fatalf("%+v", x)
		}
		if x.Outcome == "recurs" && x.Kind == "b" && (x.Reasons[0].Feature != "kind" || x.Reasons[0].Contribution <= 0) {
			t.Errorf("case %s of kind b: reasons %+v", x.Case, x.Reasons)
		}
	}
	if n < 50 {
		t.Errorf("%d scores of open cases", n)
	}
	again := mustTrain(t, mustRead(t, smallList, w.table(1, 6000)), lastDay)
	if !bytes.Equal(bytesOf(t, m), bytesOf(t, again)) {
		t.Error("the same cases gave another model file")
	}
	back, err := ReadModel(bytesOf(t, m))
	if err != nil {
		t.Fatal(err)
	}
	if got := back.Score(mustRead(t, smallList, w.table(1, 6000)), lastDay); !slices.EqualFunc(got, scores, func(a, b Score) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		t.Error("the model read back scores otherwise")
	}
}

// Whatever comes after the scoring day, model and scores are the same bytes.
func TestNothingOfTheFutureIsUsed(t *testing.T) {
	cut := time.Date(2025, 12, 28, 0, 0, 0, 0, time.UTC)
	whole := telling.table(2, 5000)
	short := telling
	short.until = endOf(cut)
	known := short.table(2, 5000)
	// A planted future: all cases that began later tell another story, and every
	// moment after the day is moved.
	planted := Table{Header: whole.Header}
	for i, row := range whole.Rows {
		row = slices.Clone(row)
		for j := 4; j <= 13; j++ {
			if at, _ := parseMoment(row[j]); j != 6 && !at.IsZero() && !at.Before(endOf(cut)) {
				row[j] = at.AddDate(0, 0, 1+i%90).Format("2006-01-02 15:04:05")
			}
		}
		if at, _ := parseMoment(row[4]); !at.Before(endOf(cut)) {
			row[3], row[14] = "c", "99"
		}
		planted.Rows = append(planted.Rows, row)
	}
	var models, scores []string
	for _, table := range []Table{whole, known, planted} {
		s := mustRead(t, smallList, table)
		m := mustTrain(t, s, cut)
		models, scores = append(models, string(bytesOf(t, m))), append(scores, fmt.Sprint(m.Score(s, cut)))
	}
	for i := 1; i < 3; i++ {
		if models[i] != models[0] {
			t.Errorf("table %d: the model knows of the future", i)
		}
		if scores[i] != scores[0] {
			t.Errorf("table %d: the scores know of the future", i)
		}
	}
	if !strings.Contains(scores[0], "scored") {
		t.Error("nothing was scored")
	}
}

func TestRowsOfAFoldAreKnownAtItsOrigin(t *testing.T) {
	s := mustRead(t, smallList, telling.table(3, 3000)).Known(lastDay)
	c := newCoding(s.List)
	for k, rows := range s.landmarks(c, lastDay, []int{0, 1}) {
		tr := &trial{cases: s, coding: c, outcome: s.List.Outcomes[k], rows: rows, set: DefaultSettings()}
		if _, ok := tr.plan(); !ok {
			t.Fatal("too little history")
		}
		for i, from := range append(slices.Clone(tr.blocks), tr.test) {
			origin := endOf(lastDay).AddDate(0, 0, -tr.backs[from])
			train := tr.before(tr.backs[from])
			if len(train) == 0 {
				t.Errorf("outcome %d, block %d: nothing to learn from", k, i)
			}
			for _, r := range train {
				until := s.All[r.cell].due
				if k == 1 {
					until = endOf(lastDay).AddDate(0, 0, -r.day+28)
				}
				if until.After(origin) {
					t.Fatalf("outcome %d, block %d: a row of %s is learnt before its outcome was known", k, i, s.All[r.cell].ID)
				}
			}
		}
	}
}

// A column that is filled in when a case ends is found by how it looks today.
func TestLeakIsRefused(t *testing.T) {
	w := telling
	w.until = endOf(lastDay)
	leaky := strings.Replace(smallList, "  - {id: parties,", "  - {id: settled, zh: 化解方式, en: how it was settled, is: code, column: settled_by, codes: [x, y], help_zh: 甲, help_en: a}\n  - {id: parties,", 1)
	_, err := Train(t.Context(), mustRead(t, leaky, w.table(4, 5000)), lastDay, DefaultSettings())
	if err == nil || !strings.Contains(err.Error(), "written down when a case ends") || anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("a leak was taken: %v", err)
	}
}

func TestModelRefuses(t *testing.T) {
	w := world{recurRate: 0.1} // coming back depends on nothing
	w.until = endOf(lastDay)
	table := w.table(5, 4000)
	calm := strings.Replace(smallList, "is: unresolved}", "is: unresolved}\n  - {id: never, zh: 从不, en: never, is: event, time: left_at, days: 28}", 1)
	calm = strings.Replace(calm, ", left: left_at}", "}", 1)
	for i := range table.Rows {
		table.Rows[i][9] = ""
	}
	m := mustTrain(t, mustRead(t, calm, table), lastDay)
	want := map[string]string{"never": Unobserved, "recurs": NotBetter}
	for _, f := range m.Outcomes {
		code := ""
		if f.Refusal != nil {
			code = f.Refusal.Code
			if f.Refusal.In(true) == "" || f.Refusal.In(false) == "" {
				t.Errorf("%s: no words", f.Outcome)
			}
		}
		if code != want[f.Outcome] {
			t.Errorf("%s: refusal %q, want %q (%+v)", f.Outcome, code, want[f.Outcome], f.Check)
		}
	}
	for _, x := range m.Score(mustRead(t, calm, table), lastDay) {
		if x.Outcome != "late" && (x.State == Scored || !math.IsNaN(x.Probability) || x.Reasons != nil) {
			t.Fatalf("a model that refuses scored: %+v", x)
		}
	}
	few := world{recurRate: 0.0001, until: endOf(lastDay)}
	table = few.table(6, 4000)
	for i := range 20 { // ends 40 days on, and comes back
		at, _ := parseMoment(table.Rows[2000+i][4])
		table.Rows[2000+i][7], table.Rows[2000+i][8], table.Rows[2000+i][10] = at.AddDate(0, 0, 40).Format("2006-01-02"), "", at.AddDate(0, 0, 41).Format("2006-01-02")
	}
	m = mustTrain(t, mustRead(t, smallList, table), lastDay)
	if r, _ := m.Outcome("recurs"); r.Refusal == nil || r.Refusal.Code != FewEvents {
		t.Errorf("a handful of events: %+v", r.Refusal)
	}
	m = mustTrain(t, mustRead(t, smallList, few.table(6, 4000)), firstDay.AddDate(0, 0, 120))
	if r, _ := m.Outcome("late"); r.Refusal == nil || r.Refusal.Code != ShortHistory {
		t.Errorf("four months: %+v", r.Refusal)
	}
	if _, err := Train(t.Context(), mustRead(t, smallList, table), firstDay.AddDate(-1, 0, 0), DefaultSettings()); err == nil {
		t.Error("trained before the first case")
	}
}

// A world that turns round is noticed on the cases since the training.
func TestWatch(t *testing.T) {
	cut := time.Date(2025, 10, 31, 0, 0, 0, 0, time.UTC)
	before, after := telling, telling
	after.recur = -3
	a, b := before.table(8, 6000), after.table(8, 6000)
	turned := Table{Header: a.Header}
	for i, row := range a.Rows {
		if at, _ := parseMoment(row[4]); !at.Before(endOf(cut)) {
			row = b.Rows[i]
		}
		turned.Rows = append(turned.Rows, row)
	}
	for _, x := range []struct {
		table Table
		stays bool
	}{{a, true}, {turned, false}} {
		s := mustRead(t, smallList, x.table)
		m := mustTrain(t, s, cut)
		if checks := m.Watch(s, cut.AddDate(0, 0, 7), 10); checks[0] != nil {
			t.Error("judged on a week whose outcomes nobody knows")
		}
		checks := m.Watch(s, lastDay, 10)
		for k, f := range m.Outcomes {
			if checks[k] == nil {
				t.Errorf("%s: not judged", f.Outcome)
			} else if f.Refusal == nil != x.stays && f.Outcome == "recurs" {
				t.Errorf("%s: stays %v, gain %v", f.Outcome, f.Refusal == nil, checks[k].Gain)
			}
		}
	}
}
