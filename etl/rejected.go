package etl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// RejectedSheet is rejected rows of one data set as they were sent, under the
// headers of their files.
type RejectedSheet struct {
	Contract *Contract
	Header   []string // one row, which the contract reads as it read the file's
	Rows     []SentRow

	props  []int  // by column: the property it holds, -1 for another
	sender string // whose codes its rows hold
}

// SentRow is one rejected row. Its cells may hold personal data.
type SentRow struct {
	anlan.RejectedRow
	Cells   []string // as sent, by column; dates of sheets in full
	Surplus string   // cells beyond the header
}

// ReadRejected reads the open rejected rows of batches from the landing zone,
// as they were last sent, in sheets of one header and one sender each. Columns that the
// contract drops, and those it does not know, are left out unless all is true:
// nothing of them has to be mended. Batches whose file the landing zone no
// longer holds are given as gone. The caller says which rows are dismissed.
func ReadRejected(ctx context.Context, l *lake.Lake, c *Contract, batches []anlan.Batch, dismissed func(anlan.RejectedRow) bool, all bool, o Options) (sheets []RejectedSheet, gone []anlan.Batch, err error) {
	if err := makeZone(o.Landing); err != nil {
		return nil, nil, err
	}
	o = o.withLoc()
	for _, b := range batches {
		rows, err := l.RejectedRows(ctx, b)
		if err != nil {
			return nil, nil, err
		}
		rows = slices.DeleteFunc(rows, func(r anlan.RejectedRow) bool { return r.State != anlan.RejectOpen || dismissed != nil && dismissed(r) })
		missing := false
		sources := bySource(rows)
		for _, from := range slices.Sorted(maps.Keys(sources)) {
			sheet, err := readSent(c, b.Dataset, from, sources[from], all, o)
			if errors.Is(err, errGone) {
				missing = true
				continue
			}
			if err != nil {
				return nil, nil, fmt.Errorf("read rejected rows of %s: %w", b.Source, err)
			}
			sheet.sender = c.senderOf(b.Source)
			at := slices.IndexFunc(sheets, func(s RejectedSheet) bool {
				return slices.Equal(s.Header, sheet.Header) && s.sender == sheet.sender
			})
			if at < 0 {
				sheets = append(sheets, sheet)
			} else {
				sheets[at].Rows = append(sheets[at].Rows, sheet.Rows...)
			}
		}
		if missing {
			gone = append(gone, b)
		}
	}
	place := map[string]int{}
	for i, b := range batches {
		place[b.ID] = i
	}
	for _, s := range sheets {
		slices.SortFunc(s.Rows, func(x, y SentRow) int { return cmp.Or(place[x.Batch]-place[y.Batch], int(x.Row-y.Row)) })
	}
	slices.SortFunc(sheets, func(x, y RejectedSheet) int {
		return cmp.Or(place[x.Rows[0].Batch]-place[y.Rows[0].Batch], int(x.Rows[0].Row-y.Rows[0].Row))
	})
	return sheets, gone, nil
}

var errGone = errors.New("the landing zone no longer holds the file")

// bySource groups rows by the batch that last sent them.
func bySource(rows []anlan.RejectedRow) map[string][]anlan.RejectedRow {
	by := map[string][]anlan.RejectedRow{}
	for _, r := range rows {
		by[r.From] = append(by[r.From], r)
	}
	return by
}

// readSent reads rows of one received file.
func readSent(c *Contract, dataset, from string, rows []anlan.RejectedRow, all bool, o Options) (sheet RejectedSheet, err error) {
	path := receivedFile(o.Landing, dataset, from)
	if path == "" {
		return sheet, errGone
	}
	t, err := openTable(path, c)
	if errors.Is(err, os.ErrNotExist) {
		return sheet, errGone
	}
	if err != nil {
		return sheet, err
	}
	defer t.close()
	lay, err := t.layout(c, all)
	if err != nil {
		return sheet, err
	}
	sheet = RejectedSheet{Contract: c, Header: lay.header, props: lay.props}
	slices.SortFunc(rows, func(x, y anlan.RejectedRow) int { return cmp.Compare(x.Line, y.Line) })
	var blk block
	for len(rows) > 0 {
		err := t.fill(&blk)
		if errors.Is(err, io.EOF) {
			return sheet, fmt.Errorf("%s %d is not in the file", t.unit, rows[0].Line)
		}
		if err != nil {
			return sheet, err
		}
		for i := range blk.rows() {
			if len(rows) == 0 || rows[0].Line > blk.line[i] {
				continue
			}
			if rows[0].Line < blk.line[i] {
				return sheet, fmt.Errorf("%s %d is not in the file", t.unit, rows[0].Line)
			}
			sent := SentRow{RejectedRow: rows[0]}
			sent.Cells, sent.Surplus = lay.cells(t, c, &blk, i, o.Loc)
			sheet.Rows = append(sheet.Rows, sent)
			rows = rows[1:]
		}
	}
	return sheet, nil
}

