package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
)

// hostile is a lake to which departments send numbers of persons wherever a
// number can stand.
type hostile struct {
	*testing.T
	root    string
	now     time.Time
	planted map[string]string // number as written: where
	said    bytes.Buffer      // all that commands have printed
	taken   string            // a file that a notice takes back
	files   int
	serial  int
}

// mobile plants a new mobile number, and gives it as it is written by form.
func (h *hostile) mobile(where string, form func(string) string) string {
	h.serial++
	return h.plant(fmt.Sprintf("1%d%09d", 3+h.serial%7, 100200300+h.serial*7919), where, form)
}

// identity plants a new identity number with a right check character.
func (h *hostile) identity(where string, form func(string) string) string {
	h.serial++
	n := fmt.Sprintf("62990219%02d0%d1%d%03d", 60+h.serial%40, 1+h.serial%9, 1+h.serial%8, 100+h.serial)
	sum := 0
	for i, w := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(n[i]-'0') * w
	}
	return h.plant(n+string("10X98765432"[sum%11]), where, form)
}

func (h *hostile) plant(n, where string, form func(string) string) string {
	h.planted[n] = where
	written := form(n)
	h.planted[written] = where
	return written
}

func plainly(n string) string { return n }

// spelled writes a number in other digits.
func spelled(digits string) func(string) string {
	set := []rune(digits)
	return func(n string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return set[r-'0']
			}
			return r
		}, n)
	}
}

func joined(sep string) func(string) string {
	return func(n string) string { return strings.Join(strings.Split(n, ""), sep) }
}

func grouped(sep string) func(string) string {
	return func(n string) string { return n[:3] + sep + n[3:7] + sep + n[7:] }
}

// anlan runs a command, remembers what it says, and gives its exit code.
func (h *hostile) anlan(args ...string) (code int, out string) {
	h.now = h.now.Add(time.Minute)
	var text bytes.Buffer
	e := env{stdout: &text, stderr: &text, stdin: strings.NewReader(""), getenv: func(string) string { return "" }, now: func() time.Time { return h.now }}
	code = run(e, append(args, "--lake", filepath.Join(h.root, "lake")))
	h.said.Write(text.Bytes())
	return code, text.String()
}

// send writes a file to the inbox of a data set.
func (h *hostile) send(dataset, name string, text []byte) {
	h.Helper()
	h.files++
	path := filepath.Join(h.root, "inbox", dataset, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		h.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		h.Fatal(err)
	}
}

// day gives a new day for a file's name, so that none replaces another.
func (h *hostile) day() string {
	h.serial++
	return time.Date(2025, 9, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, h.serial).Format(anlan.DateFormat)
}

// disputes writes a file of disputes, one of them with the given cells.
func (h *hostile) disputes(cells map[string]string) []byte {
	k, err := etl.Builtin("dispute_case")
	if err != nil {
		h.Fatal(err)
	}
	base := map[string]string{"发生地区划": "629902001001", "登记时间": "2026-11-01 09:00:00", "来源渠道": "01", "纠纷类型": "0101", "事件规模": "01",
		"调处层级": "4", "化解时限": "2026-12-01 09:00:00", "办理状态": "01", "更新时间": "2026-11-01 10:00:00"}
	var s strings.Builder
	for _, p := range k.Properties {
		s.WriteString(p.Header[0] + ",")
	}
	s.WriteString(cells["extra header"] + "\n")
	for i := range 2 {
		h.serial++
		base["纠纷编号"] = fmt.Sprintf("62990220261101%05d", h.serial)
		for _, p := range k.Properties {
			v, ok := cells[p.Header[0]]
			if !ok || i == 0 {
				v = base[p.Header[0]]
			}
			s.WriteString(v + ",")
		}
		s.WriteString(cells["extra"] + "\n")
	}
	return []byte(s.String())
}

func (h *hostile) dispute(where string, cells map[string]string) {
	h.send("dispute_case", "dispute_case_"+h.day()+".csv", h.disputes(cells))
}

