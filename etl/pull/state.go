package pull

import (
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Results of a pull.
const (
	Pulled  = "pulled"  // new rows, in a file that lands
	Checked = "checked" // nothing new
	Failed  = "failed"
)

// position is where a pull ended and the next begins.
type position struct {
	Mark    *int64 `json:"mark,omitempty"`    // watermark; nil before the first row
	Form    string `json:"form,omitempty"`    // of the watermark
	Content string `json:"content,omitempty"` // of a whole table: hash of its rows
	Seen    string `json:"seen,omitempty"`    // file of the rows of the overlap
	Batch   string `json:"batch,omitempty"`   // hash of the file that led here
}

// waiting is a whole pull that the lake does not know yet.
type waiting struct {
	File string   `json:"file"`
	Hash string   `json:"hash"` // SHA-256
	Rows int64    `json:"rows"`
	End  position `json:"end"`
}

// Attempt is how the last pull of a source went.
type Attempt struct {
	At     time.Time `json:"at"`
	AsOf   string    `json:"as_of"`
	Result string    `json:"result"` // Pulled, Checked or Failed
	Rows   int64     `json:"rows"`
	Pages  int       `json:"pages"`
	File   string    `json:"file,omitempty"`
	Detail string    `json:"detail,omitempty"`
}

// state is state.json.
type state struct {
	Landed  position  `json:"landed"`  // what the lake has
	Waiting []waiting `json:"waiting"` // oldest first
	Pulls   int       `json:"pulls"`   // files made so far
	Last    *Attempt  `json:"last,omitempty"`
	Good    *Attempt  `json:"good,omitempty"` // the last that did not fail
}

// end is where the next pull begins.
func (s *state) end() position {
	if n := len(s.Waiting); n > 0 {
		return s.Waiting[n-1].End
	}
	return s.Landed
}

// Status is what is known of a source without asking it.
type Status struct {
	Watermark string   `json:"watermark,omitempty"` // of the rows the lake knows
	Waiting   int      `json:"waiting"`             // files that have not landed
	Underway  int64    `json:"underway,omitempty"`  // rows of a pull that was cut off and goes on
	Last      *Attempt `json:"last,omitempty"`
	Good      *Attempt `json:"last_good,omitempty"`
}

// StatusOf reads the state of a source, that of a source never pulled where
// there is none.
func StatusOf(s Source, o Options) (Status, error) {
	dir := folder(o.Zone, s.Name)
	var st state
	if _, err := readJSON(filepath.Join(dir, "state.json"), &st); err != nil {
		return Status{}, err
	}
	out := Status{Last: st.Last, Good: st.Good}
	if m := st.Landed.Mark; m != nil {
		out.Watermark = formatMark(st.Landed.Form, *m, o.Loc)
	}
	files, err := wholeFiles(dir)
	out.Waiting = len(files)
	var p progress
	if ok, perr := readJSON(filepath.Join(dir, "progress.json"), &p); ok && perr == nil {
		out.Underway = p.Rows
	}
	return out, err
}

func folder(zone, name string) string { return filepath.Join(zone, "pulled", name) }

// wholeFiles gives the names of the whole pulls in a folder, sorted.
func wholeFiles(dir string) ([]string, error) {
	found, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*_p*.jsonl.gz"))
	for i := range found {
		found[i] = filepath.Base(found[i])
	}
	slices.Sort(found)
	return found, err
}

// escapeGlob writes a folder so that Glob takes it as it stands.
func escapeGlob(dir string) string {
	var out []rune
	for _, r := range dir {
		if slices.Contains([]rune{'*', '?', '[', '\\'}, r) {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}

// sweep removes the files of remembered rows that no position names.
func (s *state) sweep(dir string) error {
	keep := []string{s.Landed.Seen}
	for _, w := range s.Waiting {
		keep = append(keep, w.End.Seen)
	}
	found, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range found {
		if filepath.Ext(e.Name()) == ".bin" && !slices.Contains(keep, e.Name()) {
			if err := remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
