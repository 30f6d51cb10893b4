package etl

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

// jsonContract has a column of a person that is dropped, and no area.
const jsonContract = `
apiVersion: v3.1.0
kind: DataContract
id: thing
name: 物
version: 1.0.0
status: active
team: {name: 无}
slaProperties:
  - {property: frequency, value: daily}
customProperties:
  - {property: english, value: {name: Thing, owner: none, grain: row}}
  - {property: eventTime, value: at}
schema:
  - name: thing
    dataGranularityDescription: 行
    properties:
      - {name: id, businessName: 编号, logicalType: string, required: true, primaryKey: true, customProperties: [{property: aliases, value: [序号]}]}
      - {name: at, businessName: 时间, logicalType: timestamp, required: true}
      - {name: amount, businessName: 金额, logicalType: number, physicalType: "decimal(18,2)", customProperties: [{property: unit, value: 元}]}
      - {name: done, businessName: 是否办结, logicalType: boolean}
      - {name: note, businessName: 说明, logicalType: string}
      - {name: phone, businessName: 电话, logicalType: string, classification: personal, customProperties: [{property: treatment, value: drop}]}
`

func thing(t testing.TB, records string) *Contract {
	t.Helper()
	c, err := LoadContract("thing.yaml", strings.NewReader(strings.Replace(jsonContract, "schema:", "  - {property: source, value: {records: '"+records+"'}}\nschema:", 1)))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// readJSON gives every row as "line:cell|cell|cell", ! marking a torn one, and
// the error that reading ends with.
func readJSON(t testing.TB, c *Contract, text, enc string, lines bool, step int) ([]string, error) {
	t.Helper()
	r, err := newJSONReader(&slow{[]byte(text), step}, io.NopCloser(nil), enc, lines, c)
	if err != nil {
		return nil, err
	}
	var rows []string
	var b block
	for {
		err := r.fill(&b, 3)
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		for i := range b.rows() {
			var cells []string
			for k := range b.width(i) {
				cells = append(cells, string(b.cell(i, k)))
			}
			mark := ""
			if b.torn[i] {
				mark = "!"
			}
			rows = append(rows, fmt.Sprintf("%d%s:%s", b.line[i], mark, strings.Join(cells, "|")))
		}
	}
}

func TestJSON(t *testing.T) {
	for _, c := range []struct{ name, text, want, fails string }{
		{"lines", "{\"编号\":\"a\",\"时间\":\"d\",\"金额\":1.50}\n\n{\"金额\":6299022026110100002,\"编号\":\"b\",\"是否办结\":true}\n", "1:a|d|1.50|| 3:b||6299022026110100002|true|", ""},
		{"no end", "{\"id\":\"a\"}\r\n{\"id\":\"b\"}", "1:a|||| 2:b||||", ""},
		{"names and aliases", `[{"序号":"a"},{"id":"b"},{"ID":"c"}]`, "1:a|||| 2:b|||| 3:c||||", ""},
		{"null and missing", `[{"id":null,"note":""},{}]`, "1:|||| 2:||||", ""},
		{"late keys", `[{"id":"a","x":1},{"id":"b","note":"n","y":{"z":[1,{"id":"c"}]}}]`, "1:a|||| 2:b||||n", ""},
		{"escapes", `[{"id":"\"\\\/\b\f\n\r\t\u5b89\ud83d\ude00"}]`, "1:\"\\/\b\f\n\r\t安😀||||", ""},
		{"no character", `[{"id":"\ud83d"},{"note":"\u0000"}]`, "1!:\uFFFD|||| 2!:||||\x00", ""},
		{"escaped key", `[{"\u7f16号":"a"}]`, "1:a||||", ""},
		{"persons are passed over", `[{"id":"a","电话":"13800138000","phone":"13800138000"}]`, "1:a||||", ""},
		{"nested in a column", `[{"id":{"a":1}},{"id":"b"}]`, `1!:{"a":1}|||| 2:b||||`, ""},
		{"two values", `[{"id":"a","id":"b"},{"id":"c","编号":"c"},{"x":1,"x":2}]`, "1!:b|||| 2!:c|||| 3:||||", ""},
		{"no objects", `[1,"a",null,[{"id":"b"}],{"id":"c"}]`, `1!:1 2!:"a" 3!:null 4!:[{"id":"b"}] 5:c||||`, ""},
		{"units", `[{"id":"a","金额(万元)":3},{"id":"b","金额":3}]`, "1:a||3|| 2!:b||3||", ""},
		{"page", `{"page":3,"list":[1,2],"meta":{"data":[{"id":"x"}]},"data":[{"id":"a"},{"id":"b"}],"total":1670}`, "1:a|||| 2:b||||", ""},
		{"page within", `{"code":0,"result":{"n":[],"records":[{"id":"a"}],"o":{}},"msg":"ok"}`, "1:a||||", ""},
		{"page over lines", "{\n \"data\": [\n  {\n   \"id\": \"a\"\n  }\n ]\n}\n", "1:a||||", ""},
		{"empty page", `{"total":0,"data":[]}`, "", ""},
		{"page of null", `{"total":0,"data":null}`, "", ""},
		{"empty array", " [ ] \n", "", ""},
		{"one record of a file", `{"id":"a"}` + "\n" + `{"id":"b","items":[{"id":"x"}]}`, "1:a|||| 2:b||||", ""},
		{"two arrays", `{"data":[{"id":"a"}],"items":[{"id":"b"}]}`, "1:a||||", "records under data and under items"},
		{"no array", `{"id":"a"}`, "", "no array of records under data, rows"},
		{"objects over lines", "{\n\"id\":1}\n{\n\"id\":2}\n", "", "over several lines"},
		{"empty", " \n", "", "the file is empty; expected records with 编号, 时间"},
		{"csv", "id,at\n", "", "no JSON"},
		{"array breaks off", `[{"id":"a"},{"id":"b"`, "1:a||||", "record 2: it breaks off"},
		{"array not closed", `[{"id":"a"}`, "1:a||||", "record 2: it breaks off"},
		{"comma at the end", `[{"id":"a"},]`, "1:a||||", "record 2: it is no JSON"},
		{"no comma", `[{"id":"a"}{"id":"b"}]`, "1:a||||", "record 2: it is no JSON"},
		{"page breaks off", `{"data":[{"id":"a"}],"total":`, "1:a||||", "the page around the records: it breaks off"},
		{"more behind", `[{"id":"a"}] x`, "1:a||||", "more text behind the records"},
		{"numbers", `[{"id":-0.5e+10},{"id":01}]`, "1:-0.5e+10||||", "record 2: it is no JSON"},
		{"deep", `[{"x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}]`, "", "nest too deep"},
	} {
		for _, step := range []int{1, 2, 7, 1000} {
			rows, err := readJSON(t, thing(t, ""), c.text, "utf-8", false, step)
			if got := strings.Join(rows, " "); got != c.want || (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
				t.Errorf("%s, %d bytes at a time: %q, %v; want %q, %s", c.name, step, got, err, c.want, c.fails)
			}
		}
	}
}

func TestJSONLines(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"one", `{"id":"a"}`, "1:a||||"},
		{"broken", "{\"id\":\"a\"}\n{\"id\":\"b\n{\"id\":\"c\"}\n{\"id\":\"d\"},\n{\"id\":\"e\"}\n[]\n", "1:a|||| 2!:{\"id\":\"b 3:c|||| 4!:{\"id\":\"d\"}, 5:e|||| 6![]"},
		{"first broken", "\"id\":\"a\"}\n{\"id\":\"b\"}\n", "1!:\"id\":\"a\"} 2:b||||"},
		{"cut", "{\"id\":\"a\"}\n{\"id\":\"b\",\"no", "1:a|||| 2!:{\"id\":\"b\",\"no"},
	} {
		want := strings.ReplaceAll(c.want, "![]", "!:[]")
		for _, step := range []int{1, 3, 1000} {
			if rows, err := readJSON(t, thing(t, ""), c.text, "utf-8", true, step); err != nil || strings.Join(rows, " ") != want {
				t.Errorf("%s: %q, %v; want %q", c.name, rows, err, want)
			}
		}
	}
}