const hostileSettings = `city: {code: "6299", name: 安澜市, name_en: Anlan City}
landing: ../landing
sources:
  - {dataset: area, contract: ../area.yaml, files: ../inbox/area/*}
  - {dataset: dispute_case, files: "../inbox/dispute_case/*"}
  - {dataset: hotline_ticket, files: "../inbox/hotline_ticket/*"}
  - {dataset: labor_case, files: "../inbox/labor_case/*"}
`

func newHostile(t *testing.T) *hostile {
	h := &hostile{T: t, root: t.TempDir(), now: time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC), planted: map[string]string{}}
	h.send("area", "area.csv", []byte("区划代码,名称,层级,类型,启用日期\n6299,安澜市,1,01,2015-01-01\n629902,临江区,2,11,2015-01-01\n629902001,桥头街道,3,21,2015-01-01\n629902001001,桥头社区,4,31,2015-01-01\n"))
	text, err := os.ReadFile("../../etl/contracts/area.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"area.yaml": string(text), "lake/anlan.yaml": hostileSettings} {
		path := filepath.Join(h.root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, out := h.anlan("init"); code != 0 {
		t.Fatal(out)
	}
	return h
}

// TestHostileFiles sends numbers of persons in every place and form, runs what
// a night and its keeper run, and looks for them in every byte of the lake and
// all that was said. The landing zone has them all.
func TestHostileFiles(t *testing.T) {
	h := newHostile(t)
	h.plantAll()
	t.Logf("%d numbers in %d files", h.serial, h.files)
	code, out := h.anlan("land", "--as-of", "2026-11-30")
	if code != 4 {
		t.Errorf("land: exit %d, want 4\n%.2000s", code, out)
	}
	if !strings.Contains(out, "notice dispute_case withdraw_") {
		t.Errorf("no notice was carried out: its file is not found by a name that holds a number")
	}
	missing := filepath.Join(h.root, "inbox", h.mobile("a file that is not there", plainly)+".csv")
	for _, args := range [][]string{
		{"land", missing}, {"land", "--dataset", h.mobile("a data set that is none", plainly), missing}, {"nightly", "--as-of", "2026-11-30"}, {"check", "--as-of", "2026-11-30"},
		{"quarantine", "list"}, {"status"}, {"doctor"}, {"verify"}, {"trail"}, {"key", "list"}, {"sql", "-c", "select * from dispute_case", "--format", "csv"},
		{"contract", "check", missing}, {"quarantine", "show", h.mobile("a batch that is none", plainly)},
	} {
		if _, out := h.anlan(args...); args[0] == "nightly" && !strings.Contains(out, "published") {
			t.Errorf("no night: %s", out[max(0, len(out)-1500):])
		}
	}
	_, list := h.anlan("quarantine", "list", "--limit", "1000")
	shown := 0
	for line := range strings.Lines(list) {
		if id := strings.Fields(line); len(id) > 2 && len(id[0]) == 16 {
			h.anlan("quarantine", "show", id[0])
			shown++
		}
	}
	if shown < 40 {
		t.Errorf("%d batches in quarantine:\n%s", shown, list)
	}
	if _, out := h.anlan("sql", "-c", "select count(*) as n from dispute_case", "--format", "csv"); !strings.HasPrefix(out, "n\n") || out == "n\n0\n" {
		t.Errorf("nothing landed: %s", out)
	}

	traces := h.traces()
	searched, codes, editions := 0, 0, 0
	search := func(where string, text []byte) {
		searched++
		for needle, of := range traces {
			if bytes.Contains(text, []byte(needle)) {
				t.Errorf("%s holds the number planted as: %s", where, of)
			}
		}
	}
	search("what was said", h.said.Bytes())
	h.walk("lake", func(path string, text []byte) {
		search(path, []byte(path))
		search(path, text)
		if strings.Contains(path, "editions") {
			editions++
		}
		if strings.HasSuffix(path, ".parquet") {
			h.values(text, func(column, value string) {
				if value == "629902001001" {
					codes++
				}
				search(path+", "+column, []byte(value))
			})
		}
	})
	t.Logf("%d texts searched for %d traces", searched, len(traces))

	// The search finds what is there: values of Parquet files, and in the landing
	// zone every number.
	if codes == 0 || editions == 0 {
		t.Errorf("the search sees %d area codes in Parquet files and %d files of editions", codes, editions)
	}
	seen := map[string]bool{}
	h.walk("landing", func(path string, text []byte) {
		text = append(append([]byte(path), text...), unpacked(text)...)
		for needle, of := range traces {
			if bytes.Contains(text, []byte(needle)) {
				seen[of] = true
			}
		}
	})
	nowhere := []string{"a file that is not there", "a data set that is none", "a batch that is none", "a member of zip that is no table"}
	for _, of := range h.planted {
		if !seen[of] && !slices.Contains(nowhere, of) {
			t.Errorf("the landing zone does not hold the number planted as: %s", of)
		}
	}
}

// traces are the byte strings by which a planted number would be known: as
// written and in plain digits, in three encodings, and as binary numbers.
func (h *hostile) traces() map[string]string {
	out := map[string]string{}
	for n, of := range h.planted {
		out[n] = of
		if gb, err := simplifiedchinese.GB18030.NewEncoder().String(n); err == nil {
			out[gb] = of
		}
		if wide, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(n); err == nil {
			out[wide] = of
		}
		if v, err := strconv.ParseInt(n, 10, 64); err == nil {
			out[string(binary.LittleEndian.AppendUint64(nil, uint64(v)))] = of
			out[string(binary.LittleEndian.AppendUint64(nil, uint64(v*100)))] = of // an amount in hundredths
			out[string(binary.LittleEndian.AppendUint64(nil, math.Float64bits(float64(v))))] = of
		}
	}
	return out
}

// walk reads every file below a folder of the test's.
func (h *hostile) walk(dir string, f func(path string, text []byte)) {
	n := 0
	err := filepath.WalkDir(filepath.Join(h.root, dir), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		text, err := os.ReadFile(path)
		rel, _ := filepath.Rel(h.root, path)
		f(rel, text)
		return err
	})
	if err != nil || n < 5 {
		h.Fatalf("%s: %d files, %v", dir, n, err)
	}
}

