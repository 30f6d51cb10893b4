package demo

import "path/filepath"

// sheet is a workbook whose rows are put together by hand.
type sheet struct {
	dataset, name string
	title         string
	groups        []group // upper header row, nil for none
	rows          []sheetRow
	total         []any // the row 合计, nil for none
	notes         []string
}

// sheetRow is a row of a sheet; rule is set where it is not clean.
type sheetRow struct {
	cells        []any
	rule, column string
}

// write writes the workbook and lists the rows in it that are not clean.
func (s *sheet) write(dir string) (out []Rejected, err error) {
	f := form{kind: formBook, title: s.title, groups: s.groups, notes: s.notes}
	w, err := createBook(filepath.Join(dir, "inbox", s.dataset, s.name), f, columnsOf(s.dataset))
	if err != nil {
		return nil, err
	}
	for _, r := range s.rows {
		if err := w.put(r.cells); err != nil {
			return nil, err
		}
		if r.rule != "" {
			out = append(out, Rejected{s.dataset, s.name, w.row, r.column, r.rule})
		}
	}
	return out, w.finish(s.total)
}
