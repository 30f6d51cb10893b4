package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// makeCity writes the settings, the contract and the areas that the made rows
// lie in: a city, eight counties, fourteen townships and twelve villages each.
func (b *bench) makeCity(dir, file string) error {
	var areas strings.Builder
	areas.WriteString("区划代码,名称,层级,类型,启用日期\n")
	add := func(code string, level, kind int) {
		fmt.Fprintf(&areas, "%s,区划%s,%d,%02d,2020-01-01\n", code, code, level, kind)
	}
	add("6299", 1, 1)
	for c := 1; c <= 8; c++ {
		county := fmt.Sprintf("6299%02d", c)
		add(county, 2, 11)
		for t := 1; t <= 14; t++ {
			township := fmt.Sprintf("%s%03d", county, t)
			add(township, 3, 21)
			for v := 1; v <= 12; v++ {
				add(fmt.Sprintf("%s%03d", township, v), 4, 31)
			}
		}
	}
	settings := "city: {code: \"6299\", name: 基准市, name_en: Benchmark}\nlanding: landing\nsources:\n" +
		"  - {dataset: area, files: area.csv}\n  - {dataset: ticket, contract: contract.yaml, files: " + file + "}\n"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for name, text := range map[string]string{"area.csv": areas.String(), "anlan.yaml": settings, "contract.yaml": string(contract)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}
