package etl

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

// Reland reads a batch from the landing zone again, by today's contract, and
// lands what is good now: of a batch that was held, all of it; of one that has
// landed, those of its rejected rows that are still open, as a batch of its own
// that mends them. No batch is given where nothing has become good. The error
// is NotFound where the landing zone no longer holds the file, Held where it
// still cannot land.
func Reland(ctx context.Context, l *lake.Lake, c *Contract, id string, o Options) ([]anlan.Batch, error) {
	b, err := l.Batch(ctx, id)
	if err != nil {
		return nil, err
	}
	if b.Dataset != c.ID {
		return nil, anlan.Errorf(anlan.Invalid, "batch %s is of %s, not of %s", id, b.Dataset, c.ID)
	}
	switch {
	case b.Status == anlan.BatchWithdrawn || b.Status == anlan.BatchNotice:
		return nil, anlan.Errorf(anlan.Conflict, "reland %s (%s): it is a %s batch", b.Source, id, b.Status).WithNext("only rejected rows of a batch in force, or a held one, can be landed again")
	case len(b.Mends) > 0 && b.Status == anlan.BatchLanded:
		return nil, anlan.Errorf(anlan.Invalid, "%s (%s) mends %s: its lines answer rows of those batches", b.Source, id, b.Mends).WithNext("name one of them")
	case b.Status == anlan.BatchHeld:
		path := receivedFile(o.Landing, b.Dataset, id)
		if path == "" {
			return nil, errExpired(b)
		}
		return Land(ctx, l, []Source{{Dataset: c.ID, Contract: c, Files: []string{path}}}, o)
	}
	sheets, gone, err := ReadRejected(ctx, l, c, []anlan.Batch{b}, nil, true, o)
	if err != nil {
		return nil, anlan.Errorf(anlan.Held, "reland %s: %w", b.Source, err).WithNext("nothing was landed")
	}
	if len(gone) > 0 {
		return nil, errExpired(b)
	}
	var files []string
	defer func() {
		for _, f := range files {
			_ = os.Remove(f) // the landing zone has its own copy by now
		}
	}()
	for _, s := range sheets {
		good, err := goodNow(ctx, l, s, o)
		if err != nil {
			return nil, err
		}
		if len(good) == 0 {
			continue
		}
		s.Rows = good
		path := filepath.Join(zoneWork(o.Landing), fmt.Sprintf("reland_%d_%s.csv", len(files)+1, strings.TrimSuffix(b.Source, filepath.Ext(b.Source))))
		files = append(files, path)
		if err := writeFile(path, s.WriteCSV); err != nil {
			return nil, fmt.Errorf("extract rejected rows: %w", err)
		}
	}
	if len(files) == 0 {
		return nil, nil
	}
	return Land(ctx, l, []Source{{Dataset: c.ID, Contract: c, Files: files}}, o)
}

func errExpired(b anlan.Batch) error {
	return anlan.Errorf(anlan.NotFound, "the landing zone no longer holds %s (%s)", b.Source, b.ID).
		WithNext("files are kept for landing_keep_days; the department has to send it again")
}

// goodNow gives the rows that break no rule of the contract as it is now. They
// are read where they were last sent, beside the rows they came with.
func goodNow(ctx context.Context, l *lake.Lake, s RejectedSheet, o Options) ([]SentRow, error) {
	if err := o.Levels.Validate(); err != nil {
		return nil, err
	}
	d := &landing{l: l, o: o.withLoc()}
	tree, err := d.tree(ctx, s.Contract)
	if err != nil {
		return nil, err
	}
	r := newRun(s.Contract, d.o, tree, nil)
	r.ctx, r.rejected = ctx, d.newRejected()
	r.judge, r.apart = true, true
	faulty := map[string]map[int64]string{}
	for _, row := range s.Rows {
		if faulty[row.From] != nil {
			continue
		}
		b := &batch{path: receivedFile(o.Landing, s.Contract.ID, row.From), rules: map[int64]string{}}
		if b.Batch, err = l.Batch(ctx, row.From); err != nil {
			return nil, err
		}
		b.Received, b.Rejected = 0, 0
		if b.recorded, err = d.recorded(ctx, row.From); err != nil {
			return nil, err
		}
		err := r.read(b)
		var h *heldError
		if errors.As(err, &h) {
			return nil, anlan.Errorf(anlan.Held, "%s: %s cannot be read by today's contract: %w", s.Contract.ID, filepath.Base(b.path), h.why).WithNext("nothing was landed")
		}
		if err != nil {
			return nil, err
		}
		faulty[row.From] = b.rules
	}
	r.parents()
	if err := r.settle(ctx, nil); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(s.Rows), func(row SentRow) bool { return faulty[row.From][row.Line] != "" }), nil
}

// WriteCSV writes the rows as a mended file: UTF-8, each with the batch and row
// it answers. The same rows give the same bytes.
func (s RejectedSheet) WriteCSV(w io.Writer) error {
	if _, err := w.Write(bomUTF8); err != nil { // so that Excel reads it right
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(append([]string{mendBatch, mendRow}, s.Header...)); err != nil {
		return err
	}
	for _, r := range s.Rows {
		if err := out.Write(append([]string{r.Batch, strconv.FormatInt(r.Row, 10)}, r.Cells...)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
