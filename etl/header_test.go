package etl

import (
	"errors"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/document"
)

const small = `
apiVersion: v3.1.0
kind: DataContract
id: small
name: 小
version: 1.0.0
status: active
team: {name: 无}
slaProperties:
  - {property: frequency, value: daily}
customProperties:
  - {property: english, value: {name: Small, owner: none, grain: row}}
schema:
  - name: small
    dataGranularityDescription: 行
    properties:
      - {name: id, businessName: 编号, logicalType: string, required: true, primaryKey: true}
      - {name: amount, businessName: 涉及金额, logicalType: number, physicalType: "decimal(18,2)", customProperties: [{property: aliases, value: [金额]}, {property: unit, value: 元}]}
      - {name: pop, businessName: 常住人口, logicalType: integer, physicalType: int64, customProperties: [{property: unit, value: 人}]}
      - {name: gdp, businessName: 地区生产总值, logicalType: number, customProperties: [{property: unit, value: 万元}]}
      - {name: filed, businessName: 立案（受案）数, logicalType: integer, customProperties: [{property: unit, value: 起}]}
      - {name: who, businessName: 姓名, logicalType: string, classification: personal, customProperties: [{property: treatment, value: drop}]}
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
	for _, c := range []struct{ part, extra, want string }{
		{"", "colour: red", `small.yaml:23:1: unknown key "colour"`},
		{"", `version: "2"`, "version"},
		{"custom", "eventTime, value: id", "not a required, kept date"},
		{"custom", "sort, value: [nothing]", "sort column"},
		{"custom", "updated, value: amount", "not a required"},
		{"custom", "colour, value: red", `small.yaml:13:6: unknown custom property "colour"`},
		{"custom", "source, value: {encoding: latin1}", "encoding"},
		{"custom", "source, value: {headerRows: 3}", "headerRows"},
		{"custom", "source, value: {headerRows: many}", "whole number"},
		{"custom", "area, value: {column: id, level: filed}", "area.level"},
		{"custom", "area, value: {column: nowhere}", "area.column"},
		{"custom", "area, value: {column: id, levels: [street]}", "street"},
		{"custom", "area, value: {column: id, default: \"1\"}", "area.default"},
		{"custom", "area, value: {column: id, from: [{source: x}]}", "source and map"},
		{"rule", "partWhole: [[pop, filed]]", "one type"},
		{"rule", "timeOrder: [[pop, gdp]]", "date or timestamp"},
		{"rule", "timeOrder: [[pop]]", "want 2, found 1"},
		{"rule", "timeOrder: [[pop, gdp]], startsWith: [[id, id]]", "found 2"},
		{"rule", "partWhole: [[filed, filed + gdp]]", "one type"},
		{"rule", "partWhole: [[filed, filed]], in: [\"1\"]", "want when"},
		{"rule", "partWhole: [[filed, filed]], when: id", "and in"},
		{"rule", "startsWith: [[id, filed]]", "two kept string"},
		{"rule", "less: [filed, gdp], empty: id", "one type"},
		{"rule", "less: [filed, filed], when: id, empty: id", "without when"},
		{"rule", "when: id", "a rule is one of"},
		{"rule", "when: id, empty: nothing", "flag x"},
		{"rule", "volume: {deviations: 0}", "deviations"},
		{"column", "x, businessName: x, logicalType: timestamp, logicalTypeOptions: {format: yyyy-QQQ}", "quarter"},
		{"column", "x, businessName: x, logicalType: date, logicalTypeOptions: {format: yyyy-MM-dd HH}", "hour"},
		{"column", "x, businessName: x, logicalType: string, logicalTypeOptions: {format: yyyy-MM}", "month"},
		{"column", "x, businessName: x, logicalType: string, logicalTypeOptions: {format: luhn}", "uscc"},
		{"column", "x, businessName: x, logicalType: string, logicalTypeOptions: {minimum: 1}", "for numbers"},
		{"column", "x, businessName: x, logicalType: string, logicalTypeOptions: {pattern: '('}", "missing closing"},
		{"column", "x, businessName: x, logicalType: date, partitioned: true", "only eventTime may be partitioned"},
		{"column", "x, businessName: x, logicalType: date, partitioned: true, customProperties: [{property: partition, value: [week]}]", `"week"`},
		{"column", "x, businessName: x, logicalType: string, quality: [{metric: invalidValues, arguments: {validValues: [\"77\"]}, mustBe: 0}], customProperties: [{property: codes, value: CL_SCALE}]", "not in code list"},
		{"column", "x, businessName: x, logicalType: string, quality: [{metric: invalidValues, arguments: {validValues: [a]}}]", "mustBe: 0"},
		{"column", "Id, businessName: x, logicalType: string", "lower-case"},
		{"column", "id, businessName: x, logicalType: string", "twice"},
		{"column", "x, businessName: x, logicalType: text", "not one of"},
		{"column", "x, businessName: x", "logicalType is missing"},
		{"column", "x, businessName: x, logicalType: string, physicalType: text", "not one of"},
		{"column", "x, businessName: x, logicalType: string, physicalType: int32", "is no string"},
		{"column", "x, businessName: x, logicalType: string, customProperties: [{property: codes, value: CL_NONE}]", "no code list"},
		{"column", "x, businessName: x, logicalType: integer, customProperties: [{property: codes, value: CL_SCALE}]", "for a string"},
		{"column", "x, businessName: x, logicalType: string, customProperties: [{property: treatment, value: maybe}]", "treatment"},
		{"column", "x, businessName: x, logicalType: string, classification: personal", "set treatment to drop"},
		{"column", "x, logicalType: string", "neither businessName"},
		{"column", "_batch_id, businessName: x, logicalType: string", "lower-case"},
		{"column", "x, logicalType: string, transformLogic: \"case when y is null then 'a' else 'b' end\"", "not a kept column"},
		{"column", "x, logicalType: string, transformLogic: coalesce(a)", "transformLogic is neither"},
		{"column", "x, businessName: x, logicalType: string, primaryKey: true, required: true, primaryKeyPosition: 3", "want 1 to 2"},
		{"column", "x, businessName: x, logicalType: string, primaryKey: true", "not a required, kept column"},
		{"column", "x, businessName: x, logicalType: string, required: sometimes", "required: want true or false"},
		{"column", "x, businessName: x, logicalType: string, requierd: true", `small.yaml:23:57: unknown key "requierd"`},
		{"sla", "frequency, value: often", "is not one of daily"},
		{"sla", "latency, value: soon", "want days"},
		{"sla", "latency, value: 1, unit: hours", "unit"},
		{"sla", "timeOfAvailability, value: \"25:00\"", "time of the day"},
		{"sla", "timeOfAvailability, value: \"06:00\"", "without latency"},
	} {
		if _, err := LoadContract("small.yaml", strings.NewReader(smallWith(c.part, c.extra))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s: %v, want an error with %q", c.part, c.extra, err, c.want)
		}
	}
}

// smallWith gives the small contract with something more in one of its parts.
func smallWith(part, extra string) string {
	switch part {
	case "custom":
		return strings.Replace(small, "schema:", "  - {property: "+extra+"}\nschema:", 1)
	case "sla":
		if strings.HasPrefix(extra, "frequency") {
			return strings.Replace(small, "frequency, value: daily", extra, 1)
		}
		return strings.Replace(small, "customProperties:", "  - {property: "+extra+"}\ncustomProperties:", 1)
	case "rule":
		return small + "    quality:\n      - {name: x, type: custom, engine: anlan, implementation: {" + extra + "}}\n"
	case "column":
		return small + "      - {name: " + extra + "}\n"
	}
	return small + extra + "\n"
}

// All that is wrong is said at once, in order of place.
func TestAllFaultsAtOnce(t *testing.T) {
	text := strings.Replace(smallWith("column", "x, businessName: x, logicalType: text"), "status: active", "stauts: active", 1)
	text = strings.Replace(text, "physicalType: int64", "physicalType: int65", 1)
	_, err := LoadContract("small.yaml", strings.NewReader(text))
	var all *document.Error
	if !errors.As(err, &all) || len(all.Faults) != 4 || all.Faults[1].Line != 7 || all.Faults[2].Line != 19 || all.Faults[3].Line != 23 {
		t.Errorf("faults %v", err)
	}
}

// The form before the standard's is refused, and the message says what to do.
func TestOldFormIsRefused(t *testing.T) {
	_, err := LoadContract("old.yaml", strings.NewReader("# a comment\napiVersion: anlan/v1\nkind: DataContract\n"))
	if anlan.KindOf(err) != anlan.Invalid || !strings.Contains(err.Error(), "old.yaml:2: apiVersion anlan/v1") || !strings.Contains(err.Error(), "v3.1.0") {
		t.Error(err)
	}
}

// A pattern that a person's number would fit does not spare a column the scan.
func TestPatternSparesNoOne(t *testing.T) {
	c := smallContract(t, `
      - {name: a, businessName: a, logicalType: string, logicalTypeOptions: {pattern: '\d{19}'}}
      - {name: b, businessName: b, logicalType: string, logicalTypeOptions: {pattern: '\d{11}'}}
      - {name: c, businessName: c, logicalType: string, logicalTypeOptions: {pattern: '[0-9X]+'}}
      - {name: d, businessName: d, logicalType: string, customProperties: [{property: codes, value: CL_SCALE}]}
      - {name: e, businessName: e, logicalType: string, logicalTypeOptions: {format: key}}
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
