package etl

import (
	"embed"
	"encoding/csv"
	"io"

	"github.com/anlan-lake/anlan"
)

//go:embed codelists/codelists.csv
var codelistFiles embed.FS

// Code is one entry of a code list.
type Code struct {
	Code   string
	NameZh string
	NameEn string
}

// CodeList gives a code list by name (CL_CHANNEL) in its own order, NotFound
// for a name that is not built in.
func CodeList(name string) ([]Code, error) {
	var codes []Code
	err := eachCode(func(list, _ string, c Code) {
		if list == name {
			codes = append(codes, c)
		}
	})
	if err != nil {
		return nil, err
	}
	if codes == nil {
		return nil, anlan.Errorf(anlan.NotFound, "no code list %q", name)
	}
	return codes, nil
}

// List is a code list with its codes, in order.
type List struct {
	Name  string // CL_CHANNEL
	Zh    string
	Codes []Code
}

// CodeLists gives every code list that is built in.
func CodeLists() ([]List, error) {
	var out []List
	err := eachCode(func(list, zh string, c Code) {
		if len(out) == 0 || out[len(out)-1].Name != list {
			out = append(out, List{Name: list, Zh: zh})
		}
		last := &out[len(out)-1]
		last.Codes = append(last.Codes, c)
	})
	return out, err
}

func codesOf(name string) map[string]bool {
	list, err := CodeList(name)
	if err != nil {
		return nil
	}
	set := make(map[string]bool, len(list))
	for _, c := range list {
		set[c.Code] = true
	}
	return set
}

func eachCode(visit func(list, zh string, c Code)) error {
	f, err := codelistFiles.Open("codelists/codelists.csv")
	if err != nil {
		return anlan.Errorf(anlan.Internal, "read code lists: %w", err)
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	r.FieldsPerRecord = 5 // list,list_zh,code,name_zh,name_en
	for first := true; ; first = false {
		rec, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return anlan.Errorf(anlan.Internal, "read code lists: %w", err)
		}
		if !first {
			visit(rec[0], rec[1], Code{rec[2], rec[3], rec[4]})
		}
	}
}
