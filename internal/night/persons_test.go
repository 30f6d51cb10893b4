package night_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// personHeaders are the headers of the columns that are about a person, by
// what they hold.
var personHeaders = map[string]string{
	"当事人证件号码": "id", "信访人证件号码": "id",
	"联系电话": "phone", "来电号码": "phone",
	"当事人姓名": "name", "信访人姓名": "name", "来电人": "name", "调解员姓名": "name",
}

// TestNoPersonReachesTheLake searches every byte of the lake's folder, and
// every text in its Parquet files, for the identity numbers, phone numbers and
// names of the people in the departments' files. Not one may be there.
func TestNoPersonReachesTheLake(t *testing.T) {
	secrets := collectPersons(t)
	for _, kind := range []string{"id", "phone", "name"} {
		if len(secrets[kind]) < 100 {
			t.Fatalf("only %d of kind %s in the files: nothing is proven", len(secrets[kind]), kind)
		}
		t.Logf("%d of kind %s", len(secrets[kind]), kind)
	}
	root := finished(t).root
	files, texts := 0, 0
	eachFile(t, filepath.Join(root, "lake"), func(path string) {
		files++
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel(root, path)
		if !strings.HasSuffix(path, ".parquet") {
			secrets.search(t, name, raw)
			return
		}
		secrets.search(t, name+" (raw)", raw)
		eachText(t, path, raw, func(column string, text []byte) {
			texts++
			secrets.search(t, name+": "+column, text)
		})
	})
	t.Logf("%d files and %d different texts in Parquet searched", files, texts)

	// The search finds what is there to find: the landing zone holds them all.
	found := 0
	eachFile(t, filepath.Join(root, "landing", "rejected"), func(path string) {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		found += len(secrets.hits(raw))
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is open to others: %v, %v", path, info.Mode(), err)
		}
	})
	if found == 0 {
		t.Error("the rejected rows of the landing zone hold no person: the search is blind")
	}
}

// persons are the texts that must not be found, by kind.
type persons map[string]map[string]bool

// collectPersons reads the columns about persons of every text file.
func collectPersons(t *testing.T) persons {
	t.Helper()
	out := persons{"id": {}, "phone": {}, "name": {}}
	eachFile(t, filepath.Join(sharedCity().dir, "inbox"), func(path string) {
		if strings.HasSuffix(path, ".json") {
			out.addPage(t, path)
			return
		}
		if !strings.HasSuffix(path, ".csv") {
			return
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		head := make([]byte, 3)
		if _, err := io.ReadFull(f, head); err != nil {
			t.Fatal(err)
		}
		var text io.Reader = f
		if !bytes.Equal(head, []byte("\xef\xbb\xbf")) {
			text = io.MultiReader(bytes.NewReader(head), f)
			if !strings.Contains(path, "survey_response") {
				text = simplifiedchinese.GB18030.NewDecoder().Reader(text)
			}
		}
		r := csv.NewReader(text)
		r.FieldsPerRecord, r.ReuseRecord, r.LazyQuotes = -1, true, true
		header, err := r.Read()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		kinds := make([]string, len(header))
		for i, h := range header {
			kinds[i] = personHeaders[h]
		}
		for {
			row, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			for i, cell := range row {
				if i < len(kinds) && kinds[i] != "" {
					out.add(kinds[i], cell)
				}
			}
		}
	})
	out.dropPublicWords()
	return out
}

// personKeys are the keys of such columns in objects.
var personKeys = map[string]string{"party_id_no": "id", "party_phone": "phone", "party_name": "name"}

// addPage reads the values about persons of a page of objects.
func (p persons) addPage(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var page struct{ Data []map[string]any }
	if err := json.Unmarshal(text, &page); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for _, cells := range page.Data {
		for key, kind := range personKeys {
			if s, ok := cells[key].(string); ok {
				p.add(kind, s)
			}
		}
	}
}

// add keeps what is long enough to be told from chance.
func (p persons) add(kind, cell string) {
	switch n := len([]rune(cell)); {
	case kind == "id" && n == 18, kind == "phone" && n == 11, kind == "name" && n >= 3:
		p[kind][strings.Clone(cell)] = true
	}
}

// dropPublicWords takes out names that are also part of the name of a place or
// of a code: 江明德 may live in 明德里.
func (p persons) dropPublicWords() {
	var public strings.Builder
	c := sharedCity().city
	for _, a := range c.Areas {
		public.WriteString(a.AreaName + "\n")
	}
	for _, d := range c.Departments {
		public.WriteString(d.DeptName + "\n")
	}
	words := public.String()
	for name := range p["name"] {
		if strings.Contains(words, name) {
			delete(p["name"], name)
		}
	}
}

var digitRun = regexp.MustCompile(`[0-9]{11,}[0-9Xx]?`)

// hits gives what of the persons is in a text.
func (p persons) hits(text []byte) []string {
	var out []string
	// Numbers: every run of digits, and the windows of a person's number in it.
	for _, run := range digitRun.FindAll(text, -1) {
		s := string(run)
		for i := range s {
			if i+18 <= len(s) && p["id"][s[i:i+18]] {
				out = append(out, s[i:i+18])
			}
			// A mobile number stands alone, or it is chance within a longer code.
			if len(s) == 11 && p["phone"][s] {
				out = append(out, s)
			}
		}
	}
	// Names: every start of a Chinese character.
	for i := 0; i+9 <= len(text); i++ {
		if text[i] < 0xe4 || text[i] > 0xe9 {
			continue
		}
		if p["name"][string(text[i:i+9])] {
			out = append(out, string(text[i:i+9]))
		}
	}
	return out
}

func (p persons) search(t *testing.T, where string, text []byte) {
	t.Helper()
	if found := p.hits(text); len(found) > 0 {
		t.Errorf("%s holds %q and %d more", where, found[0], len(found)-1)
	}
}

// eachText hands over every different text of a Parquet file's columns.
func eachText(t *testing.T, path string, raw []byte, f func(column string, text []byte)) {
	t.Helper()
	file, err := parquet.OpenFile(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for i, column := range file.Schema().Columns() {
		leaf, _ := file.Schema().Lookup(column...)
		if kind := leaf.Node.Type().Kind(); kind != parquet.ByteArray && kind != parquet.FixedLenByteArray {
			continue
		}
		seen := map[string]bool{}
		for _, group := range file.RowGroups() {
			pages := group.ColumnChunks()[i].Pages()
			for {
				page, err := pages.ReadPage()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s: %v", path, err)
				}
				values := page.Values()
				buf := make([]parquet.Value, 512)
				for {
					n, err := values.ReadValues(buf)
					for _, v := range buf[:n] {
						if v.IsNull() || seen[string(v.ByteArray())] {
							continue
						}
						seen[string(v.ByteArray())] = true
						f(strings.Join(column, "."), v.ByteArray())
					}
					if err != nil {
						break
					}
				}
				parquet.Release(page)
			}
			pages.Close()
		}
	}
}
