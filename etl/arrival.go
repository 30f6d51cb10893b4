package etl

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
)

// arrival is one table that came in: a file, a member of an archive
// (archive.zip!x.csv), or a sheet of a workbook of which all sheets count
// (book.xlsx!临河区). Each is a batch of its own.
type arrival struct {
	path    string // of the file dropped
	member  string // of an archive: its name within it
	source  string // the batch's name
	content string // hash of the bytes
	hash    string // identity: of the content, and of what else tells it apart
	size    int64
	sheet   bool        // it is a sheet, the last part of source
	day     string      // that it stands for where its name has none; "" for that of its folder
	note    string      // what of its file is no batch
	fault   error       // why it cannot be read, where that is known already
	seen    os.FileInfo // of the file dropped, when it was hashed; nil where that was another run
}

// partMark stands between a file and what of it a batch is.
const partMark = "!"

// open opens what came in.
func (a arrival) open() (io.ReadCloser, error) {
	if a.member == "" {
		return os.Open(a.path)
	}
	z, err := openZip(a.path)
	if err != nil {
		return nil, errChanged // it could be read when it was listed
	}
	for _, f := range z.File {
		if f.Name != a.member {
			continue
		}
		in, err := member{f, a.source}.open()
		if err != nil {
			break
		}
		return memberFile{in, z}, nil
	}
	return nil, errors.Join(errChanged, z.Close())
}

// memberFile is an open member and the archive it lies in.
type memberFile struct {
	io.ReadCloser
	archive io.Closer
}

func (m memberFile) Close() error { return errors.Join(m.ReadCloser.Close(), m.archive.Close()) }

// derived gives the identity of what has no bytes of its own.
func derived(hash, part string) string {
	sum := sha256.Sum256([]byte(hash + partMark + part))
	return hex.EncodeToString(sum[:])
}

// newFiles finds, for each source, the batches to land.
func (d *landing) newFiles(ctx context.Context, sources []Source) ([][]*batch, error) {
	work := make([][]*batch, len(sources))
	d.known = map[string]map[string]anlan.Batch{}
	defer func() { d.known = nil }() // it is as of now
	for i, s := range sources {
		seen := map[string]string{}
		if len(s.Files) > fewFiles {
			var err error
			if d.known[s.Dataset], err = d.l.BatchesByHash(ctx, s.Dataset); err != nil {
				return nil, err
			}
		}
		for _, path := range s.Files {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			found, err := d.arrivals(ctx, s, path)
			if err != nil {
				d.held = append(d.held, anlan.Errorf(anlan.Held, "read %s: %s", masked(path), masked(err.Error())).WithNext("the other files land; it is taken up by the next run"))
				continue
			}
			for _, a := range found {
				b, err := d.newBatch(ctx, s, a, seen)
				if err != nil {
					return nil, err
				}
				if b != nil {
					work[i] = append(work[i], b)
					d.total++
				}
			}
		}
	}
	return work, nil
}

// fewFiles is how many files of a source are looked up one by one.
const fewFiles = 16

// batchByHash finds the batch of a hash in the lake.
func (d *landing) batchByHash(ctx context.Context, dataset, hash string) (anlan.Batch, bool, error) {
	if all, ok := d.known[dataset]; ok {
		b, ok := all[hash]
		return b, ok, nil
	}
	return d.l.BatchByHash(ctx, dataset, hash)
}

// newBatch gives the batch of an arrival, nil where the lake has it.
func (d *landing) newBatch(ctx context.Context, s Source, a arrival, seen map[string]string) (*batch, error) {
	day := standsFor(a.source)
	if day == "" && a.day != "" {
		day = a.day
	} else if day == "" {
		day = fileDay(filepath.Base(filepath.Dir(a.path)))
	}
	was, known, err := d.batchByHash(ctx, s.Dataset, a.hash)
	if err != nil {
		return nil, err
	}
	// Files without a row are all alike: the day that has none tells them apart.
	first, twice := seen[a.hash]
	again := known && was.Received == 0 && was.DataDate != day
	if again || !known && twice && first != day {
		own := derived(a.hash, day)
		w, k, err := d.batchByHash(ctx, s.Dataset, own)
		if err != nil {
			return nil, err
		}
		if k || d.hasNoRows(s, a) {
			a.hash, was, known = own, w, k
		}
	}
	if _, twice := seen[a.hash]; twice {
		return nil, nil
	}
	seen[a.hash] = day
	if known && was.Status != anlan.BatchHeld {
		return nil, nil // what was withdrawn stays withdrawn
	}
	b := &batch{path: a.path, from: a, was: was, rules: map[int64]string{}}
	b.ID, b.Dataset, b.Source, b.Hash, b.Size = batchID(s.Dataset, a.hash), s.Dataset, masked(a.source), a.hash, a.size // a name may hold a number
	b.ReceivedAt, b.DataDate, b.Status = d.o.Now, day, anlan.BatchLanded
	if b.from.fault == nil {
		if b.from.fault, err = claims(s.Ready, a); err != nil {
			b.from.fault, err = err, nil // it is looked at again by the next run
		}
	}
	return b, err
}

