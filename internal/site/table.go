package site

import "github.com/anlan-lake/anlan"

// Table is the one form of every table: a page shows it and an export writes
// it, so the two cannot differ.
type Table struct {
	ID    string // of the export: "ranking"
	Title string
	Note  string
	Cols  []Col
	Rows  []Row
	Empty string // said when there are no rows
	Plain bool   // no export: a list of words
	CSV   string // addresses of the exports, set by the page
	XLSX  string
}

// addresses gives every table the addresses of its exports.
func (c *call) addresses(tables []*Table) {
	for _, t := range tables {
		t.CSV, t.XLSX = c.with("export", t.ID+".csv"), c.with("export", t.ID+".xlsx")
	}
}

// narrow keeps the first columns, for a table that stands in a side column.
func (t *Table) narrow(n int) {
	t.Cols = t.Cols[:n]
	for i := range t.Rows {
		t.Rows[i].Cells = t.Rows[i].Cells[:n]
	}
}

// Col is the head of a column.
type Col struct {
	Title string
	Num   bool // figures: right-aligned
	Hint  string
	Wide  bool // takes the room that is left
}

// Row is one line; Group, where it differs from the row above, is a heading
// across the table.
type Row struct {
	Group string
	Cells []Cell
	Mark  bool // the row the page is about
}

// Cell is one figure or text as it is shown and exported.
type Cell struct {
	Text   string
	Href   string
	Colour anlan.Colour // a dot of that colour before the text; "" none
	Bar    *float64     // 0..100: a bar beside the text
	Hint   string
	Muted  bool
	Key    string // what a sort goes by when it is not the text
}

func text(s string) Cell                     { return Cell{Text: s} }
func linked(s, href string) Cell             { return Cell{Text: s, Href: href} }
func muted(s string) Cell                    { return Cell{Text: s, Muted: true} }
func coloured(s string, k anlan.Colour) Cell { return Cell{Text: s, Colour: k} }

// scored is a score with its colour and a bar.
func scored(v *float64, k anlan.Colour) Cell {
	if v == nil {
		return Cell{Text: "—", Muted: true, Colour: anlan.ColourNone}
	}
	return Cell{Text: fixed(*v, 2), Colour: k, Bar: v}
}

func col(title string) Col     { return Col{Title: title} }
func numCol(title string) Col  { return Col{Title: title, Num: true} }
func wideCol(title string) Col { return Col{Title: title, Wide: true} }
