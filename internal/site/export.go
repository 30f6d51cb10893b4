package site

import (
	"encoding/csv"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/xuri/excelize/v2"
)

// export writes one table of a page as it is shown: name is "ranking.csv" or
// "ranking.xlsx". It enters the trail.
func (c *call) export(w http.ResponseWriter, name string, show func(*call) (*view, error)) error {
	id, kind, _ := strings.Cut(name, ".")
	v, err := show(c)
	if err != nil {
		return err
	}
	t := v.table(id)
	if t == nil || t.Plain || kind != "csv" && kind != "xlsx" {
		return anlan.Errorf(anlan.NotFound, "no table %s on this page", name)
	}
	c.site.note(c.r, c.user.Name, "export", c.current, name+" "+c.e.Meta.ID)
	file := fmt.Sprintf("%s_%s_%s.%s", id, c.period, c.e.Meta.ID, kind)
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(file))
	if kind == "csv" {
		h.Set("Content-Type", "text/csv; charset=utf-8")
		return t.writeCSV(w)
	}
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	return t.writeXLSX(w)
}

// grouped says whether rows stand under headings; an export then has a column
// for them.
func (t *Table) grouped() bool {
	for _, r := range t.Rows {
		if r.Group != "" {
			return true
		}
	}
	return false
}

// lines gives the table as text, head first. A cell that a spreadsheet would
// run as a formula is made plain text.
func (t *Table) lines() [][]string {
	grouped := t.grouped()
	head := make([]string, 0, len(t.Cols)+1)
	if grouped {
		head = append(head, "")
	}
	for _, c := range t.Cols {
		head = append(head, c.Title)
	}
	lines := [][]string{head}
	for _, r := range t.Rows {
		line := make([]string, 0, len(head))
		if grouped {
			line = append(line, plain(r.Group))
		}
		for _, cell := range r.Cells {
			line = append(line, plain(cell.Text))
		}
		lines = append(lines, line)
	}
	return lines
}

// plain guards against cells that begin like a formula; signed numbers stay.
func plain(s string) string {
	if rest, ok := strings.CutPrefix(s, "−"); ok {
		s = "-" + rest // the page's minus is no spreadsheet's
	}
	if s == "" || !strings.ContainsAny(s[:1], "=+-@\t\r") {
		return s
	}
	if _, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64); err == nil {
		return s
	}
	return "'" + s
}

func (t *Table) writeCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // spreadsheets take a file without it for GBK
		return err
	}
	out := csv.NewWriter(w)
	if err := out.WriteAll(t.lines()); err != nil {
		return fmt.Errorf("write %s.csv: %w", t.ID, err)
	}
	return nil
}

func (t *Table) writeXLSX(w io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	sheet := "Sheet1"
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return fmt.Errorf("write %s.xlsx: %w", t.ID, err)
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "808080"}}})
	if err != nil {
		return fmt.Errorf("write %s.xlsx: %w", t.ID, err)
	}
	for i, line := range t.lines() {
		row := make([]any, len(line))
		for j, s := range line {
			row[j] = excelValue(s)
			if i == 0 {
				row[j] = excelize.Cell{StyleID: bold, Value: s}
			}
		}
		if err := out.SetRow("A"+strconv.Itoa(i+1), row); err != nil {
			return fmt.Errorf("write %s.xlsx: %w", t.ID, err)
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %s.xlsx: %w", t.ID, err)
	}
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write %s.xlsx: %w", t.ID, err)
	}
	return nil
}

// excelValue makes a number of what is written as one, digit for digit; codes
// with leading zeros stay text.
func excelValue(s string) any {
	text := strings.ReplaceAll(strings.ReplaceAll(s, ",", ""), "−", "-")
	if len(text) > 1 && text[0] == '0' && text[1] != '.' || len(text) > 15 {
		return s
	}
	if v, err := strconv.ParseFloat(strings.TrimPrefix(text, "+"), 64); err == nil {
		return v
	}
	return s
}
