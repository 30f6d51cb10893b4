package etl

import (
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// manySheets says whether each sheet of a workbook is a batch of its own.
func manySheets(c *Contract) bool { return strings.ContainsAny(c.Source.Sheet, "*?[") }

// sheetOf gives the sheet that the name of a kept file ends in, "" for none.
func sheetOf(file string) string {
	lower := strings.ToLower(file)
	at := max(strings.LastIndex(lower, ".xlsx"+partMark), strings.LastIndex(lower, ".xlsm"+partMark))
	if at < 0 {
		return ""
	}
	return file[at+len(".xlsx"+partMark):]
}

// sheetNames gives the names of a workbook's sheets.
func sheetNames(file string) ([]string, error) {
	w, err := openWorkbook(file)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	return w.names(), nil
}

// tableSheets gives the sheets that fit the contract's pattern and have two of
// its columns or more, and the others. One that lacks a column it must have is
// a table all the same: it is held, not passed over.
func tableSheets(file string, c *Contract) (tables, other []string, err error) {
	w, err := openWorkbook(file)
	if err != nil {
		return nil, nil, err
	}
	defer w.Close()
	for _, s := range w.sheets {
		fits, _ := path.Match(c.Source.Sheet, s.name) // checked with the contract
		if fits && !s.hidden {
			if head, err := w.head(s); err != nil || c.resembles(head) {
				tables = append(tables, s.name)
				continue
			}
		}
		other = append(other, s.name)
	}
	return tables, other, nil
}

// resembles reports whether rows from the top of a sheet have two of the
// contract's columns, or all where it has fewer.
func (c *Contract) resembles(rows [][]string) bool {
	most := 0
	for i := range rows {
		found, _ := c.score(c.headerOf(nil, rows[i]))
		if i+1 < len(rows) {
			two, _ := c.score(c.headerOf(rows[i], rows[i+1]))
			found = max(found, two)
		}
		most = max(most, found)
	}
	return most >= min(2, c.columnsInFile())
}

// head gives the first rows of a sheet that are not blank.
func (w *workbook) head(s bookSheet) ([][]string, error) {
	rows, err := w.rows(s)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var head [][]string
	for len(head) < headerSearch {
		err := rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if cells := rows.texts(); !blank(cells) {
			head = append(head, cells)
		}
	}
	return head, nil
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}
