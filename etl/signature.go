package etl

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf16"
)

// signature is what a file is by its first bytes, whatever it is called.
type signature uint8

const (
	sigText signature = iota
	sigGzip
	sigZstd
	sigZip // an archive, a workbook or an OpenDocument
	sigOLE // a workbook of Excel 97 to 2003, or one under a password
	sigHTML
	sigXML    // a workbook as XML of Excel 2003, or other XML
	sigPacked // an archive that is not read
	sigOther  // no table at all
)

// signatureBytes is how much of a file its signature needs.
const signatureBytes = 4096

// marks are the bytes that files begin with.
var marks = []struct {
	bytes string
	sig   signature
}{
	{"\x1f\x8b", sigGzip},
	{"\x28\xb5\x2f\xfd", sigZstd},
	{"PK\x03\x04", sigZip},
	{"PK\x05\x06", sigZip}, // an archive without members
	{"PK\x07\x08", sigZip}, // a part of an archive in several
	{"\xd0\xcf\x11\xe0", sigOLE},
	{"Rar!\x1a\x07", sigPacked},
	{"7z\xbc\xaf\x27\x1c", sigPacked},
	{"BZh", sigPacked},
	{"\xfd7zXZ\x00", sigPacked},
	{"%PDF-", sigOther},
	{"\xff\xd8\xff", sigOther},      // JPEG
	{"\x89PNG\r\n\x1a\n", sigOther}, // PNG
	{"PAR1", sigOther},              // Parquet
	{"SQLite format 3\x00", sigOther},
}

// signatureOf says what a file is by its first bytes.
func signatureOf(head []byte) signature {
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.bytes)) {
			return m.sig
		}
	}
	text := head
	switch { // pages are saved in UTF-16 too
	case bytes.HasPrefix(head, bomUTF16LE), bytes.HasPrefix(head, bomUTF16BE):
		text = bytes.ReplaceAll(head[2:], []byte{0}, nil)
	case bytes.HasPrefix(head, bomUTF8):
		text = head[len(bomUTF8):]
	}
	text = bytes.ToLower(bytes.TrimSpace(text[:min(len(text), 1024)]))
	starts := func(words ...string) bool {
		for _, w := range words {
			if bytes.HasPrefix(text, []byte(w)) {
				return true
			}
		}
		return false
	}
	switch {
	case starts("<!doctype html", "<html", "<head", "<meta", "<body", "<table", "<style", "<div", "<!--", "mime-version:"):
		return sigHTML
	case starts("<?xml"):
		if bytes.Contains(text, []byte("<html")) {
			return sigHTML
		}
		return sigXML
	}
	return sigText
}

// peekFile gives the first bytes of a file.
func peekFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, signatureBytes)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return head[:n], nil
}

// resave is what to do about a workbook that is not read.
const resave = "open it in Excel or WPS, save it as XLSX (or as CSV UTF-8) and send that"

// refuse says why a file of a signature cannot be read as a table, and what to
// do; nil for one that can.
func refuse(path string, sig signature) error {
	switch sig {
	case sigOLE:
		return refuseOLE(path)
	case sigHTML:
		return fmt.Errorf("it is a web page under the name of a %s file; %s", ending(path), resave)
	case sigXML:
		return fmt.Errorf("it is XML, not a %s file; %s", ending(path), resave)
	case sigPacked:
		return fmt.Errorf("it is an archive of a kind that is not read; pack it as ZIP, gzip or zstd, or send the file within")
	case sigOther:
		return fmt.Errorf("it is no table but a document, a picture or a database; send the table as CSV, XLSX or JSON")
	}
	return nil
}

// ending names what a file is called: "CSV" of x.csv.
func ending(path string) string {
	if ext := strings.TrimPrefix(filepath.Ext(path), "."); ext != "" {
		return strings.ToUpper(ext)
	}
	return "table"
}

// refuseOLE tells a workbook under a password from one of Excel 97 to 2003, by
// the names in the first sector of the file's directory.
func refuseOLE(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	names, err := oleNames(f)
	switch {
	case err != nil:
		return fmt.Errorf("it is an Office file that breaks off: %w; send it again", err)
	case names["EncryptedPackage"]:
		return fmt.Errorf("the workbook is under a password; save it without one (File, Info, Protect Workbook) and send that")
	case names["Workbook"], names["Book"]:
		return fmt.Errorf("the old XLS format is not read; %s", resave)
	}
	return fmt.Errorf("it is an Office file of an old format, no table; send the table as XLSX, CSV or JSON")
}

// oleNames gives the names in the first directory sector of a compound file.
func oleNames(in io.ReaderAt) (map[string]bool, error) {
	var h [76]byte
	if _, err := in.ReadAt(h[:], 0); err != nil {
		return nil, err
	}
	size := int64(512)
	if binary.LittleEndian.Uint16(h[30:]) == 12 {
		size = 4096
	}
	sector := make([]byte, size)
	at := (int64(binary.LittleEndian.Uint32(h[48:])) + 1) * size
	if n, err := in.ReadAt(sector, at); n < int(size) {
		return nil, err
	}
	names := map[string]bool{}
	for e := sector; len(e) >= 128; e = e[128:] {
		n := min(int(binary.LittleEndian.Uint16(e[64:])), 64) / 2
		var name []uint16
		for i := range n {
			if c := binary.LittleEndian.Uint16(e[2*i:]); c != 0 {
				name = append(name, c)
			}
		}
		names[string(utf16.Decode(name))] = true
	}
	return names, nil
}
