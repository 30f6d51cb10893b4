package demo

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// sent is a file as received.
type sent struct {
	name string
	day  string
	rows [][]string
	at   []int // the number of each row as a reader counts
}

// received are the files by data set, in order of landing.
type received map[string][]sent

// readFiles reads the files with readers that the writer does not use: those
// of the standard library, excelize and x/text's decoder.
func readFiles(t *testing.T, c *City) received {
	t.Helper()
	out := received{}
	paths, err := filepath.Glob(filepath.Join(c.Options.Dir, "inbox", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		dataset, name := filepath.Base(filepath.Dir(path)), filepath.Base(path)
		if dataset == "grid_day" {
			continue // long: testGridDays reads it
		}
		days := regexp.MustCompile(`\d{4}-\d{2}-\d{2}`).FindAllString(name, -1)
		x := sent{name: name}
		if len(days) > 0 {
			x.day = days[len(days)-1]
		}
		if strings.HasPrefix(name, "withdraw_") || apart(c, name) {
			continue // testBatches reads them
		}
		switch filepath.Ext(name) {
		case ".csv":
			readCSV(t, path, dataset, &x)
		case ".jsonl":
			readLines(t, path, dataset, &x)
		case ".json":
			readPage(t, path, dataset, &x)
		case ".xlsx":
			if slices.Contains([]string{"area", "department", "area_profile"}, dataset) {
				continue // put together by hand; testSheets reads them
			}
			readBook(t, path, dataset, &x)
		}
		out[dataset] = append(out[dataset], x)
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b sent) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.name, b.name)) })
	}
	return out
}

// apart reports whether a file leaves nothing in a lake: it is withdrawn, or was
// sent before.
func apart(c *City, name string) bool {
	return slices.ContainsFunc(c.Batches, func(b *Batch) bool { return (b.Kind == "withdrawn" || b.Kind == "duplicate") && b.File == name })
}

func readCSV(t *testing.T, path, dataset string, x *sent) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if marked := bytes.HasPrefix(text, []byte("\uFEFF")); marked {
		text = text[3:]
	} else if dataset == "hotline_ticket" {
		t.Errorf("%s has no byte order mark", path)
	}
	if !utf8.Valid(text) {
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
	for i, row := range rows[1:] {
		x.add(i+2, row)
	}
}

func (x *sent) add(at int, row []string) {
	x.at, x.rows = append(x.at, at), append(x.rows, row)
}

// object gives the cells of an object in the order of the columns, one cell too
// few where it is not whole.
func object(text []byte, columns []column) []string {
	cells := map[string]any{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&cells); err != nil {
		return []string{string(text)}
	}
	row := make([]string, len(columns))
	for i, col := range columns {
		v, ok := cells[col.zh]
		if !ok {
			v = cells[col.name]
		}
		switch v := v.(type) {
		case nil:
		case bool:
			row[i] = map[bool]string{true: "是", false: "否"}[v]
		default:
			row[i] = fmt.Sprint(v)
		}
	}
	return row
}

func readLines(t *testing.T, path, dataset string, x *sent) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	n, columns := 0, columnsOf(dataset)
	for line := range bytes.Lines(text) {
		n++
		x.add(n, object(line, columns))
	}
}

func readPage(t *testing.T, path, dataset string, x *sent) {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var page struct {
		Page, Size, Total int
		Data              []json.RawMessage
	}
	if err := json.Unmarshal(text, &page); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if len(page.Data) > page.Size || page.Total < len(page.Data) || page.Page < 1 {
		t.Errorf("%s: page %d of size %d holds %d of %d", path, page.Page, page.Size, len(page.Data), page.Total)
	}
	columns := columnsOf(dataset)
	for i, o := range page.Data {
		x.add(i+1, object(o, columns))
	}
}

