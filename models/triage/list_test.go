package triage

import (
	"os"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

func TestListWithAPersonDoesNotLoad(t *testing.T) {
	for _, name := range []string{"party_name", "id_card", "mobile", "ethnicity", "partyName", "ID_CARD", "民族", "当事人姓名", "手机号", "身份证号", "性别", "religion", "party_age", "address_detail", "宗教信仰"} {
		for _, swap := range [][2]string{{"column: party_count", "column: " + name}, {"[try1_at, try2_at]", "[try1_at, " + name + "]"}, {"case: case_id", "case: " + name}, {"time: recurs_at", "time: " + name}} {
			text := strings.Replace(smallList, swap[0], swap[1], 1)
			_, err := ReadList("list.yaml", []byte(text))
			if err == nil || !strings.Contains(err.Error(), "about a person") || anlan.KindOf(err) != anlan.Invalid {
				t.Errorf("%s as %s: %v", name, swap[0], err)
			}
		}
	}
	for _, x := range [][2]string{{"en: how many", "en: age of the party"}, {"codes: [a, b, c]", "codes: [a, \"13812345678\"]"}, {"id: parties", "id: ethnic_group"}} {
		if _, err := ReadList("list.yaml", []byte(strings.Replace(smallList, x[0], x[1], 1))); err == nil {
			t.Errorf("%s was taken", x[1])
		}
	}
}

func TestListFaults(t *testing.T) {
	for _, x := range []struct{ old, new, want string }{
		{"version: 1", "version: 2", "version 2 is not known"},
		{"id: small", "id: Small list", "want lower-case letters"},
		{"is: unresolved}", "is: unresolved, weight: 3}", "unknown key"},
		{"is: flag", "is: guess", "is not one of"},
		{"codes: [a, b, c], ", "", "code needs codes"},
		{"bounds: [3, 10]", "bounds: [10, 3]", "bounds do not rise"},
		{"bounds: [3, 10], ", "", "class needs bounds"},
		{"column: again", "column: again, bounds: [1]", "flag has no bounds"},
		{"column: again", "column: resolved_at", "tells the end"},
		{"column: contact_at", "column: recurs_at", "tells the outcome recurs"},
		{"try2_at", "ended_at", "tells the end"},
		{"column: party_count", "column: due_at", "tells the due moment"},
		{"codes: [a, b, c]", "codes: [a, a]", "want each once"},
		{", days: 28", "", "an event needs days"},
		{"time: recurs_at, ", "", "an event needs the column"},
		{"id: recurs", "id: late", "want a name of its own"},
		{"id: attempts", "id: kind", "want a name of its own"},
		{"due_days: 30", "due_days: 0", "want a number of days"},
		{", ended: ended_at", "", "ended is missing"},
		{"days: 28}", "days: 28, traced: true}", "traced needs the column traced"},
		{"is: event, time: recurs_at, days: 28", "is: unresolved, days: 3", "take out time and days"},
	} {
		text := strings.Replace(smallList, x.old, x.new, 1)
		if text == smallList {
			t.Fatalf("%q is not in the list", x.old)
		}
		if _, err := ReadList("list.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want %q", x.new, err, x.want)
		}
	}
	l, err := Disputes()
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Features) < 15 || len(l.Outcomes) != 3 {
		t.Errorf("the house's list has %d features, %d outcomes", len(l.Features), len(l.Outcomes))
	}
}

func TestTableFaults(t *testing.T) {
	l, err := ReadList("list.yaml", []byte(smallList))
	if err != nil {
		t.Fatal(err)
	}
	good := world{recurRate: 0.1}.table(1, 3)
	for _, x := range []struct {
		column int
		cell   string
		want   string
	}{{0, "", "no number"}, {1, "", "no area"}, {4, "", "no start"}, {4, "yesterday", "is not a day or a time"}, {7, "2025-13-40", "is not a day or a time"},
		{14, "some", "is not a number"}, {14, "NaN", "is not a number"}, {0, "c00001", "is there twice"}} {
		bad := Table{Header: good.Header}
		for _, row := range good.Rows {
			bad.Rows = append(bad.Rows, append([]string{}, row...))
		}
		bad.Rows[0][x.column] = x.cell
		if _, err := l.Read(bad); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%q in %s: %v", x.cell, good.Header[x.column], err)
		}
	}
	if _, err := l.Read(Table{Header: good.Header[1:], Rows: nil}); err == nil || !strings.Contains(err.Error(), "there is no column case_id") {
		t.Errorf("a column too few: %v", err)
	}
	if _, err := l.Read(Table{Header: good.Header}); err == nil {
		t.Error("no rows were taken")
	}
	if _, err := l.Read(Table{Header: good.Header, Rows: [][]string{{"a"}}}); err == nil {
		t.Error("a short row was taken")
	}
}

