package pull

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"slices"
)

// maxSeen is how many rows a pull tells from repeated ones.
const maxSeen = 1 << 20

// rowHash tells a row by its content.
type rowHash [16]byte

func hashRow(line []byte) rowHash {
	sum := sha256.Sum256(line)
	return rowHash(sum[:16])
}

// seenRow is what is remembered of a row.
type seenRow struct {
	mark int64
	has  bool  // whether it has a watermark
	pass int32 // the last pass over the pages that met it; 0: an earlier pull
}

// seen remembers rows, in two generations: when the young one is full, the old
// one is forgotten.
type seen struct{ young, old map[rowHash]seenRow }

func newSeen() *seen { return &seen{young: map[rowHash]seenRow{}} }

// add remembers a row met in a pass. fresh says that no pull has had it, again
// that this pass has.
func (s *seen) add(h rowHash, mark int64, has bool, pass int32) (fresh, again bool) {
	was, known := s.young[h]
	if !known {
		was, known = s.old[h]
	}
	if !known && len(s.young) >= maxSeen/2 {
		s.old, s.young = s.young, make(map[rowHash]seenRow, maxSeen/2)
	}
	s.young[h] = seenRow{mark, has, pass}
	return !known, known && was.pass == pass
}

const seenSize = 16 + 8 + 1

// save writes the rows that the next pull will meet again: those from mark
// `from` on, and those without a mark.
func (s *seen) save(path string, from int64) error {
	var out []byte
	for _, gen := range []map[rowHash]seenRow{s.old, s.young} {
		for h, r := range gen {
			if r.has && r.mark < from {
				continue
			}
			out = append(out, h[:]...)
			out = binary.BigEndian.AppendUint64(out, uint64(r.mark))
			has := byte(0)
			if r.has {
				has = 1
			}
			out = append(out, has)
		}
	}
	return writeFile(path, out)
}

// load reads what save wrote; a file that is not there is nothing.
func (s *seen) load(path string) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for rec := range slices.Chunk(b, seenSize) {
		if len(rec) == seenSize {
			s.add(rowHash(rec[:16]), int64(binary.BigEndian.Uint64(rec[16:])), rec[24] == 1, 0)
		}
	}
	return nil
}
