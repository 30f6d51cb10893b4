package etl

import (
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

const small = `
apiVersion: anlan/v1
kind: DataContract
id: small
version: 1.0.0
name: {zh: 小, en: Small}
owner: {zh: 无, en: none}
rhythm: daily
grain: {zh: 行, en: row}
key: [id]
properties:
  - {name: id, header: [编号], type: varchar, required: true}
  - {name: amount, header: [涉及金额, 金额], type: "decimal(18,2)", unit: 元}
  - {name: pop, header: [常住人口], type: int64, unit: 人}
  - {name: gdp, header: [地区生产总值], type: float64, unit: 万元}
  - {name: filed, header: [立案（受案）数], type: int32, unit: 起}
  - {name: who, header: [姓名], type: varchar, treatment: drop}
`

func smallContract(t testing.TB, extra string) *Contract {
	t.Helper()
	c, err := LoadContract("small.yaml", strings.NewReader(small+extra))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestHeader(t *testing.T) {
	c := smallContract(t, "")
	for _, k := range []struct {
		name   string
		rows   string // rows cut by /, cells by |
		sheet  bool
		row    int
		rowsN  int
		column string // cell of each column, - for none
		shift  string
	}{
		{"plain", "编号|涉及金额|常住人口|地区生产总值|立案（受案）数|姓名", false, 0, 1, "012345", "000000"},
		{"order, alias, spaces", " 金 额 |* 编号", false, 0, 1, "10----", "000000"},
		{"half-width brackets", "编号|立案(受案)数", false, 0, 1, "0---1-", "000000"},
		{"units", "编号|涉及金额（万元）|常住人口(万人)|地区生产总值（亿元）|立案（受案）数（起）", false, 0, 1, "01234-", "044400"},
		{"unit of the column", "编号|涉及金额(元)|常住人口（人）|地区生产总值(万元)", false, 0, 1, "0123--", "000000"},
		{"another currency is another column", "编号|涉及金额（美元）", false, 0, 1, "0-----", "000000"},
		{"title above", "二〇二六年报表/单位：某局||/编号|金额", false, 2, 1, "01----", "000000"},
		{"two rows", "年报|||/编号|人口||经济/|常住人口|户籍人口|地区生产总值（亿元）/x|1|2|3", true, 1, 2, "0-13--", "000400"},
	} {
		var rows [][]string
		for _, r := range strings.Split(k.rows, "/") {
			rows = append(rows, strings.Split(r, "|"))
		}
		h, err := c.findHeader(rows, k.sheet)
		if err != nil {
			t.Errorf("%s: %v", k.name, err)
			continue
		}
		column, shift := "", ""
		for i, n := range h.column {
			if n < 0 {
				column += "-"
			} else {
				column += string(rune('0' + n))
			}
			shift += string(rune('0' + h.shift[i]))
		}
		if h.row != k.row || h.rows != k.rowsN || column != k.column || shift != k.shift {
			t.Errorf("%s: row %d of %d, columns %s, shifts %s; want row %d of %d, %s, %s", k.name, h.row, h.rows, column, shift, k.row, k.rowsN, k.column, k.shift)
		}
	}
	for rows, want := range map[string]string{
		"甲|乙/1|2": "no header found", "金额|姓名": "lacks 编号", "编号|金额|涉及金额": "twice",
	} {
		var list [][]string
		for _, r := range strings.Split(rows, "/") {
			list = append(list, strings.Split(r, "|"))
		}
		if _, err := c.findHeader(list, false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("header %q: %v, want %q", rows, err, want)
		}
	}
}

func TestContractRefusals(t *testing.T) {
	for extra, want := range map[string]string{
		"colour: red\n":                                "colour",
		"eventTime: id\n":                              "not a required, kept date",
		"sort: [nothing]\n":                            "sort column",
		"updated: amount\n":                            "not a required",
		"partition: [week]\n":                          "partition",
		"source: {encoding: latin1}\n":                 "encoding",
		"source: {headerRows: 3}\n":                    "headerRows",
		"rules: {partWhole: [[pop, filed]]}\n":         "one type",
		"rules: {timeOrder: [[pop, gdp]]}\n":           "date or timestamp",
		"rules: {partWhole: [[filed, filed + gdp]]}\n": "one type",
		"rules: {partWholeWhen: [{part: filed, whole: filed, in: [\"1\"]}]}\n":           "want when",
		"rules: {partWholeWhen: [{part: filed, whole: filed, when: id}]}\n":              "and in",
		"rules: {startsWith: [[id, filed]]}\n":                                           "two kept varchar",
		"rules: {flags: [{name: x, less: [filed, gdp], empty: id}]}\n":                   "one type",
		"rules: {flags: [{name: x, less: [filed, filed], when: id, empty: id}]}\n":       "without when",
		"area: {column: id, level: filed}\n":                                             "area.level",
		"  - {name: x, header: [x], type: timestamp, quarter: true}\n":                   "quarter",
		"  - {name: x, header: [x], type: date, hour: true}\n":                           "hour",
		"  - {name: x, header: [x], type: varchar, codes: CL_SCALE, values: [\"77\"]}\n": "not in code list",
		"rules: {flags: [{name: x, when: id}]}\n":                                        "flags",
		"area: {column: nowhere}\n":                                                      "area.column",
		"area: {column: id, levels: [street]}\n":                                         "street",
		"area: {column: id, default: \"1\"}\n":                                           "area.default",
		"area: {column: id, from: [{source: x}]}\n":                                      "source and map",
		"  - {name: Id, header: [x], type: varchar}\n":                                   "lower-case",
		"  - {name: id, header: [x], type: varchar}\n":                                   "twice",
		"  - {name: x, header: [x], type: text}\n":                                       "not one of",
		"  - {name: x, header: [x], type: varchar, codes: CL_NONE}\n":                    "no code list",
		"  - {name: x, header: [x], type: int32, codes: CL_SCALE}\n":                     "for varchar",
		"  - {name: x, header: [x], type: varchar, pattern: '('}\n":                      "missing closing",
		"  - {name: x, header: [x], type: varchar, minimum: 1}\n":                        "for numbers",
		"  - {name: x, header: [x], type: varchar, treatment: maybe}\n":                  "treatment",
		"  - {name: x, type: varchar}\n":                                                 "neither header",
		"  - {name: _batch_id, header: [x], type: varchar}\n":                            "lower-case",
		"  - {name: x, type: varchar, derive: {whenEmpty: y, then: a}}\n":                "derive",
		"  - {name: x, header: [x], type: varchar, month: true}\n":                       "month",
		"  - {name: x, header: [x], type: varchar, check: luhn}\n":                       "uscc",
		"  - {name: x, header: [x], type: varchar, required: sometimes}\n":               "required",
		"  - {name: x, header: [x], type: varchar, requierd: true}\n":                    "requierd",
		"  - {name: x, header: [x], type: varchar}\nversion: \"2\"\n":                    "version",
	} {
		if _, err := LoadContract("small.yaml", strings.NewReader(small+extra)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want an error with %q", extra, err, want)
		}
	}
}

// A pattern that a person's number would fit does not spare a column the scan.
func TestPatternSparesNoOne(t *testing.T) {
	c := smallContract(t, `
  - {name: a, header: [a], type: varchar, pattern: '\d{19}'}
  - {name: b, header: [b], type: varchar, pattern: '\d{11}'}
  - {name: c, header: [c], type: varchar, pattern: '[0-9X]+'}
  - {name: d, header: [d], type: varchar, codes: CL_SCALE}
  - {name: e, header: [e], type: varchar, check: key}
`)
	for name, want := range map[string]bool{"a": true, "b": false, "c": false, "d": true, "e": true, "id": false} {
		if got := c.property(name).unguard; got != want {
			t.Errorf("column %s: spared %v, want %v", name, got, want)
		}
	}
}

func TestCodeLists(t *testing.T) {
	codes, err := CodeList("CL_SCALE")
	if err != nil || len(codes) != 3 || codes[0].Code != "01" || codes[0].NameZh != "个体性事件" || codes[0].NameEn == "" {
		t.Errorf("CL_SCALE: %v, %v", codes, err)
	}
	if _, err := CodeList("CL_NONE"); err == nil {
		t.Error("a list that does not exist is given")
	}
}

func TestBuiltinContracts(t *testing.T) {
	names := BuiltinNames()
	if len(names) != 35 {
		t.Errorf("%d built-in contracts, want 35: %v", len(names), names)
	}
	for _, n := range names {
		c, err := Builtin(n)
		if err != nil {
			t.Error(err)
			continue
		}
		if c.ID != n || c.Name.Zh == "" || c.Name.En == "" || c.Owner.En == "" || len(c.Table().Columns) != len(c.Kept())+6 {
			t.Errorf("%s: id %s, names %v", n, c.ID, c.Name)
		}
	}
	if _, err := Builtin("nothing"); anlan.KindOf(err) != anlan.NotFound {
		t.Errorf("Builtin(nothing): %v", err)
	}
}
