package etl

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/anlan-lake/anlan"
)

// MaxBookRows is how many rows one sheet of a workbook takes; the rest comes
// with the next export.
const MaxBookRows = 20_000

// maxComments is how many faulty cells of a sheet carry a note of their own;
// column _faults says the same of every row.
const maxComments = 2000

// Sheets of a workbook that are not data.
const (
	guideSheet = "说明 Read me"
	codesSheet = "代码 Codes"
)

// book writes rejected rows as a workbook for their department to mend.
type book struct {
	f      *excelize.File
	styles struct{ head, locked, plain, faulty, title, wrap int }
	codes  map[string]string // by list: the cells of the sheet of codes that hold it
	next   int               // free row of that sheet
}

// WriteBook writes sheets of rejected rows, each of another data set, as an
// XLSX workbook: what a clerk mends and sends back. Faulty cells are coloured
// and carry a note of the rule and what is expected; columns with a code list
// offer its codes; every cell is text, so that long codes keep their digits and
// none is taken for a formula. batches names the files of the rows by id.
func WriteBook(w io.Writer, sheets []RejectedSheet, batches map[string]anlan.Batch, now time.Time) (err error) {
	b := &book{f: excelize.NewFile(), codes: map[string]string{}, next: 2}
	defer func() { err = errors.Join(err, b.f.Close()) }()
	if err := b.start(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	if err := b.guide(sheets, batches, now); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	for _, s := range sheets {
		if err := b.data(s); err != nil {
			return fmt.Errorf("write workbook: sheet %s: %w", s.Contract.ID, err)
		}
	}
	if b.next == 2 {
		err = b.f.DeleteSheet(codesSheet)
	}
	return errors.Join(err, b.f.Write(w))
}

func (b *book) start() (err error) {
	border := []excelize.Border{{Type: "bottom", Color: "BFBFBF", Style: 1}, {Type: "right", Color: "BFBFBF", Style: 1}}
	style := func(fill string, bold, locked, wrap bool) int {
		s := &excelize.Style{NumFmt: 49, Border: border, Font: &excelize.Font{Bold: bold, Size: 11},
			Alignment: &excelize.Alignment{WrapText: wrap, Vertical: "top"}, Protection: &excelize.Protection{Locked: locked}}
		if fill != "" {
			s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fill}}
		}
		id, e := b.f.NewStyle(s)
		err = errors.Join(err, e)
		return id
	}
	b.styles.head, b.styles.locked = style("D9E1F2", true, true, false), style("EDEDED", false, true, false)
	b.styles.plain, b.styles.faulty = style("", false, false, false), style("FFC7CE", false, false, false)
	b.styles.title, b.styles.wrap = style("", true, true, true), style("", false, true, true)
	if err != nil {
		return err
	}
	if err := b.f.SetSheetName("Sheet1", guideSheet); err != nil {
		return err
	}
	if _, err := b.f.NewSheet(codesSheet); err != nil {
		return err
	}
	return b.f.SetSheetRow(codesSheet, "A1", &[]string{"代码表 list", "代码 code", "名称", "name"})
}

