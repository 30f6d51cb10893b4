package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// forms are ways in which a number is written.
var forms = map[string]func(string) string{
	"plainly": plainly, "full-width": spelled("０１２３４５６７８９"), "Arabic-Indic": spelled("٠١٢٣٤٥٦٧٨٩"), "circled": spelled("⓪①②③④⑤⑥⑦⑧⑨"),
	"numerals": spelled("〇一二三四五六七八九"), "capitals": spelled("零壹贰叁肆伍陆柒捌玖"), "no width": joined("\u200b"), "one by one": joined(" "),
	"hyphens": grouped("-"), "spaces": grouped(" "), "wide spaces": grouped("\u3000"), "+86": func(n string) string { return "+86" + n }, "named": func(n string) string { return "张三" + n },
}

// plantAll sends a file for every place a number can stand in.
func (h *hostile) plantAll() {
	for _, header := range []string{"四联单号", "承办调解组织", "责任单位"} {
		for _, name := range slices.Sorted(maps.Keys(forms)) {
			h.dispute(name, map[string]string{header: h.mobile(header+", "+name, forms[name])})
		}
	}
	for _, name := range []string{"plainly", "full-width", "numerals", "no width", "spaces"} {
		h.dispute(name, map[string]string{"四联单号": h.identity("identity, "+name, forms[name])})
	}
	for header, where := range map[string]string{"简要情况": "a story", "联系电话": "a dropped column", "办理状态": "a code", "登记时间": "a date", "涉及人数": "a small number", "涉及金额": "an amount", "是否重复纠纷": "a boolean"} {
		h.dispute(where, map[string]string{header: h.mobile(where, plainly)})
	}
	for header, where := range map[string]string{"当事人证件号码": "a landing-only column", "发生地区划": "an area", "纠纷编号": "a key with a pattern"} {
		h.dispute(where, map[string]string{header: h.identity(where, plainly)})
	}
	wrong := h.identity("a wrong check character", func(n string) string { return n[:17] + "?" })
	h.dispute("", map[string]string{"当事人证件号码": wrong})
	h.dispute("", map[string]string{"extra header": "备注" + h.mobile("a header", plainly), "extra": h.mobile("a column nobody asked for", plainly)})
	h.dispute("", map[string]string{"extra header": h.identity("a header, spelled", forms["full-width"])})
	// Rows that are torn, and bytes that are no character.
	h.send("dispute_case", "dispute_case_"+h.day()+".csv", append(h.disputes(nil), "\""+h.mobile("a quote that never ends", plainly)+",x\n"...))
	h.send("dispute_case", "dispute_case_"+h.day()+".csv", append(h.disputes(nil), h.mobile("half a row", plainly)+",x\n"...))
	h.dispute("", map[string]string{"四联单号": "\xff\xfe" + h.mobile("beside broken bytes", plainly)})
	// Names of files: landed, held, packed.
	h.taken = "投诉" + h.mobile("a file's name", plainly) + "_" + h.day() + ".csv"
	h.send("dispute_case", h.taken, h.disputes(nil))
	h.send("dispute_case", "投诉"+h.identity("a held file's name", plainly)+"_"+h.day()+".csv", h.disputes(map[string]string{"四联单号": h.mobile("in it", plainly)}))
	h.send("dispute_case", h.mobile("the name of no table", plainly)+".csv", []byte(h.mobile("a file without a header", plainly)+","+h.identity("a file without a header", plainly)+"\n1,2\n"))
	h.send("dispute_case", h.mobile("the name of an old sheet", plainly)+".xls", []byte("\xd0\xcf\x11\xe0"))
	h.send("dispute_case", "dispute_case_2026-11-30.csv", h.disputes(nil)) // so that the month is whole
	h.packed()
	h.workbook()
	h.objects()
	// Another encoding, where nothing is a byte of the number's own.
	text, err := simplifiedchinese.GB18030.NewEncoder().Bytes(h.disputes(map[string]string{"责任单位": "综治中心" + h.mobile("GB18030", forms["full-width"])}))
	if err != nil {
		h.Fatal(err)
	}
	h.send("dispute_case", "dispute_case_"+h.day()+".csv", text)
	// Notices: a reason, and the file whose name holds a number.
	h.send("dispute_case", "withdraw_"+h.day()+".csv", []byte("文件名,原因\ndispute_case_2026-01-01.csv,"+h.mobile("a reason", plainly)+"要求\n"))
	h.send("dispute_case", "withdraw_"+h.day()+".csv", []byte("文件名,原因\n"+h.mobile("a file that a notice names and nobody sent", plainly)+".csv,误报\n"))
	h.send("dispute_case", "withdraw_"+h.day()+".csv", []byte("文件名,原因\n"+h.taken+",误报\n"))
}

