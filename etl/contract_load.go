package etl

import (
	"bytes"
	"embed"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/document"
)

//go:embed contracts/*.yaml
var builtinContracts embed.FS

// Builtin gives the contract of one of the city's own data sets, NotFound for
// any other name.
func Builtin(dataset string) (*Contract, error) {
	b, err := BuiltinText(dataset)
	if err != nil {
		return nil, err
	}
	return load(dataset+".yaml", "", bytes.NewReader(b))
}

// BuiltinText gives a built-in contract as it is written, YAML in UTF-8;
// NotFound for a data set that has none.
func BuiltinText(dataset string) ([]byte, error) {
	b, err := builtinContracts.ReadFile("contracts/" + dataset + ".yaml")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, anlan.Errorf(anlan.NotFound, "no built-in contract for data set %q", dataset).
			WithNext("built in are %s; name a contract file for any other", strings.Join(BuiltinNames(), ", "))
	}
	if err != nil {
		return nil, anlan.Errorf(anlan.Internal, "read contract %s: %w", dataset, err)
	}
	return b, nil
}

// BuiltinNames gives the data sets that have a built-in contract, in order of name.
func BuiltinNames() []string {
	files, _ := fs.Glob(builtinContracts, "contracts/*.yaml") // the pattern is sound
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(filepath.Base(f), ".yaml")
	}
	return names
}

// LoadContract reads a contract. Unknown keys, unknown code lists and columns
// that rules name but the contract lacks are refused (Invalid); the error wraps
// a *document.Error that lists all of them. Map files are sought beside name,
// the path the contract comes from.
func LoadContract(name string, r io.Reader) (*Contract, error) {
	return load(name, filepath.Dir(name), r)
}

func load(name, dir string, in io.Reader) (*Contract, error) {
	text, err := io.ReadAll(in)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "read contract %s: %w", name, err)
	}
	if m := oldForm.FindIndex(text); m != nil {
		return nil, anlan.Errorf(anlan.Invalid, "contract %s:%d: apiVersion anlan/v1 is no longer read", name, 1+bytes.Count(text[:m[0]], []byte("\n"))).
			WithNext("write it in the form of the Open Data Contract Standard, apiVersion: v3.1.0, as etl/contracts/README.md shows")
	}
	var doc contractDocument
	review := &document.Review{}
	var c *Contract
	if review.Decode(text, &doc) {
		c = doc.compile(dir, review)
	}
	if err := review.Err(name); err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "contract %w", err)
	}
	return c, nil
}

var (
	oldForm     = regexp.MustCompile(`(?m)^apiVersion:\s*["']?anlan/v1\b`)
	versionForm = regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	identifier  = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	recordsPath = regexp.MustCompile(`^[^.\s]+(\.[^.\s]+)*$`)
	rhythms     = []string{"daily", "monthly", "quarterly", "wave", "change"}
	transforms  = []string{"year", "month", "day"}
	encodings   = []string{"", "auto", "utf-8", "gb18030", "gbk", "utf-16le", "utf-16be"}
	ownColumns  = []string{"_batch_id", "_source_file", "_source_row", "_landed_at", "_rule_flags", "_row_hash"}
	totalWords  = []string{"合计", "总计", "小计"}
	noteWords   = []string{"填报人", "审核人", "填报日期", "填表人", "制表人", "制表日期", "填报单位", "单位负责人", "联系电话", "注：", "注:", "备注：", "备注:", "说明：", "说明:"}
	personWords = []string{"11010519491231002X", "110105194912310021", "13800138000", "+8613800138000", "a@example.com", "甘A12345"}
)

// matcher tells whether a whole value fits.
type matcher interface{ Match([]byte) bool }

type recodePrefix struct{ prefix, code string }
