package etl

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// sample gives a value that a column takes, "" for one that may be missing.
func sample(t *testing.T, c *Contract, p Property) string {
	switch {
	case !p.kept():
		return "张三"
	case p.isArea:
		level := "township"
		if len(c.Area.Levels) > 0 {
			level = c.Area.Levels[0]
		}
		return map[string]string{"city": "6299", "county": "629902", "township": "629902001", "village": "629902001001", "grid": "629902001001001"}[level]
	case len(p.Values) > 0:
		return p.Values[0]
	case p.Codes != "":
		list, err := CodeList(p.Codes)
		if err != nil {
			t.Fatal(err)
		}
		return list[0].Code
	case p.Check == "uscc":
		return ""
	case p.typ == typeText:
		for _, s := range []string{"PB20261001-0001", "6299022026100100001", "600001", "2026-10", "T4-01"} {
			if p.pattern == nil || p.pattern.Match([]byte(s)) {
				return s
			}
		}
		t.Fatalf("%s.%s: no sample fits %s", c.ID, p.Name, p.Pattern)
	case p.typ == typeBool:
		return "是"
	case p.typ == typeDate:
		return "2026-10-01"
	case p.typ == typeTimestamp:
		return "2026-10-01 08:00:00"
	}
	return "3"
}

// Every data set lands under the headers that departments send, whole and
// without a flag.
func TestEveryDataSetLands(t *testing.T) {
	c := newCity(t).areas()
	for _, name := range BuiltinNames() {
		if name == "area" {
			continue // landed by areas
		}
		k, err := Builtin(name)
		if err != nil {
			t.Fatal(err)
		}
		var headers, cells []string
		for _, p := range k.Properties {
			headers, cells = append(headers, p.Header[0]), append(cells, sample(t, k, p))
		}
		b := c.must(name, c.file(name+"_2026-10-02.csv", strings.Join(headers, ",")+"\n"+strings.Join(cells, ",")+"\n"))
		if b[0].Landed != 1 || b[0].Flagged != 0 || b[0].Note != "" {
			t.Errorf("%s: %d landed, %d flagged, note %q, rejects %s\n%s", name, b[0].Landed, b[0].Flagged, b[0].Note, c.rejects(b[0]), strings.Join(cells, ","))
		}
		var counts []string
		for _, p := range k.Kept() {
			if p.Check != "uscc" {
				counts = append(counts, "count("+p.Name+")")
			}
		}
		if got, want := c.query("SELECT "+strings.Join(counts, " + ")+" FROM "+name), fmt.Sprint(len(counts)); got != want {
			t.Errorf("%s: %s columns are filled, want %s", name, got, want)
		}
	}
}

// The rules that only the monthly and quarterly reports need.
func TestReportRules(t *testing.T) {
	c := newCity(t).areas()
	for _, k := range []struct{ dataset, header, rows, rejects, query, landed string }{
		// Some items may have more solved than filed, others may not.
		{"justice_stat_month", "区县代码,统计月份,项目,分子,分母", "629902,2026-09,J02,5,3\n629902,2026-09,J01,5,3\n629902,2026年9月,J04,3,3\n629902,2026-09,J08,2,1",
			"3:num:part_whole", "SELECT item, num FROM justice_stat_month ORDER BY item", "J02|5 J04|3 J08|2"},
		// A whole that is a sum of columns, and codes of a list that are others' here.
		{"grid_staff_month", "网格代码,统计月份,网格类型,是否城镇网格,户数,专职网格员数,兼职网格员数,是否有网格长,是否有网格警员（警网融合）,三星及以上网格员数",
			"629902001001001,2026-09,41,是,300,1,2,是,否,3\n629902001001001,2026-08,42,是,300,1,2,是,否,4\n629902001001001,2026-07,31,是,300,1,2,是,否,0",
			"3:star3_plus:part_whole 4:grid_kind:code_list", "SELECT star3_plus, month(stat_month) FROM grid_staff_month", "3|9"},
		// A code under another, and an accident without its industry.
		{"safety_event", "事件编号,发生地区划,大类,小类,级别,发生时间,接警（获知）时间,死亡人数,受伤人数,直接经济损失（元）,是否正式认定,是否查实迟报瞒报",
			"SE2026-001,629902001,2,23,04,2026-10-01 08:00,2026-10-01 08:05,0,1,25000,否,否\nSE2026-002,629902001,1,23,04,2026-10-01 08:00,2026-10-01 08:05,0,1,3,否,否",
			"3:sub_type:code_list", "SELECT sevent_id, loss, _rule_flags FROM safety_event", "SE2026-001|2.5|industry_missing"},
		// Batches that failed want a time limit.
		{"quality_check", "任务编号,区划代码,类别,抽检日期,是否双随机,抽检批次,合格批次,不合格处置期限",
			"JC1,629902001,01,2026-10-01,是,3,2,\nJC2,629902001,01,2026-10-01,是,3,3,\nJC3,629902001,01,2026-10-01,是,3,2,2026-10-09\nJC4,629902001,01,2026-10-01,是,3,4,",
			"5:passed:part_whole", "SELECT check_id, _rule_flags FROM quality_check ORDER BY 1", "JC1|fail_due_missing JC2|<nil> JC3|<nil>"},
		// Quarters, and the level that the code says.
		{"governance_center_quarter", "中心编号,区划代码,层级,季度首日,是否实体化运行,核定编制,实有人员,政法委员是否到位,受理事项数,按期办结数,本期星级",
			"ZX629902,629902,2,2026年第三季度,是,5,5,,9,9,3\nZX629902,629902,2,2026-08-01,是,5,5,,9,9,3\nZX629902001,629902001,3,2026Q4,是,,5,,9,9,3\nZX629902001,629902001,4,2026Q2,是,5,5,,9,9,3",
			"3:quarter:range 5:center_level:range", "SELECT center_id, quarter, _rule_flags FROM governance_center_quarter ORDER BY 1", "ZX629902|2026-07-01 00:00:00 +0000 UTC|<nil> ZX629902001|2026-10-01 00:00:00 +0000 UTC|posts_missing|political_officer_missing"},
		// Hours, and a key without an area.
		{"hotline_call_hour", "区划代码,小时,呼入量,接通量,15秒内接通量", "6299,2026-10-01 08:00,100,90,80\n6299,2026-10-01 08:30,100,90,80\n6299,2026-10-01 09:00,100,90,91\n629902,2026-10-01 10:00,1,1,1",
			"3:stat_hour:range 4:answered_15s:part_whole 5:area_code:area", "SELECT calls_in, hour(stat_hour) FROM hotline_call_hour", "100|8"},
		// A key that could be a person's number turns away its row, not the file.
		{"labor_case", "案件编号,区划代码,类别,事由,是否农民工欠薪,受理日期,法定期限", "11010519491231002X,629902,01,01,是,2026-10-01,2026-10-16\n13800138000,629902,01,01,是,2026-10-01,2026-10-16\nLD20261001-0001,629902,01,01,是,2026-10-01,2026-10-16",
			"2:labor_case_id:range 3:labor_case_id:range", "SELECT labor_case_id FROM labor_case", "LD20261001-0001"},
	} {
		b := c.must(k.dataset, c.file(k.dataset+"_2026-10-02.csv", k.header+"\n"+k.rows+"\n"))
		if got := c.rejects(b[0]); got != k.rejects {
			t.Errorf("%s: rejects %s, want %s", k.dataset, got, k.rejects)
		}
		if got := c.query(k.query); got != k.landed {
			t.Errorf("%s: rows %s, want %s", k.dataset, got, k.landed)
		}
	}
}