// layout says which cells of a file an extract of it has, and under what
// header.
type layout struct {
	header []string
	props  []int
	cell   []int // of the file
}

// layout settles the columns of an extract. A header of two rows becomes one:
// the lower name where it says enough, else both.
func (t *table) layout(c *Contract, all bool) (l layout, err error) {
	prop := make([]int, len(t.raw))
	for i := range prop {
		prop[i] = -1
	}
	for k, i := range t.column {
		if i >= 0 && i < len(prop) && c.Properties[k].inFile() {
			prop[i] = k
		}
	}
	own := mendColumns()
	group := ""
	for i, name := range t.raw {
		top := ""
		if t.rows == 2 {
			if top = strings.TrimSpace(t.dec.lenient(t.head.cell(t.row, i))); top != "" {
				group = top
			}
		}
		used := slices.Contains(t.area, i) || prop[i] >= 0 && c.Properties[prop[i]].Treatment != "drop"
		if !used && !all || t.mend.on && slices.Contains(own, plain(name)) {
			continue
		}
		var same []string // from the plainest on
		if k := prop[i]; k >= 0 {
			same = append(same, name, group+name, top, c.Properties[k].Header[0])
		}
		at := slices.IndexFunc(same, func(s string) bool { return c.reads(s, prop[i], t.shift[prop[i]]) })
		switch {
		case at >= 0:
			name = same[at]
		case prop[i] >= 0:
			return l, fmt.Errorf("column %s (%s) has no header that says alone what it is", c.Properties[prop[i]].Name, name)
		case slices.Contains(t.area, i) && c.headerOf(nil, []string{name}).area[slices.Index(t.area, i)] != 0:
			name = c.areas.sources[slices.Index(t.area, i)]
		}
		l.header, l.props, l.cell = append(l.header, name), append(l.props, prop[i]), append(l.cell, i)
	}
	return l, nil
}

// reads says whether a header alone stands for a property in a unit.
func (c *Contract) reads(name string, prop, shift int) bool {
	h := c.headerOf(nil, []string{name})
	return h.column[prop] == 0 && h.shift[prop] == shift
}

// cells gives the cells of one row as text.
func (l layout) cells(t *table, c *Contract, blk *block, row int, loc *time.Location) (cells []string, surplus string) {
	for i, at := range l.cell {
		text := t.dec.lenient(blk.cell(row, at))
		if k := l.props[i]; t.sheet && k >= 0 {
			text = c.Properties[k].inFull(text, loc)
		}
		cells = append(cells, text)
	}
	var more []string
	for k := len(t.raw); k < blk.width(row); k++ {
		more = append(more, t.dec.lenient(blk.cell(row, k)))
	}
	return cells, strings.Join(more, " | ")
}

// inFull writes a date or a long code that a sheet keeps as a number as people
// read it.
func (p *Property) inFull(text string, loc *time.Location) string {
	if p.typ == typeText {
		return string(wholeNumber([]byte(text)))
	}
	if p.typ != typeDate && p.typ != typeTimestamp || strings.Trim(text, "0123456789.") != "" {
		return text
	}
	var scratch []byte
	v, f := parseTime([]byte(text), loc, &scratch)
	if f != faultNone || text == "" {
		return text
	}
	at := time.UnixMicro(v).UTC()
	if v%dayMicros == 0 && p.typ == typeDate {
		return at.Format(anlan.DateFormat)
	}
	return at.Format("2006-01-02 15:04:05.999999")
}
