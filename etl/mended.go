package etl

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/anlan-lake/anlan"
)

// Mended says what a file that came back mended answers: by sheet ("" for a
// text file), the first batch it names. It is empty for any other file.
func Mended(path string) (map[string]string, error) {
	lower := strings.ToLower(path)
	if strings.HasSuffix(lower, ".xlsx") || strings.HasSuffix(lower, ".xlsm") {
		return mendedBook(path)
	}
	batch, err := mendedText(path)
	if batch == "" || err != nil {
		return nil, err
	}
	return map[string]string{"": batch}, nil
}

func mendedBook(path string) (out map[string]string, err error) {
	head, err := peekFile(path)
	if err == nil {
		err = refuse(path, signatureOf(head))
	}
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "read %s: %w", path, err)
	}
	w, err := openWorkbook(path)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "read %s: not a workbook that can be read: %w", path, err)
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	out = map[string]string{}
	for _, s := range w.sheets {
		rows, err := w.rows(s)
		if err != nil {
			return nil, anlan.Errorf(anlan.Invalid, "read %s: sheet %s: %w", path, s.name, err)
		}
		batch, err := mendedRows(func() ([]string, error) {
			err := rows.next()
			return rows.texts(), err
		})
		if err = errors.Join(err, rows.Close()); err != nil {
			return nil, anlan.Errorf(anlan.Invalid, "read %s: sheet %s: %w", path, s.name, err)
		}
		if batch != "" {
			out[s.name] = batch
		}
	}
	return out, nil
}

func mendedText(path string) (string, error) {
	head, err := peekFile(path)
	if err == nil {
		err = refuse(path, signatureOf(head))
	}
	if err != nil {
		return "", anlan.Errorf(anlan.Invalid, "read %s: %w", path, err)
	}
	f, err := openFile(path, signatureOf(head), &Contract{})
	if err != nil {
		return "", anlan.Errorf(anlan.Invalid, "read %s: %w", path, err)
	}
	defer func() { _ = f.Close() }() // it was only read
	head = make([]byte, 64<<10)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", anlan.Errorf(anlan.Invalid, "read %s: %w", path, err)
	}
	r := csv.NewReader(strings.NewReader(newDecoder(f.charset).lenient(head[:n])))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = rune(new(Contract).guessDelimiter(head[:n], f.charset, ',')), -1, true
	return mendedRows(r.Read)
}

// mendedRows gives the first batch that rows under a mended header name.
func mendedRows(next func() ([]string, error)) (string, error) {
	at := -1
	for range headerSearch + 100 {
		cells, err := next()
		if errors.Is(err, io.EOF) {
			return "", nil
		}
		if err != nil {
			return "", fmt.Errorf("its first rows: %w", err)
		}
		switch {
		case at < 0 && isMended(cells):
			for i, c := range cells {
				if plain(c) == mendBatch {
					at = i
				}
			}
		case at >= 0 && at < len(cells) && strings.TrimSpace(cells[at]) != "":
			return strings.ToLower(strings.TrimSpace(cells[at])), nil
		}
	}
	return "", nil
}

// PersonIn names what of a person a text holds, an identity or a phone number,
// "" for nothing; never the number.
func PersonIn(text string) string { return person([]byte(text)) }