func TestPlainKey(t *testing.T) {
	for in, want := range map[string]bool{
		"TJ629902001001-02": true, "LD20261101-0007": true, "RT629902-2026-00001": true, "6299022026110100001": true, "629902202611010001": true, // no such day of birth
		"110105194912310021": true, // nor such a check character
		"11010519491231002X": false, "SFZ11010519491231002X": false, "13800138000": false, "A13800138000": false, "138-0013-8000": false,
		"甲2026": false, "A 1": false, "+8613800138000": false,
	} {
		if got := plainKey([]byte(in)); got != want {
			t.Errorf("key %q passes: %v, want %v", in, got, want)
		}
	}
}

// A cell may repeat the unit of its column, of the column's size alone.
func TestOwnUnit(t *testing.T) {
	for unit, cells := range map[string]map[string]int64{
		"人次":  {"12人次": 12, "1,200 人次": 1200, "３人次": 3, "12": 12, "12件": 12, "人次": -1, "12人次次": -1, "12吨": -1},
		"路/台": {"4路": 4, "4台": 4, "4路/台": 4, "4起": 4, "4套台": -1},
		"万元":  {"3万元": 3, "3元": -1, "3": 3},
		"吨":   {"4吨": 4},
		"":    {"4件": 4, "4吨": -1},
	} {
		c := newColumnReader(&Property{Type: "int32", typ: typeInt32, Unit: unit}, 0, "", 0, nil, time.UTC)
		for cell, want := range cells {
			v, f := c.numCell([]byte(cell))
			if f != faultNone {
				v = -1
			}
			if v != want {
				t.Errorf("unit %q, cell %q: %d, want %d", unit, cell, v, want)
			}
		}
	}
}

func TestQuarter(t *testing.T) {
	var scratch []byte
	for in, want := range map[string]string{
		"2026Q3": "2026-07-01", "2026-Q1": "2026-01-01", "2026q4": "2026-10-01", "2026年第三季度": "2026-07-01", "2026年3季度": "2026-07-01",
		"2026年二季度": "2026-04-01", "２０２６年第４季度": "2026-10-01", "2026 年 第一季度": "2026-01-01", "2026第2季度": "2026-04-01",
	} {
		if v, f := parseQuarter([]byte(in), &scratch); f != faultNone || time.UnixMicro(v).UTC().Format("2006-01-02") != want {
			t.Errorf("quarter %q = %s, %d", in, time.UnixMicro(v).UTC(), f)
		}
	}
	for _, in := range []string{"2026Q5", "2026Q0", "2026", "第三季度", "2026年第五季度", "26Q3", "2026年3", "2026Q33", "2026年上半年"} {
		if _, f := parseQuarter([]byte(in), &scratch); f == faultNone {
			t.Errorf("quarter %q passed", in)
		}
	}
}
