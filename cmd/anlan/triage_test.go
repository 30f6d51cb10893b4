package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const triageList = `version: 1
id: counter
columns: {case: case_id, area: area_code, area_type: area_type, kind: kind, start: start_at, due_days: 30, ended: ended_at, resolved: ended_at}
outcomes:
  - {id: late, zh: 到期未化解, en: not resolved in time, is: unresolved}
  - {id: back, zh: 再次发生, en: comes back within 21 days, is: event, time: back_at, days: 21}
features:
  - {id: kind, zh: 类型, en: kind, is: code, column: kind, codes: [land, noise], help_zh: 请土地部门到场, help_en: ask the land office to come}
  - {id: elapsed, zh: 已过天数, en: days so far, is: age, bounds: [3, 7, 14], help_zh: 重新研判, help_en: assess it anew}
  - {id: left, zh: 剩余天数, en: days left, is: left, bounds: [0, 7, 14], help_zh: 排定日程, help_en: fix the sessions}
`

// writeCases makes cases of which those about land take longer; whether one
// comes back depends on nothing.
func writeCases(t *testing.T, path string, last time.Time) {
	t.Helper()
	r := rand.New(rand.NewPCG(11, 12))
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	write := func(cells ...string) {
		if err := w.Write(cells); err != nil {
			t.Fatal(err)
		}
	}
	write("case_id", "area_code", "area_type", "kind", "start_at", "ended_at", "back_at")
	text := func(at time.Time) string {
		if at.After(last) {
			return ""
		}
		return at.Format("2006-01-02 15:04:05")
	}
	for i := range 4000 {
		at := last.Add(-time.Duration(float64(4000-i) / 4000 * 400 * 24 * float64(time.Hour)))
		kind, mean := "noise", 6.0
		if r.IntN(2) == 0 {
			kind, mean = "land", 24
		}
		end := at.Add(time.Duration(mean * r.ExpFloat64() * 24 * float64(time.Hour)))
		back := last.AddDate(1, 0, 0)
		if r.Float64() < 0.15 {
			back = end.Add(time.Duration(20 * r.Float64() * 24 * float64(time.Hour)))
		}
		write(fmt.Sprintf("k%04d", i), fmt.Sprintf("62990200%d", 1+r.IntN(5)), []string{"21", "22"}[r.IntN(2)], kind, text(at), text(end), text(back))
	}
	w.Flush()
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestTriageOfAFile(t *testing.T) {
	dir := t.TempDir()
	cases, list, model := filepath.Join(dir, "cases.csv"), filepath.Join(dir, "list.yaml"), filepath.Join(dir, "model.json")
	writeCases(t, cases, time.Date(2026, 10, 31, 20, 0, 0, 0, time.UTC))
	if err := os.WriteFile(list, []byte(triageList), 0o644); err != nil {
		t.Fatal(err)
	}
	do := func(want int, args ...string) (string, string) {
		t.Helper()
		var out, errs bytes.Buffer
		e := env{stdout: &out, stderr: &errs, now: time.Now, getenv: func(string) string { return "" }}
		if code := run(e, args); code != want {
			t.Fatalf("anlan %s: exit %d: %s", strings.Join(args, " "), code, errs.String())
		}
		return out.String(), errs.String()
	}
	out, _ := do(0, "train", cases, "--method", "triage", "--features", list, "--model", model, "--format", "csv")
	if !strings.Contains(out, "\nlate,") || !strings.Contains(out, "\nback,") || !strings.Contains(out, "not better than the base rate") {
		t.Errorf("summary: %s", out)
	}
	out, errs := do(0, "triage", cases, "--model", model, "--top", "5", "--format", "csv")
	if !strings.Contains(errs, "back (comes back within 21 days) is not scored: not better than the base rate") {
		t.Errorf("no refusal: %s", errs)
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil || len(rows) != 11 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		if row[3] == "late" && (row[4] != "scored" || row[2] != "land" || !strings.Contains(row[10], "ask the land office to come")) {
			t.Errorf("the likeliest to be late: %v", row)
		}
		if row[3] == "back" && (row[4] != "refused" && row[4] != "happened" || row[5] != "" && row[5] != "NULL") {
			t.Errorf("scored in spite of a refusal: %v", row)
		}
	}
	out, _ = do(0, "train", cases, "--method", "triage", "--features", list, "--list", "groups", "--format", "csv")
	if !strings.Contains(out, "late,area_type,21,") || !strings.Contains(out, "late,kind,land,") {
		t.Errorf("groups: %s", out)
	}
	// As of an earlier day it is the model that day would have made.
	before, _ := do(0, "train", cases, "--method", "triage", "--features", list, "--as-of", "2026-06-30", "--list", "coefficients", "--format", "csv")
	text, err := os.ReadFile(cases)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	for i, line := range lines[1:] {
		c := strings.Split(line, ",")
		for j := 4; j < len(c); j++ {
			if c[j] >= "2026-07-01" {
				c[j] = ""
			}
		}
		if len(c) > 4 && c[4] != "" {
			lines[i+1] = strings.Join(c, ",")
		} else {
			lines[i+1] = ""
		}
	}
	if err := os.WriteFile(cases, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	after, _ := do(0, "train", cases, "--method", "triage", "--features", list, "--as-of", "2026-06-30", "--list", "coefficients", "--format", "csv")
	if before != after || !strings.Contains(before, "kind=land") {
		t.Error("training as of a day depends on what came after it")
	}
}
