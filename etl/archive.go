package etl

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// maxMembers is how many files an archive may hold.
const maxMembers = 10_000

// dataEndings are those of members that are taken for tables; the others, a
// letter or a picture, are named and left.
var dataEndings = []string{".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".xls", ".ods", ".et", ".zip", ".rar", ".7z"}

// member is a table within an archive.
type member struct {
	*zip.File
	name string // in UTF-8, folders joined to it by _
}

// archive is an open ZIP archive.
type archive struct {
	*zip.ReadCloser
	members []member
	other   []string // members that are no tables
}

// openArchive opens a ZIP archive and lists the tables within it that fit
// pattern, a glob for their names, all for "". The error says why the archive
// as a whole cannot be taken.
func openArchive(file, pattern string) (*archive, error) {
	z, err := openZip(file)
	if err != nil {
		return nil, err
	}
	a := &archive{ReadCloser: z}
	if err := a.list(pattern); err != nil {
		z.Close()
		return nil, err
	}
	return a, nil
}

// openZip opens the directory of a ZIP file, which stands at its end.
func openZip(file string) (*zip.ReadCloser, error) {
	z, err := zip.OpenReader(file)
	switch {
	case errors.Is(err, zip.ErrInsecurePath): // names are never used as paths
	case errors.Is(err, zip.ErrFormat), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return nil, fmt.Errorf("the file breaks off before its directory: the upload was cut short, or it is one part of several; send it again, whole")
	case err != nil:
		return nil, err
	}
	if len(z.File) > maxMembers {
		z.Close()
		return nil, fmt.Errorf("it holds %d files, more than the %d that are taken; send the tables in smaller archives", len(z.File), maxMembers)
	}
	// Other programs write zstd within ZIP, method 93.
	z.RegisterDecompressor(zstd.ZipMethodWinZip, zstd.ZipDecompressor(zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow)))
	return z, nil
}

func (a *archive) list(pattern string) error {
	var total uint64
	for _, f := range a.File {
		name := memberName(f)
		base := path.Base(name)
		if strings.HasSuffix(name, "/") || strings.HasPrefix(name, "__MACOSX/") || inProgress(base) || base == "Thumbs.db" || base == "desktop.ini" {
			continue
		}
		fits := slices.Contains(dataEndings, path.Ext(unpackedName(base)))
		if pattern != "" {
			fits, _ = path.Match(pattern, base) // the settings' reader has tried it
		}
		if !fits {
			a.other = append(a.other, name)
			continue
		}
		if f.Flags&1 != 0 {
			return fmt.Errorf("%s within it is under a password; pack it without one and send that, or send the file itself", name)
		}
		total += f.UncompressedSize64
		if f.UncompressedSize64 > maxUnpacked || total > maxUnpacked || tooLarge(int64(f.UncompressedSize64), int64(f.CompressedSize64)) {
			return fmt.Errorf("%s within it: %w (%d times its packed size or %d GiB)", name, errBomb, maxRatio, maxUnpacked>>30)
		}
		a.members = append(a.members, member{f, strings.ReplaceAll(name, "/", "_")})
	}
	if len(a.members) == 0 {
		why := "it is empty"
		if len(a.other) > 0 {
			why = "it holds " + strings.Join(a.other[:min(len(a.other), 5)], ", ")
		}
		return fmt.Errorf("no table was found in the archive: %s; expected CSV, XLSX or JSON files", why)
	}
	slices.SortStableFunc(a.members, func(x, y member) int { return strings.Compare(x.name, y.name) })
	return nil
}

// memberName gives the name of an archive's member in UTF-8: Windows in China
// writes GBK and does not say so.
func memberName(f *zip.File) string {
	name := f.Name
	if !utf8.ValidString(name) {
		if s, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil {
			name = s
		}
	}
	name = strings.ReplaceAll(strings.ToValidUTF8(name, "_"), "\\", "/")
	folder := ""
	if strings.HasSuffix(name, "/") {
		folder = "/"
	}
	return strings.TrimPrefix(path.Clean("/"+name), "/") + folder
}

// open opens a member, bounded.
func (m member) open() (io.ReadCloser, error) {
	in, err := m.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return nil, fmt.Errorf("%s is packed by a method that is not read (%d); pack it as plain ZIP (Deflate)", m.name, m.Method)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.name, err)
	}
	u := &unpacked{in: in, what: "ZIP member", packed: int64(m.CompressedSize64)}
	return struct {
		io.Reader
		io.Closer
	}{u, in}, nil
}

// checkWorkbook says why a ZIP file is no workbook that can be read.
func checkWorkbook(file string) error {
	z, err := openZip(file)
	if err != nil {
		return err
	}
	defer z.Close()
	for _, f := range z.File {
		switch strings.ToLower(strings.ReplaceAll(f.Name, "\\", "/")) {
		case "xl/workbook.xml":
			return nil
		case "xl/workbook.bin":
			return fmt.Errorf("the binary format XLSB is not read; %s", resave)
		case "word/document.xml", "ppt/presentation.xml":
			return fmt.Errorf("it is a document or a presentation, no table; %s", resave)
		case "mimetype":
			if in, err := f.Open(); err == nil {
				what, _ := io.ReadAll(io.LimitReader(in, 100))
				in.Close()
				if bytes.Contains(what, []byte("opendocument")) {
					return fmt.Errorf("the OpenDocument format (ODS) is not read; open it in LibreOffice, WPS or Excel, save it as XLSX (or as CSV UTF-8) and send that")
				}
			}
		}
	}
	if strings.HasSuffix(strings.ToLower(file), ".zip") {
		return fmt.Errorf("it is an archive within an archive; pack the tables into one")
	}
	return fmt.Errorf("it is a ZIP archive under another name, no workbook; name it .zip")
}
