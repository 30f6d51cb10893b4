package indicators

import (
	"embed"
	"fmt"
	"io"

	"github.com/goccy/go-yaml"

	"github.com/anlan-lake/anlan"
)

//go:embed frameworks/*.yaml
var builtin embed.FS

// Load reads a framework and validates it. Unknown keys, keys given twice and
// whatever Validate finds are Invalid.
func Load(r io.Reader) (*Framework, error) {
	var f Framework
	if err := yaml.NewDecoder(r, yaml.Strict(), yaml.DisallowUnknownField()).Decode(&f); err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "read framework: %w", err)
	}
	if err := f.Validate(); err != nil {
		return nil, fmt.Errorf("framework %s: %w", f.ID, err)
	}
	return &f, nil
}

// Builtin gives a framework of the house by its id ("peace"); NotFound where
// there is none.
func Builtin(id string) (*Framework, error) {
	file, err := builtin.Open("frameworks/" + id + ".yaml")
	if err != nil {
		return nil, anlan.Errorf(anlan.NotFound, "no framework %q comes with anlan", id).WithNext("give the path of a framework file, or use \"peace\"")
	}
	defer file.Close()
	return Load(file)
}

// Indicator gives the indicator of an id; ok is false where there is none.
func (f *Framework) Indicator(id string) (i Indicator, ok bool) {
	for _, i := range f.Indicators {
		if i.ID == id {
			return i, true
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