// guide writes what to do, and what is in the book.
func (b *book) guide(sheets []RejectedSheet, batches map[string]anlan.Batch, now time.Time) error {
	lines := []string{
		"待补正的记录 / Records to be mended",
		"1. 每个数据集一张表。红色单元格有误，批注说明规则与应填内容；“_faults” 列是同样的说明。请直接在表中改正。\n" +
			"1. One sheet for each data set. Red cells are at fault; their notes say the rule and what is expected, and so does the column _faults. Mend them in place.",
		"2. 请勿改动 “_batch” 与 “_row” 两列：它们说明该行补正哪一批的哪一行。暂不能改正的行可以保留原样或删去，会继续待补正。\n" +
			"2. Leave the columns _batch and _row as they are: they say which row of which file a line answers. Rows you cannot mend yet may stay as they are or be deleted; they stay open.",
		"3. 不要新增行；未被拒收的记录有误时，请按平常方式报送更正文件。\n" +
			"3. Add no rows. Where a record that was not rejected is wrong, send a corrected file as usual.",
		"4. 存为 XLSX 后按平常渠道报回，或交由操作员执行：anlan quarantine reland 文件名\n" +
			"4. Save as XLSX and send it back as you send your files, or have the operator run: anlan quarantine reland FILE",
		"5. 本文件可能含个人信息：只交给本部门经办人，用后删除，不得转发。\n" +
			"5. This file may hold personal data: for the clerk in charge alone; delete it after use, do not pass it on.",
	}
	at := 1
	put := func(style int, cells ...string) error {
		from, _ := excelize.CoordinatesToCellName(1, at)
		to, _ := excelize.CoordinatesToCellName(max(1, len(cells)), at)
		at++
		return errors.Join(b.f.SetSheetRow(guideSheet, from, &cells), b.f.SetCellStyle(guideSheet, from, to, style))
	}
	var errs []error
	for i, s := range lines {
		style := b.styles.wrap
		if i == 0 {
			style = b.styles.title
		}
		cell := "A" + strconv.Itoa(at)
		errs = append(errs, put(style, s), b.f.MergeCell(guideSheet, cell, "G"+strconv.Itoa(at-1)), b.f.SetRowHeight(guideSheet, at-1, 48))
	}
	at++
	errs = append(errs, put(b.styles.head, "表 sheet", "数据集", "data set", "责任单位", "owner", "文件 file", "待补正 rows"))
	for _, s := range sheets {
		for _, id := range s.batchIDs() {
			n := 0
			for _, r := range s.Rows {
				if r.Batch == id {
					n++
				}
			}
			c := s.Contract
			errs = append(errs, put(b.styles.wrap, c.ID, c.Name.Zh, c.Name.En, c.Owner.Zh, c.Owner.En, batches[id].Source, strconv.Itoa(n)))
		}
	}
	at++
	errs = append(errs, put(b.styles.wrap, "导出时间 exported", now.Format(time.DateTime)), b.f.SetColWidth(guideSheet, "A", "G", 22),
		b.f.ProtectSheet(guideSheet, &excelize.SheetProtectionOptions{SelectLockedCells: true, FormatColumns: true, FormatRows: true}))
	return errors.Join(errs...)
}

func (s RejectedSheet) batchIDs() []string {
	var ids []string
	for _, r := range s.Rows {
		if !slices.Contains(ids, r.Batch) {
			ids = append(ids, r.Batch)
		}
	}
	return ids
}

// own is how many columns lead the data.
const own = 3

// data writes the rows of one data set.
func (b *book) data(s RejectedSheet) error {
	name := s.Contract.ID
	if _, err := b.f.NewSheet(name); err != nil {
		return err
	}
	head := append([]string{mendBatch, mendRow, mendFaults}, s.Header...)
	if slices.ContainsFunc(s.Rows, func(r SentRow) bool { return r.Surplus != "" }) {
		head = append(head, mendSurplus)
	}
	torn := func(r SentRow) bool {
		return slices.ContainsFunc(r.Faults, func(j anlan.Reject) bool { return j.Rule == anlan.RuleFields })
	}
	sent := 0 // the column, counted from 1
	if slices.ContainsFunc(s.Rows, torn) {
		head = append(head, mendSent)
		sent = len(head)
	}
	last := len(s.Rows) + 1
	corner := func(col, row int) string { c, _ := excelize.CoordinatesToCellName(col, row); return c }
	errs := []error{
		b.f.SetSheetRow(name, "A1", &head),
		b.f.SetCellStyle(name, "A1", corner(len(head), 1), b.styles.head),
		b.f.SetCellStyle(name, "A2", corner(own, last), b.styles.locked),
		b.f.SetCellStyle(name, corner(own+1, 2), corner(len(head), last), b.styles.plain),
		b.f.SetColWidth(name, "A", "B", 18), b.f.SetColWidth(name, "C", "C", 40),
		b.f.SetPanes(name, &excelize.Panes{Freeze: true, XSplit: own, YSplit: 1, TopLeftCell: corner(own+1, 2), ActivePane: "bottomRight"}),
	}
	notes := 0
	for i, r := range s.Rows {
		cells := append([]string{r.Batch, strconv.FormatInt(r.Row, 10), faultsText(r.Faults)}, r.Cells...)
		if r.Surplus != "" {
			cells = append(cells, r.Surplus)
		}
		errs = append(errs, b.f.SetSheetRow(name, corner(1, i+2), &cells))
		if sent > 0 && torn(r) {
			errs = append(errs, b.f.SetCellStr(name, corner(sent, i+2), sentMark(r.Cells)))
		}
		for col, text := range s.faulty(r) {
			cell := corner(own+1+col, i+2)
			errs = append(errs, b.f.SetCellStyle(name, cell, cell, b.styles.faulty))
			if notes++; notes <= maxComments {
				errs = append(errs, b.f.AddComment(name, excelize.Comment{Author: "Anlan", Cell: cell, Text: text, Width: 260, Height: 110}))
			}
		}
	}
	if sent > 0 {
		col, _ := excelize.ColumnNumberToName(sent)
		errs = append(errs, b.f.SetColVisible(name, col, false), b.f.SetCellStyle(name, corner(sent, 2), corner(sent, last), b.styles.locked))
	}
	for i, k := range s.props {
		if k < 0 {
			continue
		}
		sqref := corner(own+1+i, 2) + ":" + corner(own+1+i, last)
		errs = append(errs, b.choices(name, sqref, &s.Contract.Properties[k]))
	}
	// Without a password: against slips, not against anybody.
	errs = append(errs, b.f.ProtectSheet(name, &excelize.SheetProtectionOptions{SelectLockedCells: true, SelectUnlockedCells: true,
		FormatCells: true, FormatColumns: true, FormatRows: true, DeleteRows: true, AutoFilter: true, Sort: true}))
	return errors.Join(errs...)
}

