package demo

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// sent is a text file as received: rows from line 2 on.
type sent struct {
	name string
	day  string
	rows [][]string
}

// received are all text files by data set, in order of landing.
type received map[string][]sent

// readFiles reads the text files with the standard reader and x/text's
// decoder, neither of which the writer uses.
func readFiles(t *testing.T, c *City) received {
	t.Helper()
	out := received{}
	dirs, err := filepath.Glob(filepath.Join(c.Options.Dir, "inbox", "*", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range dirs {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		dataset := filepath.Base(filepath.Dir(path))
		switch dataset {
		case "hotline_ticket":
			if !bytes.HasPrefix(text, []byte("\uFEFF")) {
				t.Errorf("%s has no byte order mark", path)
			}
			text = text[3:]
		case "survey_response":
		default:
			if text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(text); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
		}
		r := csv.NewReader(bytes.NewReader(text))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if n := bytes.Count(text, []byte("\n")); n != len(rows) {
			t.Errorf("%s: %d lines, %d rows", path, n, len(rows))
		}
		for i, col := range columnsOf(dataset) {
			if rows[0][i] != col.zh {
				t.Errorf("%s: header %q, want %q", path, rows[0][i], col.zh)
			}
		}
		name := filepath.Base(path)
		out[dataset] = append(out[dataset], sent{name, name[len(name)-14 : len(name)-4], rows[1:]})
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b sent) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.name, b.name)) })
	}
	return out
}

var digits = regexp.MustCompile(`\d+`)

// same reports whether a cell as received means what the plain form says.
func same(plain, cell string) bool {
	if plain == cell {
		return true
	}
	cell = strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			return r - 0xFEE0
		}
		return r
	}, cell)
	switch plain {
	case "":
		return strings.Contains("|-|—|/|无|NULL|不详|", "|"+cell+"|")
	case "是":
		return strings.Contains("|1|true|Y|", "|"+cell+"|")
	case "否":
		return strings.Contains("|0|false|N|", "|"+cell+"|")
	}
	if len(plain) > 8 && plain[4] == '-' && (len(plain) == 10 || len(plain) == 19) { // a date, perhaps with a time
		got := digits.FindAllString(cell, -1)
		text := ""
		for _, d := range got {
			if len(d) == 1 {
				d = "0" + d
			}
			text += d
		}
		return text == strings.NewReplacer("-", "", " ", "", ":", "").Replace(plain)
	}
	if len(plain) <= 9 && strings.HasPrefix(plain, "6299") && strings.HasPrefix(cell, plain) { // an area code filled up
		return strings.Trim(cell[len(plain):], "0") == "" && len(cell) == 12
	}
	for _, u := range []string{"人", "件", "元", "个", "次", "起"} {
		cell = strings.TrimSuffix(cell, u)
	}
	a, err1 := strconv.ParseFloat(plain, 64)
	b, err2 := strconv.ParseFloat(strings.ReplaceAll(cell, ",", ""), 64)
	return err1 == nil && err2 == nil && a == b && plain == strings.ReplaceAll(cell, ",", "")
}

// testReplay lands the files by hand and compares with the city's rows.
func testReplay(t *testing.T, c *City, f received) {
	names, gb := newNameTable(), newGBTable()
	survey := c.surveySheaf()
	replay(t, c, f, names, c.disputeSheaf(gb), 1)
	replay(t, c, f, names, c.mediationSheaf(gb), 1)
	replay(t, c, f, names, c.petitionSheaf(gb), 1)
	replay(t, c, f, names, c.ticketSheaf(), 1)
	replay(t, c, f, names, c.gridSheaf(gb), 1)
	replay(t, c, f, names, c.policeSheaf(gb), 3)
	replay(t, c, f, names, survey, 1)
}

func replay[T any](t *testing.T, c *City, f received, names *nameTable, s *sheaf[T], keys int) {
	rejected := rejectedRows(t, c, s.dataset)
	columns := columnsOf(s.dataset)
	version := slices.IndexFunc(columns, func(x column) bool { return x.name == "updated_at" })
	kept := slices.IndexFunc(columns, func(x column) bool {
		return strings.Contains("|party_id_no|petitioner_id_no|caller_no|reporter_name|", "|"+x.name+"|")
	})
	if kept < 0 {
		kept = len(columns)
	}
	stamp := func(cell string) string {
		return strings.Join(regexp.MustCompile(`\d`).FindAllString(padded(cell), -1), "")
	}
	lake, odd := map[string][]string{}, 0
	for _, file := range f[s.dataset] {
		for i, row := range file.rows {
			if _, bad := rejected[file.name][i+2]; bad {
				continue
			}
			if len(row) != len(columns) {
				t.Fatalf("%s line %d: %d cells", file.name, i+2, len(row))
			}
			k := row[0]
			if keys == 3 {
				k = row[0][:9] + stamp(row[1]) + row[2]
			}
			if old, ok := lake[k]; ok && version >= 0 && stamp(old[version]) >= stamp(row[version]) {
				t.Errorf("%s line %d: %s comes again without being newer", file.name, i+2, k)
			}
			lake[k] = row
		}
	}
	rows := s.rows
	if s.month != nil {
		rows = all(s.since, c.Last, s.month, s.asOf)
	}
	if len(lake) != len(rows) {
		t.Errorf("%s: %d keys landed, want %d", s.dataset, len(lake), len(rows))
	}
	l := &line{names: names, hush: true}
	bad := 0
	for i := range rows {
		s.cells(&rows[i], l)
		want := l.strings()
		k := want[0]
		if keys == 3 {
			k = want[0] + stamp(want[1]) + want[2]
		}
		row, ok := lake[k]
		if !ok {
			t.Errorf("%s: %s never landed", s.dataset, k)
			continue
		}
		for j := range kept {
			if want[j] != row[j] {
				odd++
			}
			if !same(want[j], row[j]) && bad < 5 {
				bad++
				t.Errorf("%s %s: %s is %q, want %q", s.dataset, k, columns[j].name, row[j], want[j])
			}
		}
	}
	if odd == 0 {
		t.Errorf("%s: no cell in another form than the plain one", s.dataset)
	}
}

// padded fills months and days of one digit in Chinese dates.
func padded(cell string) string {
	return digits.ReplaceAllStringFunc(cell, func(d string) string {
		if len(d) == 1 {
			return "0" + d
		}
		return d
	})
}

// rejectedRows reads truth/rejected.csv: file, line, then column and rule.
func rejectedRows(t *testing.T, c *City, dataset string) map[string]map[int][2]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.Options.Dir, "truth", "rejected.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]map[int][2]string{}
	for _, r := range rows[1:] {
		if r[0] != dataset {
			continue
		}
		if out[r[1]] == nil {
			out[r[1]] = map[int][2]string{}
		}
		n, err := strconv.Atoi(r[2])
		if err != nil {
			t.Fatal(err)
		}
		out[r[1]][n] = [2]string{r[3], r[4]}
	}
	return out
}