func (h *hostile) packed() {
	var b bytes.Buffer
	g := gzip.NewWriter(&b)
	g.Name = h.mobile("the name within gzip", plainly)
	if _, err := g.Write(h.disputes(map[string]string{"简要情况": h.mobile("a story in gzip", plainly)})); err != nil {
		h.Fatal(err)
	}
	if err := g.Close(); err != nil {
		h.Fatal(err)
	}
	h.send("dispute_case", "dispute_case_"+h.day()+".csv.gz", slices.Clone(b.Bytes()))
	b.Reset()
	z := zip.NewWriter(&b)
	for _, name := range []string{h.mobile("the name within zip", plainly) + "_2026-04-01.csv", h.mobile("a member of zip that is no table", plainly) + ".bin"} {
		w, err := z.Create(name)
		if err == nil && strings.HasSuffix(name, ".csv") {
			_, err = w.Write(h.disputes(nil))
		}
		if err != nil {
			h.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		h.Fatal(err)
	}
	h.send("dispute_case", "dispute_case_"+h.day()+".zip", b.Bytes())
}

// workbook sends a book with numbers in names of sheets, titles, headers,
// notes, comments and cells, as text and as numbers.
func (h *hostile) workbook() {
	for _, kept := range []bool{false, true} {
		rows := strings.Split(strings.TrimSpace(string(h.disputes(map[string]string{"extra header": h.mobile("a header of a sheet", plainly), "简要情况": h.mobile("a story in a sheet", plainly)}))), "\n")
		f := excelize.NewFile()
		sheet := "纠纷" + h.mobile("the name of the sheet", plainly)
		err := errors.Join(f.SetSheetName("Sheet1", sheet))
		put := func(row, col int, v any) {
			cell, cerr := excelize.CoordinatesToCellName(col, row)
			err = errors.Join(err, cerr, f.SetCellValue(sheet, cell, v))
		}
		put(1, 1, "矛盾纠纷登记表（联系人"+h.mobile("a title", plainly)+"）")
		for i, line := range rows {
			for k, cell := range strings.Split(line, ",") {
				put(i+2, k+1, cell)
			}
		}
		if kept {
			for k, header := range strings.Split(rows[0], ",") {
				if header == "四联单号" {
					n, perr := strconv.ParseInt(h.mobile("a number in a text column of a sheet", plainly), 10, 64)
					err = errors.Join(err, perr)
					put(3, k+1, n)
				}
			}
		}
		put(len(rows)+2, 1, "填报人："+h.mobile("a note under the table", plainly))
		_, serr := f.NewSheet(h.mobile("the name of another sheet", plainly))
		err = errors.Join(err, serr, f.AddComment(sheet, excelize.Comment{Cell: "A2", Author: "x", Text: h.mobile("a comment", plainly)}),
			f.SetDocProps(&excelize.DocProperties{Creator: h.mobile("the author", plainly)}))
		var b bytes.Buffer
		err = errors.Join(err, f.Write(&b), f.Close())
		if err != nil {
			h.Fatal(err)
		}
		h.send("dispute_case", "dispute_case_"+h.day()+".xlsx", b.Bytes())
	}
}

// objects sends JSON with numbers in keys, values, nests, and what breaks off.
func (h *hostile) objects() {
	rec := func(more string) string {
		h.serial++
		return fmt.Sprintf(`{"case_id":"62990220261101%05d","area_code":"629902001","register_time":"2026-11-01 09:00:00","channel":"01","dispute_type":"0101","scale":"01","handle_level":"4","due_time":"2026-12-01","status":"01","updated_at":"2026-11-01 10:00:00"%s}`, h.serial, more)
	}
	name := func(kind string) string { return "dispute_case_" + h.day() + kind }
	h.send("dispute_case", name(".jsonl"), []byte(rec(`,"`+h.mobile("a key", plainly)+`":1,"人":{"电话":"`+h.mobile("a nested value", plainly)+`"}`)+"\n"+rec("")+"\n"))
	h.send("dispute_case", name(".json"), []byte(`{"operator":"`+h.mobile("around the records", plainly)+`","`+h.mobile("a key around them", plainly)+`":[],"data":[`+rec("")+`]}`))
	h.send("dispute_case", name(".json"), []byte(`[`+rec(`,"slip_no":{"号":"`+h.mobile("a nest in a kept column", plainly)+`"}`)+`,`+rec("")+`]`))
	h.send("dispute_case", name(".jsonl"), []byte(rec(`,"slip_no":"`+h.mobile("an escaped value", func(n string) string { return fmt.Sprintf(`\u%04x%s`, n[0], n[1:]) })+`"`)+"\n"))
	h.send("dispute_case", name(".jsonl"), []byte(rec("")+"\n{\"case_id\": "+h.mobile("a line that breaks off", plainly)+"x\n"))
	h.send("dispute_case", name(".json"), []byte(`[`+rec("")+`, `+h.mobile("no record", plainly)+`]`))
	h.send("dispute_case", name(".json"), []byte(h.mobile("no JSON", plainly)))
}
