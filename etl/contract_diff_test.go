package etl

import (
	"strings"
	"testing"
)

// Each change of a contract has the effect that senders and readers feel.
func TestCompareContracts(t *testing.T) {
	for _, c := range []struct {
		old, new string // what stands in the contract, and what stands there afterwards
		column   string
		effect   Effect
		says     string
		next     string
	}{
		{"name: 小", "name: 小小", "", EffectNone, "name", "1.0.1"},
		{"team: {name: 无}", "team: {name: 办}", "", EffectNone, "owner", "1.0.1"},
		{"frequency, value: daily", "frequency, value: monthly", "", EffectBreaks, "frequency", "2.0.0"},
		{"      - {name: pop, businessName: 常住人口, logicalType: integer, physicalType: int64, customProperties: [{property: unit, value: 人}]}\n", "", "pop", EffectBreaks, "column lost", "2.0.0"},
		{"physicalType: int64, ", "", "pop", EffectBreaks, "int64 → int32", "2.0.0"},
		{"businessName: 立案（受案）数, logicalType: integer", "businessName: 立案（受案）数, logicalType: integer, physicalType: int64", "filed", EffectAdds, "int32 → int64", "1.1.0"},
		{"value: [金额]", "value: [金额, 数额]", "amount", EffectAdds, "数额", "1.1.0"},
		{"value: [金额]", "value: []", "amount", EffectBreaks, "金额", "2.0.0"},
		{"value: 万元", "value: 元", "gdp", EffectBreaks, "unit", "2.0.0"},
		{"logicalType: integer, customProperties: [{property: unit, value: 起}]", "logicalType: integer, required: true, customProperties: [{property: unit, value: 起}]", "filed", EffectBreaks, "required from now on", "2.0.0"},
		{"logicalType: integer, customProperties: [{property: unit, value: 起}]", "logicalType: integer, logicalTypeOptions: {minimum: 0}, customProperties: [{property: unit, value: 起}]", "filed", EffectBreaks, "range", "2.0.0"},
		{"businessName: 编号, logicalType: string", "businessName: 编号, logicalType: string, logicalTypeOptions: {pattern: 'a+'}", "id", EffectBreaks, "a+", "2.0.0"},
		{"treatment, value: drop", "treatment, value: landing_only", "", EffectNone, "", "1.0.0"},
		{"", "      - {name: more, businessName: 更多, logicalType: string}\n", "more", EffectAdds, "optional column added", "1.1.0"},
		{"", "      - {name: more, businessName: 更多, logicalType: string, required: true}\n", "more", EffectBreaks, "required column added", "2.0.0"},
		{"", "    quality:\n      - {type: custom, engine: anlan, implementation: {partWhole: [[filed, filed]]}}\n", "", EffectBreaks, "rule added", "2.0.0"},
		{"", "    quality:\n      - {name: x, type: custom, engine: anlan, implementation: {when: id, empty: filed}}\n", "", EffectAdds, "rule added", "1.1.0"},
		{"customProperties:\n", "  - {property: latency, value: 2}\ncustomProperties:\n", "", EffectBreaks, "due", "2.0.0"},
	} {
		after := small + c.new
		if c.old != "" {
			after = strings.Replace(small, c.old, c.new, 1)
		}
		k, err := LoadContract("new.yaml", strings.NewReader(after))
		if err != nil {
			t.Fatalf("%q: %v", c.new, err)
		}
		before := smallContract(t, "")
		changes := CompareContracts(before, k)
		if got := NextVersion(before.Version, changes); got != c.next {
			t.Errorf("%q → %q: version %s, want %s", c.old, c.new, got, c.next)
		}
		if c.says == "" && len(changes) == 0 {
			continue
		}
		if len(changes) != 1 || changes[0].Column != c.column || changes[0].Effect != c.effect || !strings.Contains(changes[0].En, c.says) {
			t.Errorf("%q → %q: %+v", c.old, c.new, changes)
		}
	}
}

// Codes may come and may not go; a contract is the same as itself.
func TestCompareCodes(t *testing.T) {
	column := func(values, custom string) *Contract {
		return smallContract(t, "      - {name: kind, businessName: 类, logicalType: string, quality: [{metric: invalidValues, arguments: {validValues: ["+values+"]}, mustBe: 0}], customProperties: ["+custom+"]}\n")
	}
	if got := CompareContracts(column("a, b", ""), column("a, b", "")); got != nil {
		t.Errorf("the same: %+v", got)
	}
	if got := CompareContracts(column("a, b", ""), column("a, b, c", "")); len(got) != 1 || got[0].Effect != EffectAdds || got[0].En != "codes added: c" {
		t.Errorf("one more: %+v", got)
	}
	if got := CompareContracts(column("a, b", ""), column("a", "")); len(got) != 1 || got[0].Effect != EffectBreaks || got[0].En != "codes lost: b" {
		t.Errorf("one less: %+v", got)
	}
	if got := CompareContracts(column("a, b", "{property: recode, value: {x: a}}"), column("a, b", "{property: recode, value: {x: b}}")); len(got) != 1 || got[0].Effect != EffectBreaks {
		t.Errorf("meant otherwise: %+v", got)
	}
	graver := func(severity string) *Contract {
		return smallContract(t, "      - {name: kind, businessName: 类, logicalType: string, quality: [{metric: invalidValues, "+severity+"}]}\n")
	}
	if got := CompareContracts(graver("mustBe: 0, severity: flag"), graver("mustBe: 0, severity: reject")); len(got) != 1 || got[0].Effect != EffectBreaks || got[0].En != "severity: flag → reject" {
		t.Errorf("graver: %+v", got)
	}
	if got := CompareContracts(graver("mustBe: 0, severity: hold"), graver("mustBeLessOrEqualTo: 5, unit: percent, severity: hold")); len(got) != 1 || got[0].Effect != EffectAdds {
		t.Errorf("less grave: %+v", got)
	}
	for _, name := range BuiltinNames() {
		k, err := Builtin(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := CompareContracts(k, k); got != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A floating-point number tells no rows apart.
func TestFloatKeyIsRefused(t *testing.T) {
	bad := strings.Replace(benchContract, "{name: weight,", "{name: weight, required: true, primaryKey: true, primaryKeyPosition: 2,", 1)
	if _, err := LoadContract("bench.yaml", strings.NewReader(bad)); err == nil || !strings.Contains(err.Error(), "make it a string or a decimal") {
		t.Errorf("a key of floating-point numbers was taken: %v", err)
	}
}