// faulty gives the notes of a row's faulty cells, by column of the sheet's
// header; a fault of the whole row has none.
func (s RejectedSheet) faulty(r SentRow) map[int]string {
	out := map[int]string{}
	for _, j := range r.Faults {
		col := slices.IndexFunc(s.props, func(k int) bool { return k >= 0 && s.Contract.Properties[k].Name == j.Column })
		if col < 0 {
			continue
		}
		if out[col] != "" {
			out[col] += "\n"
		}
		out[col] += RuleZh(j.Rule) + "：应为" + ExpectedZh(j.Expected) + "\n" + j.Rule + ": expected " + j.Expected
	}
	return out
}

// faultsText says in one cell what is wrong with a row.
func faultsText(faults []anlan.Reject) string {
	var parts []string
	for _, j := range faults {
		where := j.Header
		if where == "" {
			where = j.Column
		}
		if where == "" {
			where = "整行 row"
		}
		parts = append(parts, fmt.Sprintf("%s：%s，应为%s / %s, expected %s", where, RuleZh(j.Rule), ExpectedZh(j.Expected), j.Rule, j.Expected))
	}
	return strings.Join(parts, "; ")
}

// choices offers a column's codes. What a contract recodes may be written too,
// so that another value is a warning and no more.
func (b *book) choices(sheet, sqref string, p *Property) error {
	ref, err := b.codeCells(p)
	if ref == "" || err != nil {
		return err
	}
	dv := excelize.NewDataValidation(true)
	dv.SetSqref(sqref)
	dv.SetSqrefDropList(ref)
	dv.SetError(excelize.DataValidationErrorStyleWarning, "代码 code", "不在代码表内，见表“"+codesSheet+"” / not in the list, see sheet "+codesSheet)
	return b.f.AddDataValidation(sheet, dv)
}

// codeCells writes the codes a column takes to the sheet of codes, once, and
// gives the cells.
func (b *book) codeCells(p *Property) (string, error) {
	list, err := p.choices()
	if len(list) == 0 || err != nil {
		return "", err
	}
	name := p.Codes
	if name == "" || len(p.Values) > 0 {
		name = strings.TrimSpace(p.Codes + " " + p.Header[0])
	}
	if ref, ok := b.codes[name]; ok {
		return ref, nil
	}
	first := b.next
	for _, c := range list {
		cell := "A" + strconv.Itoa(b.next)
		if err := b.f.SetSheetRow(codesSheet, cell, &[]string{name, c.Code, c.NameZh, c.NameEn}); err != nil {
			return "", err
		}
		b.next++
	}
	b.codes[name] = fmt.Sprintf("'%s'!$B$%d:$B$%d", codesSheet, first, b.next-1)
	return b.codes[name], nil
}

// choices lists the codes a column takes; none where it has no list.
func (p *Property) choices() ([]Code, error) {
	var list []Code
	if p.Codes != "" {
		var err error
		if list, err = CodeList(p.Codes); err != nil {
			return nil, err
		}
	}
	if len(p.Values) == 0 {
		return list, nil
	}
	var out []Code
	for _, v := range p.Values {
		c := Code{Code: v}
		if i := slices.IndexFunc(list, func(c Code) bool { return c.Code == v }); i >= 0 {
			c = list[i]
		}
		out = append(out, c)
	}
	return out, nil
}