// hasNoRows reports whether a table has a header, or less, and no data row.
func (d *landing) hasNoRows(s Source, a arrival) bool {
	switch {
	case isNotice(a.source) || a.sheet || a.size > 1<<20:
		return false
	case a.size == 0:
		return true
	}
	path := a.path
	if a.member != "" {
		var err error
		if path, err = d.extract(a); err != nil {
			return false
		}
		defer os.Remove(path)
	}
	t, err := openTable(path, s.Contract)
	if err != nil {
		return false
	}
	defer t.close()
	var b block
	err = t.fill(&b)
	if err == nil && b.rows() == 0 { // what was read with the header held no row
		err = t.fill(&b)
	}
	return errors.Is(err, io.EOF)
}

// extract writes a member of an archive to the landing zone's work in
// progress, for a look at it; the caller removes it.
func (d *landing) extract(a arrival) (path string, err error) {
	in, err := a.open()
	if err != nil {
		return "", err
	}
	defer in.Close()
	path = filepath.Join(d.o.Landing, zoneTmp, keptName(a.hash[:16], a.source))
	return path, writeFile(path, func(w io.Writer) error {
		_, err := io.Copy(w, in)
		return err
	})
}

// arrivals gives what a file holds.
func (d *landing) arrivals(ctx context.Context, s Source, path string) ([]arrival, error) {
	hash, size, err := d.hashes.of(path)
	if err != nil {
		return nil, err
	}
	whole := arrival{path: path, source: filepath.Base(path), content: hash, hash: hash, size: size, seen: d.hashes.seen[path]}
	if id, name, ok := strings.Cut(whole.source, "_"); ok && filepath.Dir(path) == filepath.Join(d.o.Landing, zoneReceived, s.Dataset) {
		// A held file, by the name and the identity it came under.
		was, err := d.l.Batch(ctx, id)
		if err != nil {
			return nil, err
		}
		whole.source, whole.hash, whole.day, whole.sheet = name, was.Hash, was.DataDate, sheetOf(name) != ""
	}
	switch {
	case isNotice(whole.source):
	case strings.HasSuffix(strings.ToLower(whole.source), ".zip"):
		found, err := d.members(ctx, s, whole)
		if err != nil {
			whole.fault = err
			break
		}
		return found, nil
	default:
		return d.sheets(ctx, s, whole)
	}
	return []arrival{whole}, nil
}

// members lists the tables of an archive. The error says why it as a whole
// cannot be taken.
func (d *landing) members(ctx context.Context, s Source, whole arrival) ([]arrival, error) {
	z, err := openArchive(whole.path, s.Members)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	var found []arrival
	for _, m := range z.members {
		a := whole
		a.member, a.source = m.Name, whole.source+partMark+m.name
		a.size = int64(m.UncompressedSize64)
		a.content, err = d.hashes.part(whole.content, m.Name, m.open)
		if err != nil {
			return nil, fmt.Errorf("%s within it: %w", m.name, err)
		}
		a.hash = a.content
		parts, err := d.sheets(ctx, s, a)
		if err != nil {
			return nil, err
		}
		found = append(found, parts...)
	}
	if len(z.other) > 0 {
		found[0].note = addNote(found[0].note, "not read within the archive: "+maskedWords(z.other))
	}
	return found, nil
}

// sheets lists the sheets of a workbook that are tables, where each is a batch
// of its own; else, and where none is found, the whole, whose reading says why.
// A workbook of which the lake has a sheet is not opened for the others: they
// were no tables then.
func (d *landing) sheets(ctx context.Context, s Source, whole arrival) ([]arrival, error) {
	if !manySheets(s.Contract) || !isBook(whole.source) {
		return []arrival{whole}, nil
	}
	path := whole.path
	if whole.member != "" {
		var err error
		if path, err = d.extract(whole); err != nil {
			return []arrival{whole}, nil
		}
		defer os.Remove(path)
	}
	names, err := sheetNames(path)
	if err != nil || slices.Contains(names, s.Contract.ID) { // mended rows come in a sheet of that name
		return []arrival{whole}, nil
	}
	as := func(sheet string) arrival {
		a := whole
		a.source, a.hash, a.sheet = whole.source+partMark+sheet, derived(whole.hash, sheet), true
		return a
	}
	var found []arrival
	for _, n := range names {
		_, known, err := d.batchByHash(ctx, s.Dataset, as(n).hash)
		if err != nil {
			return nil, err
		}
		if known {
			found = append(found, as(n))
		}
	}
	if len(found) > 0 {
		return found, nil
	}
	names, other, err := tableSheets(path, s.Contract)
	if err != nil || len(names) == 0 {
		return []arrival{whole}, nil
	}
	for _, n := range names {
		found = append(found, as(n))
	}
	if len(other) > 0 {
		found[0].note = "sheets not read: " + maskedWords(other)
	}
	return found, nil
}

// isBook says whether a file is named as a workbook.
func isBook(name string) bool {
	name = strings.ToLower(name)
	return strings.HasSuffix(name, ".xlsx") || strings.HasSuffix(name, ".xlsm")
}
