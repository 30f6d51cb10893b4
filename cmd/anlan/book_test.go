package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// makeBook is a command of transcripts, book FILE.xlsx TABLE [FROM:TO...]: it
// writes a workbook from a text whose cells are set apart by |, numbers marked
// by #, and merges cells.
func makeBook(ts *testscript.TestScript, _ bool, args []string) {
	f := excelize.NewFile()
	for i, line := range strings.Split(strings.TrimSpace(ts.ReadFile(args[1])), "\n") {
		for k, text := range strings.Split(line, "|") {
			var value any = text
			if n, ok := strings.CutPrefix(text, "#"); ok {
				v, err := strconv.ParseFloat(n, 64)
				ts.Check(err)
				value = v
			}
			if text != "" {
				cell, _ := excelize.CoordinatesToCellName(k+1, i+1)
				ts.Check(f.SetCellValue("Sheet1", cell, value))
			}
		}
	}
	for _, area := range args[2:] {
		from, to, _ := strings.Cut(area, ":")
		ts.Check(f.MergeCell("Sheet1", from, to))
	}
	ts.Check(f.SaveAs(ts.MkAbs(args[0])))
	ts.Check(f.Close())
}

// mendBook is a command of transcripts, mend FILE SHEET ROW HEADER TEXT: it
// does what a clerk does, and writes a text into the cell of the line that
// answers a row, under a header. A header of "-" deletes the line.
func mendBook(ts *testscript.TestScript, _ bool, args []string) {
	f, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	rows, err := f.GetRows(args[1])
	ts.Check(err)
	line, col := 0, 0
	for i, r := range rows {
		if i > 0 && r[1] == args[2] {
			line = i + 1
		}
	}
	for k, h := range rows[0] {
		if h == args[3] {
			col = k + 1
		}
	}
	if line == 0 || col == 0 && args[3] != "-" {
		ts.Fatalf("no row %s or column %s", args[2], args[3])
	}
	if args[3] == "-" {
		ts.Check(f.RemoveRow(args[1], line))
	} else {
		cell, _ := excelize.CoordinatesToCellName(col, line)
		ts.Check(f.SetCellStr(args[1], cell, args[4]))
	}
	ts.Check(f.Save())
	ts.Check(f.Close())
}

// peekBook is a command of transcripts, peek FILE SHEET: it prints the cells of
// a sheet, its notes, what columns may be chosen from, and what is no text.
func peekBook(ts *testscript.TestScript, _ bool, args []string) {
	f, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close()
	var out strings.Builder
	fmt.Fprintf(&out, "sheets: %s\n", strings.Join(f.GetSheetList(), ", "))
	rows, err := f.GetRows(args[1])
	ts.Check(err)
	for i, r := range rows {
		fmt.Fprintln(&out, strings.Join(r, "|"))
		for k := range r {
			cell, _ := excelize.CoordinatesToCellName(k+1, i+1)
			formula, err := f.GetCellFormula(args[1], cell)
			ts.Check(err)
			kind, err := f.GetCellType(args[1], cell)
			ts.Check(err)
			if formula != "" || kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString && r[k] != "" {
				fmt.Fprintf(&out, "%s is no text\n", cell)
			}
		}
	}
	notes, err := f.GetComments(args[1])
	ts.Check(err)
	for _, n := range notes {
		style, err := f.GetCellStyle(args[1], n.Cell)
		ts.Check(err)
		look, err := f.GetStyle(style)
		ts.Check(err)
		fmt.Fprintf(&out, "%s %v locked=%t: %s\n", n.Cell, look.Fill.Color, look.Protection.Locked, strings.ReplaceAll(n.Text, "\n", " / "))
	}
	choices, err := f.GetDataValidations(args[1])
	ts.Check(err)
	for _, c := range choices {
		fmt.Fprintf(&out, "%s from %s\n", c.Sqref, c.Formula1)
	}
	_, err = ts.Stdout().Write([]byte(out.String()))
	ts.Check(err)
}
