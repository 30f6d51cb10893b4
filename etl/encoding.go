package etl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// sniffBytes is how much of a text is looked at to find its encoding.
const sniffBytes = 1 << 20

var (
	bomUTF8    = []byte{0xEF, 0xBB, 0xBF}
	bomUTF16LE = []byte{0xFF, 0xFE}
	bomUTF16BE = []byte{0xFE, 0xFF}
	bomGB18030 = []byte{0x84, 0x31, 0x95, 0x33}
)

// sniff names the encoding of a text by its beginning: by its byte order mark,
// by the zero bytes that UTF-16 has and others have not, as UTF-8 where it is
// UTF-8 but for a byte in many, and as GB18030 otherwise.
func sniff(head []byte) string {
	switch {
	case bytes.HasPrefix(head, bomUTF8):
		return "utf-8"
	case bytes.HasPrefix(head, bomUTF16LE):
		return "utf-16le"
	case bytes.HasPrefix(head, bomUTF16BE):
		return "utf-16be"
	case bytes.HasPrefix(head, bomGB18030):
		return "gb18030"
	}
	if zeros := bytes.Count(head, []byte{0}); zeros > 0 && zeros > len(head)/50 {
		odd := 0
		for i := 1; i < len(head); i += 2 {
			if head[i] == 0 {
				odd++
			}
		}
		if odd*2 > zeros {
			return "utf-16le"
		}
		return "utf-16be"
	}
	if utf8.Valid(head) || mostlyUTF8(head) {
		return "utf-8"
	}
	return "gb18030"
}

// mostlyUTF8 reports whether a text has a hundred characters of UTF-8 or more
// for each run of bytes that is none, or is cut within its last: a slip in a
// UTF-8 text is told by its row and column, not by a header that cannot be read.
func mostlyUTF8(head []byte) bool {
	if cutRune(head) {
		n := len(head) - 1
		for !utf8.RuneStart(head[n]) {
			n--
		}
		if utf8.Valid(head[:n]) {
			return true // cut within a character, by us or by a broken transfer
		}
	}
	good, bad := 0, 0
	for i := 0; i < len(head); {
		if head[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(head[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good >= 100*bad
}

// openText gives the text behind in ready for the tokeniser: without byte
// order mark, in UTF-8 or GB18030, which charset names. An encoding declared
// that the text cannot be in is an error.
func openText(in io.Reader, declared string) (text io.Reader, charset string, err error) {
	br := bufio.NewReaderSize(in, sniffBytes)
	head, err := br.Peek(sniffBytes)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, "", err
	}
	enc := sniff(head)
	if declared == "gbk" {
		declared = "gb18030" // which has all of it
	}
	if declared != "" && declared != "auto" && declared != enc {
		if misdeclared(head, declared, enc) {
			return nil, "", fmt.Errorf("the contract says source.encoding %s, but the text looks like %s; leave the encoding out of the contract, or correct it", declared, enc)
		}
		enc = declared
	}
	mark := 0
	switch enc {
	case "utf-16le":
		return newWideReader(br, unicode.LittleEndian), "utf-8", nil
	case "utf-16be":
		return newWideReader(br, unicode.BigEndian), "utf-8", nil
	case "utf-8":
		if bytes.HasPrefix(head, bomUTF8) {
			mark = len(bomUTF8)
		}
	case "gb18030":
		if bytes.HasPrefix(head, bomGB18030) {
			mark = len(bomGB18030)
		}
	}
	_, err = br.Discard(mark)
	return br, enc, err
}

// misdeclared reports whether a text that looks like one encoding cannot be in
// the one declared.
func misdeclared(head []byte, declared, looks string) bool {
	wide := func(enc string) bool { return enc == "utf-16le" || enc == "utf-16be" }
	switch {
	case len(head) == 0:
		return false
	case wide(declared) || wide(looks):
		return true
	case ascii(head):
		return false
	case declared == "utf-8":
		return true
	}
	// A few characters of GB18030 may by chance be UTF-8, a whole text not.
	long := 0
	for i := 0; i < len(head) && long < 8; {
		_, n := utf8.DecodeRune(head[i:])
		if n > 2 {
			long++
		}
		i += n
	}
	return bytes.HasPrefix(head, bomUTF8) || long == 8
}

// wideReader reads UTF-16 as UTF-8. A text that ends within a character broke
// off: that is an error, not a character.
type wideReader struct {
	in   *io.LimitedReader // counts what was read
	text io.Reader
}

func newWideReader(in io.Reader, order unicode.Endianness) *wideReader {
	count := &io.LimitedReader{R: in, N: math.MaxInt64 - 1}
	return &wideReader{count, transform.NewReader(count, unicode.UTF16(order, unicode.UseBOM).NewDecoder())}
}

func (w *wideReader) Read(p []byte) (int, error) {
	n, err := w.text.Read(p)
	if errors.Is(err, io.EOF) && w.in.N%2 != 0 {
		return n, fmt.Errorf("the UTF-16 text breaks off within a character: the upload was cut short; send it again")
	}
	return n, err
}

// decoder turns cells into UTF-8.
type decoder struct {
	gb  bool
	dec transform.Transformer
	buf []byte
}

func newDecoder(charset string) *decoder {
	if charset == "gb18030" {
		return &decoder{gb: true, dec: simplifiedchinese.GB18030.NewDecoder(), buf: make([]byte, 512)}
	}
	return &decoder{}
}

var errBytes = fmt.Errorf("bytes that are no character")

// ascii reports whether b has no byte above 127.
func ascii(b []byte) bool {
	for len(b) >= 8 {
		if (b[0]|b[1]|b[2]|b[3]|b[4]|b[5]|b[6]|b[7])&0x80 != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// decode gives a cell that is not plain ASCII as UTF-8; what it gives is good
// until the next call.
func (d *decoder) decode(cell []byte) ([]byte, error) {
	if !d.gb {
		if !utf8.Valid(cell) {
			return nil, errBytes
		}
		return cell, nil
	}
	if need := 2*len(cell) + 16; len(d.buf) < need {
		d.buf = make([]byte, need)
	}
	d.dec.Reset()
	n, _, err := d.dec.Transform(d.buf, cell, true)
	if err != nil || bytes.ContainsRune(d.buf[:n], utf8.RuneError) {
		return nil, errBytes
	}
	return d.buf[:n], nil
}

// lenient decodes for display: what is no character becomes U+FFFD.
func (d *decoder) lenient(cell []byte) string {
	if ascii(cell) {
		return string(cell)
	}
	if !d.gb {
		return string(bytes.ToValidUTF8(cell, []byte("\uFFFD")))
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(cell)
	if err != nil {
		return string(bytes.ToValidUTF8(cell, []byte("\uFFFD")))
	}
	return string(out)
}
