package etl

import (
	"reflect"

	"github.com/anlan-lake/anlan/internal/document"
)

// ContractSchema gives the JSON Schema of a contract (draft 2020-12), for
// editors that complete and check YAML by one. It says what LoadContract reads;
// what only the whole contract shows (columns that rules name) is left to
// anlan contract check.
func ContractSchema() []byte {
	return document.Schema(reflect.TypeFor[contractDocument](), "Anlan data contract, in the form of the Open Data Contract Standard 3.1")
}
