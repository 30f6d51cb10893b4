package etl

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
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
)

// sniff names the encoding of a text by its beginning: by its byte order mark,
// by the zero bytes that UTF-16 has and others have not, as UTF-8 where it is
// valid UTF-8, and as GB18030 otherwise.
func sniff(head []byte) string {
	switch {
	case bytes.HasPrefix(head, bomUTF8):
		return "utf-8"
	case bytes.HasPrefix(head, bomUTF16LE):
		return "utf-16le"
	case bytes.HasPrefix(head, bomUTF16BE):
		return "utf-16be"
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
	if utf8.Valid(head) {
		return "utf-8"
	}
	if cutRune(head) {
		n := len(head) - 1
		for !utf8.RuneStart(head[n]) {
			n--
		}
		if utf8.Valid(head[:n]) {
			return "utf-8" // cut within a character, by us or by a broken transfer
		}
	}
	return "gb18030"
}

// openText gives the text behind in ready for the tokeniser: without byte
// order mark, in UTF-8 or GB18030, which charset names.
func openText(in io.Reader, declared string) (text io.Reader, charset string, err error) {
	br := bufio.NewReaderSize(in, sniffBytes)
	head, err := br.Peek(sniffBytes)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
		return nil, "", err
	}
	enc := declared
	if enc == "" || enc == "auto" {
		enc = sniff(head)
	}
	switch enc {
	case "utf-16le":
		return transform.NewReader(br, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), "utf-8", nil
	case "utf-16be":
		return transform.NewReader(br, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()), "utf-8", nil
	}
	if bytes.HasPrefix(head, bomUTF8) {
		if _, err := br.Discard(len(bomUTF8)); err != nil {
			return nil, "", err
		}
	}
	return br, enc, nil
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
