package indicators

import (
	"bytes"
	"embed"
	"io"
	"io/fs"
	"path"
	"reflect"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/document"
)

//go:embed frameworks/*.yaml
var builtin embed.FS

// Load reads a framework; name is the file it comes from, for what is said of
// it. Unknown keys, keys given twice, values of another kind and whatever
// review says are Invalid; the error wraps a *document.Error that lists all
// of them with line and column.
func Load(name string, r io.Reader) (*Framework, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "read framework %s: %w", name, err)
	}
	var f Framework
	var review document.Review
	if review.Decode(text, &f) {
		f.weighByJudgement(review.Say)
		f.review(review.Say)
	}
	if err := review.Err(name); err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "framework %w", err)
	}
	return &f, nil
}

// Schema gives the JSON Schema of a framework (draft 2020-12), for editors that
// complete and check YAML by one. What only the whole framework shows, as
// weights that have to add up, is left to Load.
func Schema() []byte {
	return document.Schema(reflect.TypeFor[Framework](), "Anlan framework: a composite index as data")
}

// BuiltinNames gives the ids of the frameworks of the house, in order.
func BuiltinNames() []string {
	files, _ := fs.Glob(builtin, "frameworks/*.yaml") // the pattern is sound
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(path.Base(f), ".yaml")
	}
	return names
}

// BuiltinText gives a framework of the house as it is written, YAML in UTF-8;
// NotFound where there is none of that id.
func BuiltinText(id string) ([]byte, error) {
	text, err := builtin.ReadFile("frameworks/" + id + ".yaml")
	if err != nil {
		return nil, anlan.Errorf(anlan.NotFound, "no framework %q comes with anlan", id).
			WithNext("give the path of a framework file, or use %s", strings.Join(BuiltinNames(), ", "))
	}
	return text, nil
}

// Builtin gives a framework of the house by its id ("peace"); NotFound where
// there is none.
func Builtin(id string) (*Framework, error) {
	text, err := BuiltinText(id)
	if err != nil {
		return nil, err
	}
	return Load(id+".yaml", bytes.NewReader(text))
}

// Indicator gives the indicator of an id; ok is false where there is none.
func (f *Framework) Indicator(id string) (i Indicator, ok bool) {
	for n := range f.Indicators { // it is asked for every figure: no copies on the way
		if f.Indicators[n].ID == id {
			return f.Indicators[n], true
		}
	}
	return Indicator{}, false
}

// Claims reports whether the indicator is claimed at a level.
func (i Indicator) Claims(l anlan.Level) bool {
	for _, name := range i.Levels {
		if name == l.String() {
			return true
		}
	}
	return false
}

// WindowAt gives the window that holds at a level.
func (i Indicator) WindowAt(l anlan.Level) string {
	if l > anlan.County {
		return i.WindowTownship
	}
	return i.Window
}

// indexed reports whether areas of a level get category and total scores.
func (f *Framework) indexed(l anlan.Level) bool {
	for _, name := range f.Levels {
		if name == l.String() {
			return true
		}
	}
	return false
}
