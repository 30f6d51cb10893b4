package etl

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/anlan-lake/anlan"
)

// book writes a workbook of one sheet, row by row.
func (c *city) book(name string, rows [][]any, shape func(*excelize.File) error) string {
	c.Helper()
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	for i, r := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			c.Fatal(err)
		}
	}
	if shape != nil {
		if err := shape(f); err != nil {
			c.Fatal(err)
		}
	}
	path := filepath.Join(c.in, name)
	if err := f.SaveAs(path); err != nil {
		c.Fatal(err)
	}
	return path
}

func TestProfileWorkbook(t *testing.T) {
	c := newCity(t).areas()
	rows := [][]any{
		{"安澜市区域基础统计"}, // merged title
		{"区划代码", "统计月份", "人口", nil, nil, "土地面积（平方公里）", "地区生产总值（亿元）", "机动车保有量（万辆）"},
		{nil, nil, "常住人口（万人）", "户籍人口", "户数"},
		{"合　计", nil, 200, 1, 1, 1, 1, 1},
		{"629900000000", "2026年9月", "123.4", "1,100,000", "４００，０００", 800.5, 1234.5, 33.2},
		{"629902", 46266, 12, "100000", nil, "-", nil, nil}, // serial of 2026-09-01
		{},
		{nil, "629902", "2026-09"},                   // shifted by one cell: two faults
		{"629902001", "2026-09-15", 1, 1},            // not the first of a month
		{"629902001001001", "2026-09-01", 1, 1},      // a grid has no profile
		{"629902002", "2026/9/1", "0", 1},            // nobody lives there
		{"629902002", "202609", "1.5人", 1},           // a unit against the header's
		{"629902001001", "2026-09-01", 0.12345, 1.5}, // 1234.5 people
		{"全市合计", nil, 200, 1, 1, 1, 1, 1},
		{"填报人：王某", nil, nil, "审核人：李某"},
		{"填报日期：2026-10-08"},
		{nil, "注：含流动人口"},
	}
	path := c.book("area_profile_2026-09-30.xlsx", rows, func(f *excelize.File) error {
		_, err := f.NewSheet("说明")
		return errors.Join(err, f.MergeCell("Sheet1", "A1", "H1"), f.MergeCell("Sheet1", "A2", "A3"), f.MergeCell("Sheet1", "B2", "B3"),
			f.MergeCell("Sheet1", "C2", "E2"), f.SetCellValue("说明", "A1", "本表由各区县填报"))
	})
	b := c.must("area_profile", path)
	if got, want := c.rejects(b[0]), strings.Join([]string{
		"10:area_code:area", "11:resident_pop:range", "12:resident_pop:type", "13:registered_pop:type", "13:resident_pop:type",
		"8:area_code:required", "8:resident_pop:type", "8:stat_month:type", "9:stat_month:range",
	}, " "); got != want && got != strings.Replace(want, "8:resident_pop:type ", "", 1) {
		t.Errorf("rejects\n%s, want\n%s", got, want)
	}
	if x := b[0]; x.Received != 8 || x.Landed != 2 || x.Note != "sheets not read: 说明" {
		t.Errorf("batch %+v", x)
	}
	if got, want := c.query("SELECT area_code, stat_month::VARCHAR, resident_pop, registered_pop, households, land_area, gdp, motor_vehicles, _source_row FROM area_profile ORDER BY 1"),
		"6299|2026-09-01|1234000|1100000|400000|800.5|1.2345e+07|332000|5 629902|2026-09-01|120000|100000|<nil>|<nil>|<nil>|<nil>|6"; got != want {
		t.Errorf("rows\n%s, want\n%s", got, want)
	}
}

func TestAreaWorkbook(t *testing.T) {
	c := newCity(t)
	head := strings.Split(strings.TrimSpace(areaHeader), ",")
	title := make([]any, len(head))
	for i, h := range head {
		title[i] = h
	}
	title[1] = "* 名 称"
	b := c.must("area",
		c.book("area_临河区_2026-11-01.xlsx", [][]any{title,
			{"629902", "临河区", "2", "11", "6299", nil, nil, nil, 103.8, 36.05, nil, 44197},
			{629902001001, "丙社区", 4, "31", "629902001", "629902001001", "111", nil, 103.8, 36.05, nil, "2021-01-01"},
			{629902001001001, "一网格", 5, "41", "629902001001", "629902001001", nil, "1,200户", 103.8, 36.05, nil, 44197.0},
			{"629902001", "甲街道", 3, "21", "629902", "629902001000", nil, nil, 103.8, 36.05, nil, "2021-01-01"}}, nil),
		c.book("area_2026-11-01.xlsx", [][]any{title, {"６２９９", "安澜市", "1", "01", nil, nil, nil, nil, 103.8, 36.05, nil, 44197}}, nil))
	if b[0].Landed != 4 || b[1].Landed != 1 {
		t.Errorf("batches %+v: %s", b, c.rejects(b[0]))
	}
	if got, want := c.query("SELECT area_code, households, valid_from::VARCHAR FROM area ORDER BY 1"),
		"6299|<nil>|2021-01-01 629902|<nil>|2021-01-01 629902001|<nil>|2021-01-01 629902001001|<nil>|2021-01-01 629902001001001|1200|2021-01-01"; got != want {
		t.Errorf("rows\n%s, want\n%s", got, want)
	}
}

func TestWorkbookWithoutTheHeaderIsHeld(t *testing.T) {
	c := newCity(t).areas()
	b, err := c.land("department", c.book("department_2026-11-01.xlsx", [][]any{{"单位", "名称"}, {"1", "2"}}, nil))
	if anlan.KindOf(err) != anlan.Held || !strings.Contains(b[0].Note, "expected 单位编码") {
		t.Errorf("%v %+v", err, b)
	}
	k, _ := Builtin("department")
	k.Source.Sheet = "名录"
	if b, err = c.landBy(k, c.book("department_2026-11-02.xlsx", [][]any{{"单位", "名称"}, {"1", "3"}}, nil)); err == nil || !strings.Contains(b[0].Note, `no sheet named "名录"`) {
		t.Errorf("%v %+v", err, b)
	}
}
