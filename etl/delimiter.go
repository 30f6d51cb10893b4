package etl

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/transform"
)

// unitSeparator stands for a delimiter of several bytes once the text is on
// its way to the tokeniser.
const unitSeparator = 0x1F

// delimitersTried are those a text may have that declares none.
var delimitersTried = []byte{',', '\t', ';', '|', '^', 1}

// checkDelimiter says what is wrong with a declared delimiter.
func checkDelimiter(d string) error {
	switch {
	case d == "" || d == "auto":
	case len(d) > 8:
		return fmt.Errorf("source.delimiter %q is longer than 8 bytes", d)
	case strings.ContainsAny(d, "\r\n\"") || strings.ContainsFunc(d, func(r rune) bool {
		return r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z' || r == '.' || r == '-'
	}):
		return fmt.Errorf("source.delimiter %q holds a character that cells are made of", d)
	}
	return nil
}

// separate settles what separates the cells of a text: the declared delimiter,
// else the one that finds most of the contract's columns. The text it gives
// has that delimiter as one byte.
func separate(text io.Reader, charset, def string, c *Contract) (out io.Reader, enc string, delim byte, err error) {
	want := c.Source.Delimiter
	if want == "" || want == "auto" {
		head := make([]byte, 64<<10)
		n, err := io.ReadFull(text, head)
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return nil, "", 0, err
		}
		want = string(c.guessDelimiter(head[:n], charset, def[0]))
		text = io.MultiReader(bytes.NewReader(head[:n]), text)
	}
	// The second byte of a GB18030 character may be any letter, | or ^.
	if charset == "gb18030" && strings.ContainsFunc(want, func(r rune) bool { return r >= 0x40 }) {
		text, charset = transform.NewReader(text, simplifiedchinese.GB18030.NewDecoder()), "utf-8"
	}
	if len(want) == 1 {
		return text, charset, want[0], nil
	}
	return &replacer{in: text, from: []byte(want)}, charset, unitSeparator, nil
}

// guessDelimiter takes the delimiter that finds most columns of the contract
// in the first lines, and of several the one that cuts them into most cells.
func (c *Contract) guessDelimiter(head []byte, charset string, def byte) byte {
	lines := head
	for i, n := 0, 0; i < len(head); i++ {
		if head[i] == '\n' {
			if n++; n == headerSearch {
				lines = head[:i+1]
				break
			}
		}
	}
	dec := newDecoder(charset)
	plain := dec.lenient(lines)
	best, most := def, [2]int{}
	for _, d := range append([]byte{def}, delimitersTried...) {
		if strings.IndexByte(plain, d) < 0 {
			continue
		}
		r := newCSVReader(strings.NewReader(plain), io.NopCloser(nil), "utf-8", d)
		var b block
		if r.fill(&b, headerSearch) != nil {
			continue
		}
		found := [2]int{}
		for i := range b.rows() {
			if b.torn[i] {
				continue
			}
			var cells []string
			for k := range b.width(i) {
				cells = append(cells, string(b.cell(i, k)))
			}
			n, missing := c.score(c.headerOf(nil, cells))
			if n > 1 && len(missing) == 0 {
				return d // it need not be sought further
			}
			found[0] = max(found[0], n)
			if i < 5 {
				found[1] += len(cells) - 1
			}
		}
		if found[0] > most[0] || found[0] == most[0] && found[1] > most[1] {
			best, most = d, found
		}
	}
	return best
}

// replacer turns a delimiter of several bytes into the unit separator.
type replacer struct {
	in   io.Reader
	from []byte
	buf  []byte // read and not yet given
	err  error
}

func (r *replacer) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for r.err == nil && len(r.buf) < len(r.from)+len(p) {
		at := len(r.buf)
		r.buf = append(r.buf, make([]byte, max(len(p), 4096))...)
		var n int
		n, r.err = r.in.Read(r.buf[at:])
		if bytes.IndexByte(r.buf[at:at+n], unitSeparator) >= 0 {
			r.err = fmt.Errorf("the text holds the byte 0x1F, which stands for the delimiter %q while it is read", r.from)
		}
		r.buf = r.buf[:at+n]
	}
	n := 0
	for n < len(p) && len(r.buf) > 0 {
		if r.err == nil && len(r.buf) < len(r.from) {
			break // the delimiter may go on
		}
		if bytes.HasPrefix(r.buf, r.from) {
			p[n] = unitSeparator
			r.buf = r.buf[len(r.from):]
		} else {
			p[n] = r.buf[0]
			r.buf = r.buf[1:]
		}
		n++
	}
	if n == 0 {
		return 0, r.err
	}
	return n, nil
}
