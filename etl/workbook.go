package etl

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A workbook's parts may unpack to maxPart bytes each, its shared strings to
// maxShared, and one piece of its XML to maxToken.
const (
	maxPart   = 4 << 30
	maxShared = 1 << 29
	maxToken  = 64 << 20
)

// workbook is an open XLSX file. It is read strictly: XML that ends early or
// is none is an error, never the end of the rows.
type workbook struct {
	zip      *zip.ReadCloser
	sheets   []bookSheet
	date1904 bool // its days are counted from 1904
	strings  string
	shared   *sharedStrings // nil until a cell needs them
}

// bookSheet is one worksheet.
type bookSheet struct {
	name   string
	part   string
	hidden bool
}

// openWorkbook opens a workbook and lists its sheets.
func openWorkbook(file string) (*workbook, error) {
	z, err := openZip(file)
	if err != nil {
		return nil, err
	}
	w := &workbook{zip: z}
	if err := w.list(); err != nil {
		z.Close()
		return nil, fmt.Errorf("the workbook cannot be read: %w", err)
	}
	return w, nil
}

// Close closes the file.
func (w *workbook) Close() error { return w.zip.Close() }

// part opens a part by its name; some programs write \ for / and other cases.
func (w *workbook) part(name string) (*xmlPart, error) {
	for _, f := range w.zip.File {
		if !strings.EqualFold(strings.TrimPrefix(strings.ReplaceAll(f.Name, "\\", "/"), "/"), name) {
			continue
		}
		if f.Flags&1 != 0 {
			return nil, fmt.Errorf("it is under a password; save it without one and send that")
		}
		if f.UncompressedSize64 > maxPart || tooLarge(int64(f.UncompressedSize64), int64(f.CompressedSize64)) {
			return nil, fmt.Errorf("%s: %w", name, errBomb)
		}
		in, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return newXMLPart(name, in), nil
	}
	return nil, fmt.Errorf("its part %s is missing", name)
}

// list reads the book's table of contents.
func (w *workbook) list() error {
	const main = "xl/workbook.xml"
	rels, kinds, err := w.relations("xl/_rels/workbook.xml.rels")
	if err != nil {
		return err
	}
	p, err := w.part(main)
	if err != nil {
		return err
	}
	defer p.Close()
	for {
		e, err := p.start()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		switch e.Name.Local {
		case "workbookPr":
			w.date1904 = truth(attr(e, "date1904"))
		case "sheet":
			id := attr(e, "id")
			if strings.HasSuffix(kinds[id], "/worksheet") {
				w.sheets = append(w.sheets, bookSheet{attr(e, "name"), rels[id], attr(e, "state") == "hidden" || attr(e, "state") == "veryHidden"})
			}
		}
	}
	for id, kind := range kinds {
		if strings.HasSuffix(kind, "/sharedStrings") {
			w.strings = rels[id]
		}
	}
	if len(w.sheets) == 0 {
		return fmt.Errorf("it has no worksheet")
	}
	return nil
}

// relations gives the targets and the kinds of what a part refers to, by id.
func (w *workbook) relations(part string) (target, kind map[string]string, err error) {
	p, err := w.part(part)
	if err != nil {
		return nil, nil, err
	}
	defer p.Close()
	target, kind = map[string]string{}, map[string]string{}
	for {
		e, err := p.start()
		if errors.Is(err, io.EOF) {
			return target, kind, nil
		}
		if err != nil {
			return nil, nil, err
		}
		if e.Name.Local != "Relationship" {
			continue
		}
		to := strings.ReplaceAll(attr(e, "Target"), "\\", "/")
		if !strings.HasPrefix(to, "/") {
			to = path.Join("xl", to)
		}
		id := attr(e, "Id")
		target[id], kind[id] = strings.TrimPrefix(to, "/"), attr(e, "Type")
	}
}

// names gives the names of the sheets, in order.
func (w *workbook) names() []string {
	names := make([]string, len(w.sheets))
	for i, s := range w.sheets {
		names[i] = s.name
	}
	return names
}

func attr(e xml.StartElement, name string) string {
	i := slices.IndexFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == name })
	if i < 0 {
		return ""
	}
	return e.Attr[i].Value
}

func truth(s string) bool {
	b, err := strconv.ParseBool(s)
	return err == nil && b || s == "on"
}

// xmlPart reads one XML part of a workbook.
type xmlPart struct {
	*xml.Decoder
	name  string
	in    io.ReadCloser
	open  int // elements open
	read  int64
	begun bool
}

func newXMLPart(name string, in io.ReadCloser) *xmlPart {
	p := &xmlPart{name: name, in: in}
	p.Decoder = xml.NewDecoder(p)
	return p
}

// Read hands the decoder more of the part, but no endless piece of it.
func (p *xmlPart) Read(b []byte) (int, error) {
	n, err := p.in.Read(b)
	if p.read += int64(n); p.read > maxToken {
		return n, fmt.Errorf("a piece of it is longer than %d MiB", maxToken>>20)
	}
	return n, err
}

// Close closes the part.
func (p *xmlPart) Close() error { return p.in.Close() }

// next gives the next piece; io.EOF behind a whole document alone.
func (p *xmlPart) next() (xml.Token, error) {
	t, err := p.RawToken()
	p.read = 0
	if errors.Is(err, io.EOF) && (p.open > 0 || !p.begun) {
		err = errors.New("it breaks off")
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	switch t.(type) {
	case xml.StartElement:
		p.open++
		p.begun = true
	case xml.EndElement:
		p.open--
	}
	return t, err
}

// start gives the next element that opens.
func (p *xmlPart) start() (xml.StartElement, error) {
	for {
		t, err := p.next()
		if err != nil {
			return xml.StartElement{}, err
		}
		if e, ok := t.(xml.StartElement); ok {
			return e, nil
		}
	}
}

// text gathers the text of the element that has just opened, without that of
// the readings (rPh) of its characters.
func (p *xmlPart) text(b []byte) ([]byte, error) {
	depth, reading := p.open, 0
	within := "" // the innermost element
	for p.open >= depth {
		t, err := p.next()
		if err != nil {
			return b, err
		}
		switch e := t.(type) {
		case xml.StartElement:
			within = e.Name.Local
			if within == "rPh" && reading == 0 {
				reading = p.open
			}
		case xml.EndElement:
			if p.open < reading {
				reading = 0
			}
			within = ""
		case xml.CharData:
			if reading == 0 && (within == "t" || p.open == depth) {
				b = append(b, e...)
			}
		}
	}
	return b, nil
}