// readBook reads a sheet: what stands between its header and the row of totals
// or the notes.
func readBook(t *testing.T, path, dataset string, x *sent) {
	book, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	columns := columnsOf(dataset)
	began := false
	for i, row := range rows {
		if !began {
			began = len(row) == len(columns) && row[len(row)-1] == columns[len(columns)-1].zh || len(row) > 1 && slices.ContainsFunc(columns, func(c column) bool { return c.zh == row[1] })
			continue
		}
		if len(row) > 0 && (row[0] == "合计" || strings.HasPrefix(row[0], "填报") || strings.HasPrefix(row[0], "审核") || strings.HasPrefix(row[0], "注：")) {
			continue
		}
		for len(row) < len(columns) {
			row = append(row, "")
		}
		for k, col := range columns {
			serial := strings.HasSuffix(col.name, "_date") || strings.HasSuffix(col.name, "_due") || slices.Contains([]string{"fail_done", "last_review"}, col.name)
			if n, err := strconv.Atoi(row[k]); err == nil && len(row[k]) == 5 && serial {
				row[k] = Date(n - 36526).String()
			}
		}
		x.add(i+1, row)
	}
	if !began {
		t.Errorf("%s: no header", path)
	}
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
	for _, u := range []string{"工作日", "台", "人", "件", "元", "个", "次", "起", "条", "批"} {
		cell = strings.TrimSuffix(cell, u)
	}
	if len(plain) > 1 && plain[0] == '0' && plain[1] != '.' { // a code, not a number
		return false
	}
	a, err1 := strconv.ParseFloat(plain, 64)
	b, err2 := strconv.ParseFloat(strings.ReplaceAll(cell, ",", ""), 64)
	return err1 == nil && err2 == nil && a == b
}

// testReplay lands the files by hand and compares with the city's rows.
func testReplay(t *testing.T, c *City, f received) {
	names, gb := newNameTable(), newGBTable()
	survey := c.surveySheaf()
	replay(t, c, f, names, c.disputeSheaf(gb))
	replay(t, c, f, names, c.mediationSheaf(gb))
	replay(t, c, f, names, c.petitionSheaf(gb))
	replay(t, c, f, names, c.ticketSheaf())
	replay(t, c, f, names, c.gridSheaf(gb))
	replay(t, c, f, names, c.policeSheaf(gb))
	replay(t, c, f, names, survey)
	replay(t, c, f, names, c.flowSheaf())
	replay(t, c, f, names, c.courtSheaf(gb))
	replay(t, c, f, names, c.laborSheaf())
	replay(t, c, f, names, c.consumerSheaf())
	replay(t, c, f, names, c.citySheaf())
	replay(t, c, f, names, c.safetySheaf())
	replay(t, c, f, names, c.hazardSheaf())
	replay(t, c, f, names, c.checkSheaf())
	replay(t, c, f, names, c.riskSheaf())
	replay(t, c, f, names, c.orderSheaf(gb))
	replay(t, c, f, names, c.serviceSheaf(), c.verticalSheaf(gb))
	replay(t, c, f, names, c.reviewSheaf())
	replay(t, c, f, names, c.callSheaf())
	replay(t, c, f, names, c.trafficSheaf(gb))
	replay(t, c, f, names, c.deviceSheaf())
}

// keyOf gives the key of a row, whatever the form of its cells.
func keyOf(dataset string, row []string) string {
	switch dataset {
	case "police_stat_day", "device_ops_day":
		return row[0][:9] + onlyDigits(row[1]) + row[2]
	case "traffic_accident_day":
		return row[0][:9] + onlyDigits(row[1])
	case "hotline_call_hour":
		return onlyDigits(row[1])
	}
	return row[0]
}

func replay[T any](t *testing.T, c *City, f received, names *nameTable, sheaves ...*sheaf[T]) {
	s := sheaves[0]
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
			if _, bad := rejected[file.name][file.at[i]]; bad {
				continue
			}
			if len(row) != len(columns) {
				t.Fatalf("%s row %d: %d cells", file.name, file.at[i], len(row))
			}
			k := keyOf(s.dataset, row)
			if old, ok := lake[k]; ok && version >= 0 && stamp(old[version]) >= stamp(row[version]) {
				t.Errorf("%s line %d: %s comes again without being newer", file.name, file.at[i], k)
			}
			lake[k] = row
		}
	}
	var rows []T
	for _, x := range sheaves {
		if x.month != nil {
			rows = append(rows, all(x.since, c.Last, x.month, x.asOf)...)
		}
		rows = append(rows, x.rows...)
	}
	if len(lake) != len(rows) {
		t.Errorf("%s: %d keys landed, want %d", s.dataset, len(lake), len(rows))
	}
	l := &line{names: names, hush: true}
	bad := 0
	for i := range rows {
		s.cells(&rows[i], l)
		want := l.strings()
		k := keyOf(s.dataset, want)
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
	if odd == 0 && len(s.rows) > 500 {
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