func TestJSONRecordsPath(t *testing.T) {
	text := `{"data":{"list":[{"id":"a"}],"more":{"rows":[{"id":"b"}]}},"rows":[{"id":"c"}]}`
	for path, want := range map[string]string{"data.list": "1:a||||", "data.more.rows": "1:b||||", "rows": "1:c||||", "list": ""} {
		rows, err := readJSON(t, thing(t, path), text, "utf-8", false, 5)
		if got := strings.Join(rows, " "); got != want || (err != nil) != (want == "") {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
	if _, err := LoadContract("x.yaml", strings.NewReader(strings.Replace(jsonContract, "schema:", "  - {property: source, value: {records: data..list}}\nschema:", 1))); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("bad path: %v", err)
	}
}

// The second byte of a GB18030 character may be a backslash, a bracket or a
// brace.
func TestJSONGB18030(t *testing.T) {
	text := `{"编号":"誠\u5b89\n","说明":"乗[乗]乗{乗}俓" , "其他":["誠"]}`
	raw := gb18030(t, text)
	if !strings.Contains(raw, "\\\\u5b89") { // 誠 is D55C
		t.Fatal("the specimen lost its backslash")
	}
	rows, err := readJSON(t, thing(t, ""), "["+raw+"]", "gb18030", false, 3)
	if want := gb18030(t, "1:誠安\n||||乗[乗]乗{乗}俓"); err != nil || len(rows) != 1 || rows[0] != want {
		t.Errorf("%q, %v; want %q", rows, err, want)
	}
}

func TestJSONLongRecord(t *testing.T) {
	long := `[{"id":"` + strings.Repeat("x", 3*maxRecord) + `"}]`
	if _, err := readJSON(t, thing(t, ""), long, "utf-8", false, 1<<14); err == nil || !strings.Contains(err.Error(), "record 1: it is longer than") {
		t.Errorf("%v", err)
	}
	fits := `[{"id":"a","x":"` + strings.Repeat("x", maxRecord/2) + `"},{"id":"b"}]`
	if rows, err := readJSON(t, thing(t, ""), fits, "utf-8", false, 1<<10); err != nil || strings.Join(rows, " ") != "1:a|||| 2:b||||" {
		t.Errorf("%v", err)
	}
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		"{\"id\":\"a\"}\n{\"id\":1.5e3,\"note\":null}\n", `[{"id":"a","x":[1,{}]},{"编号":true}]`, `{"page":1,"data":{"list":[{"id":"\u5b89\ud83d\ude00"}]},"n":-0}`,
		"[", `[{"id":"a"},]`, "{\"id\":\"\xd5\x5c\"}\n", `{"data":[],"rows":[{"id":[]}]}`, "{}\n{}{}\n",
	} {
		f.Add([]byte(s), uint8(3), true)
		f.Add([]byte(s), uint8(1), false)
	}
	f.Fuzz(func(t *testing.T, text []byte, step uint8, lines bool) {
		c := thing(t, "")
		for _, enc := range []string{"utf-8", "gb18030"} {
			whole, err := readJSON(t, c, string(text), enc, lines, 1<<20)
			parts, perr := readJSON(t, c, string(text), enc, lines, int(step)+1)
			if !slices.Equal(whole, parts) || (err == nil) != (perr == nil) {
				t.Errorf("read whole %q %v, in parts %q %v", whole, err, parts, perr)
			}
			last := int64(0)
			for _, row := range whole {
				var line int64
				if _, err := fmt.Sscanf(row, "%d", &line); err != nil || line <= last {
					t.Fatalf("line %d after %d, %v", line, last, err)
				}
				last = line
			}
		}
		// What is read as a whole row of its line is an object by another
		// reader too, and the other way round.
		first := bytes.TrimLeft(text, " \r\n\t")
		if !lines || len(first) == 0 || first[0] != '{' {
			return
		}
		rows, err := readJSON(t, c, string(text), "utf-8", true, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for n, line := range bytes.Split(text, []byte("\n")) {
			if len(bytes.Trim(line, " \r\t")) == 0 {
				continue
			}
			plain := bytes.Map(func(r rune) rune {
				switch {
				case r == '\t' || r == '\r':
					return ' '
				case r < ' ': // white space nowhere, let pass in strings
					return 'x'
				}
				return r
			}, line)
			var object map[string]json.RawMessage
			good := json.Unmarshal(plain, &object) == nil && object != nil
			torn := strings.HasPrefix(rows[at], fmt.Sprintf("%d!:", n+1))
			if raw := strings.TrimPrefix(rows[at], fmt.Sprintf("%d!:", n+1)); torn && raw == string(chomp(line)) && good && !bytes.Contains(line, []byte(strings.Repeat("[", 9))) || !torn && !good {
				t.Errorf("line %d %q: read as %q, an object: %v", n+1, line, rows[at], good)
			}
			at++
		}
		if at != len(rows) {
			t.Errorf("%d rows of %d lines", len(rows), at)
		}
	})
}

func pack(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// disputeObject gives a dispute case as an interface sends it.
func disputeObject(r row) string {
	lines := strings.Split(strings.TrimSpace(disputeFile(r)), "\n")
	keys, cells := strings.Split(lines[0], ","), strings.Split(lines[1], ",")
	var b strings.Builder
	for i := range keys {
		if i < len(cells) && cells[i] != "" {
			fmt.Fprintf(&b, ",%q:%q", keys[i], cells[i])
		}
	}
	return "{" + b.String()[1:] + "}"
}

func TestLandJSON(t *testing.T) {
	c := newCity(t).areas()
	id := func(n int) row { return row{"纠纷编号": fmt.Sprintf("62990220261101%05d", n)} }
	names := strings.NewReplacer("纠纷编号", "case_id", "登记时间", "register_time", "发生地区划", "area_code")
	lines := disputeObject(id(1)) + "\n" + disputeObject(id(2))[:35] + "\n\n" + names.Replace(disputeObject(id(3))) + "\n" +
		strings.Replace(disputeObject(id(4)), "{", `{"当事人姓名":"张三","联系电话":"13800138000","四联单号":["a"],`, 1) + "\n"
	page := `{"page":2,"total":4,"data":[` + disputeObject(id(5)) + "," + strings.Replace(disputeObject(id(6)), `"登记时间":`, `"内部号":1,"登记时间":`, 1) + "," + disputeObject(id(6)) + `]}`
	broken := `[` + disputeObject(id(7)) + "," + disputeObject(id(8))[:50]
	b, err := c.land("dispute_case",
		c.file("dispute_case_2026-11-20.jsonl", "\ufeff"+lines),
		c.file("dispute_case_2026-11-20_p002.json.gz", pack(t, gb18030(t, page))),
		c.file("dispute_case_2026-11-20_p003.json", broken),
		c.file("dispute_case_2026-11-20_p004.json", `{"page":4,"data":[]}`),
		c.file("dispute_case_2026-11-20_p005.json", strings.ReplaceAll(`[`+disputeObject(id(9))+`]`, "登记时间", "登记日")))
	if anlan.KindOf(err) != anlan.Held || len(b) != 5 {
		t.Fatalf("%v, %d batches", err, len(b))
	}
	if got := c.rejects(b[0]); got != "2::fields 5:slip_no:fields" || b[0].Received != 4 || b[0].Landed != 2 || b[0].DataDate != "2026-11-20" {
		t.Errorf("lines: %s, %+v", got, b[0])
	}
	if got := c.rejects(b[1]); got != "2:case_id:duplicate_key" || b[1].Landed != 2 || b[1].Note != "keys not in the contract, not kept: 内部号" {
		t.Errorf("page: %s, %+v", got, b[1])
	}
	if b[2].Status != anlan.BatchHeld || b[2].Received != 1 || !strings.Contains(b[2].Note, "broken off after row 1: record 2: it breaks off") {
		t.Errorf("broken array: %+v", b[2])
	}
	if b[3].Status != anlan.BatchLanded || b[3].Received != 0 {
		t.Errorf("empty page: %+v", b[3])
	}
	if b[4].Status != anlan.BatchHeld || !strings.Contains(b[4].Note, "the first 1 records lack the keys 登记时间") {
		t.Errorf("renamed key: %+v", b[4])
	}
	if got := c.query("SELECT case_id[15:], _source_row, register_time = (SELECT min(register_time) FROM dispute_case) FROM dispute_case ORDER BY 1"); got != "00001|1|true 00003|4|true 00005|1|true 00006|3|true" {
		t.Errorf("rows %s", got)
	}
	f, err := os.Open(filepath.Join(c.zone, "rejected", "dispute_case", b[0].ID+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	got, err := r.ReadAll()
	if err != nil || len(got) != 3 || got[1][3] != disputeObject(id(2))[:35] || got[2][1] != "5" || !slices.Contains(got[2], `["a"]`) || slices.Contains(got[2], "张三") {
		t.Errorf("rejected rows: %v %q", err, got)
	}
}