// values hands over the values of a Parquet file, each once.
func (h *hostile) values(raw []byte, f func(column, value string)) {
	file, err := parquet.OpenFile(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		h.Fatal(err)
	}
	columns := file.Schema().Columns()
	seen := map[string]bool{}
	for _, group := range file.RowGroups() {
		rows := group.Rows()
		buf := make([]parquet.Row, 64)
		for {
			n, err := rows.ReadRows(buf)
			for _, row := range buf[:n] {
				for _, v := range row {
					key := strings.Join(columns[v.Column()], ".") + "=" + v.String()
					if !v.IsNull() && !seen[key] {
						seen[key] = true
						f(strings.Join(columns[v.Column()], "."), v.String())
					}
				}
			}
			if err != nil {
				break
			}
		}
		if err := rows.Close(); err != nil {
			h.Fatal(err)
		}
	}
}

// unpacked gives what a packed file holds, names of members among it.
func unpacked(text []byte) []byte {
	var out bytes.Buffer
	if g, err := gzip.NewReader(bytes.NewReader(text)); err == nil {
		out.WriteString(g.Name)
		_, _ = out.ReadFrom(g) // a broken one holds what could be read
	}
	if z, err := zip.NewReader(bytes.NewReader(text), int64(len(text))); err == nil {
		for _, f := range z.File {
			out.WriteString(f.Name)
			if r, err := f.Open(); err == nil {
				_, _ = out.ReadFrom(r)
				_ = r.Close()
			}
		}
	}
	return out.Bytes()
}