func TestModelFaults(t *testing.T) {
	w := telling
	w.until = endOf(lastDay)
	m := mustTrain(t, mustRead(t, smallList, w.table(1, 3000)), lastDay)
	text := string(bytesOf(t, m))
	for _, x := range [][2]string{{`"format": 1`, `"format": 9`}, {`"column": "again"`, `"column": "gender"`}, {`"is": "flag"`, `"is": "guess"`}, {`"kind=a"`, `"kind=z"`},
		{`"outcome": "late"`, `"outcome": "soon"`}, {`"weights": [`, `"weights": [ 1,`}, {`"as_of": "2026-03-31"`, `"as_of": "soon"`}, {`{`, `[`}} {
		broken := strings.Replace(text, x[0], x[1], 1)
		if broken == text {
			t.Fatalf("%s is not in the model", x[0])
		}
		if _, err := ReadModel([]byte(broken)); err == nil || anlan.KindOf(err) != anlan.Invalid {
			t.Errorf("%s: %v", x[1], err)
		}
	}
}

// Lists that come with examples load.
func TestExamples(t *testing.T) {
	text, err := os.ReadFile("../../examples/nyc/triage.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadList("triage.yaml", text); err != nil {
		t.Error(err)
	}
}

func FuzzReadList(f *testing.F) {
	f.Add([]byte(smallList))
	f.Add(disputes)
	f.Add([]byte("version: 1\nfeatures:\n  - {id: x, is: code, column: party_name, codes: [a]}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		l, err := ReadList("fuzz.yaml", text)
		if err != nil {
			return
		}
		// What loads can be coded, and is about no person.
		c := newCoding(l)
		if len(c.names()) != c.size {
			t.Errorf("%d names for %d columns", len(c.names()), c.size)
		}
		for _, name := range l.Names() {
			if strings.Contains(strings.ToLower(name), "mobile") {
				t.Errorf("column %q was taken", name)
			}
		}
		if _, err := l.Read(Table{Header: l.Names(), Rows: [][]string{make([]string, len(l.Names()))}}); err == nil {
			t.Error("an empty case was taken")
		}
	})
}

func FuzzReadModel(f *testing.F) {
	f.Add([]byte(`{"format":1,"as_of":"2026-01-01","list":{"version":1,"id":"x"}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if m, err := ReadModel(text); err == nil && m.List == nil {
			t.Error("a model without a list was taken")
		}
	})
}

// A case without steps on record has none of its steps counted as not taken, and
// an outcome that only steps tell is not asked of it.
func TestUntracedIsNotZero(t *testing.T) {
	text := strings.Replace(smallList, "left: left_at}", "left: left_at, traced: traced_at}", 1)
	text = strings.Replace(text, "days: 28}", "days: 28, traced: true}", 1)
	w := telling
	w.until = endOf(lastDay)
	table := w.table(9, 6000)
	table.Header = append(append([]string{}, table.Header...), "traced_at")
	for i, row := range table.Rows {
		at := row[4]
		if i%4 == 0 {
			at = ""
		}
		table.Rows[i] = append(row, at)
	}
	s := mustRead(t, text, table)
	m := mustTrain(t, s, lastDay)
	states := map[string]int{}
	for _, x := range m.Score(s, lastDay) {
		states[x.Outcome+" "+string(x.State)]++
	}
	if states["recurs untraced"] == 0 || states["recurs scored"] == 0 || states["late untraced"] != 0 || states["late scored"] == 0 {
		t.Errorf("states %v", states)
	}
	c := newCoding(s.List)
	if got := c.names()[c.first[3]+c.level(3, &s.All[0], endOf(lastDay), 0)]; got != "attempts=missing" {
		t.Errorf("steps of a case without any on record: %s", got)
	}
}
