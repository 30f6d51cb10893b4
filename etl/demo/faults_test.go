package demo

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/anlan-lake/anlan"
)

// testFaults looks at every row that truth/rejected.csv lists and finds its
// fault in the file.
func testFaults(t *testing.T, c *City, f received) {
	areas := map[string]bool{}
	for _, a := range c.Areas {
		areas[a.AreaCode] = true
	}
	for dataset, files := range f {
		columns, codes := columnsOf(dataset), codesOf(t, dataset)
		rejected := rejectedRows(t, c, dataset)
		rules, newest := map[string]int{}, map[string]string{}
		version := slices.IndexFunc(columns, func(x column) bool { return x.name == "updated_at" })
		for _, file := range files {
			for i, row := range file.rows {
				what, bad := rejected[file.name][file.at[i]]
				if !bad {
					if version >= 0 {
						newest[row[0]] = max(newest[row[0]], onlyDigits(row[version]))
					}
					continue
				}
				rules[what[1]]++
				at := slices.IndexFunc(columns, func(x column) bool { return x.name == what[0] })
				if !broken(what[1], row, at, columns, codes, areas) {
					t.Errorf("%s row %d: no fault of rule %s in column %q: %q", file.name, file.at[i], what[1], what[0], row)
				}
				switch what[1] {
				case anlan.RuleDuplicate:
					if !slices.ContainsFunc(file.rows[i+1:], func(later []string) bool { return sameKey(dataset, row, later) }) {
						t.Errorf("%s row %d: no later row of the same key", file.name, i+2)
					}
				case anlan.RuleStale:
					if newest[row[0]] <= onlyDigits(row[version]) {
						t.Errorf("%s row %d: %s is not older than what was sent before", file.name, file.at[i], row[0])
					}
				}
			}
		}
		want := []string{anlan.RuleDuplicate}
		for _, x := range faultsOf(dataset) {
			want = append(want, x.rule)
		}
		if version >= 0 {
			want = append(want, anlan.RuleStale)
		}
		planted := 0
		for _, n := range rules {
			planted += n
		}
		for _, rule := range want {
			if rules[rule] == 0 && planted >= 3*len(faultsOf(dataset)) { // faults take turns
				t.Errorf("%s: rule %s is never broken", dataset, rule)
			}
		}
	}
}

func onlyDigits(cell string) string {
	return strings.Join(regexp.MustCompile(`\d+`).FindAllString(padded(cell), -1), "")
}

func sameKey(dataset string, a, b []string) bool {
	return len(a) == len(b) && len(b[0]) >= 4 && (len(a[0]) != 9 || len(b[0]) >= 9) && keyOf(dataset, a) == keyOf(dataset, b)
}

// broken reports whether a row has the fault it is said to have. Times and
// duplicates are looked at by the caller.
func broken(rule string, row []string, at int, columns []column, codes map[string]map[string]bool, areas map[string]bool) bool {
	if rule == anlan.RuleFields {
		return len(row) != len(columns)
	}
	if len(row) != len(columns) {
		return false
	}
	if at < 0 {
		return rule == anlan.RuleDuplicate
	}
	cell := row[at]
	switch rule {
	case anlan.RuleRequired:
		return same("", cell)
	case anlan.RuleCode:
		list, ok := codes[columns[at].name]
		if columns[at].name == "sub_type" {
			return !list[cell] || cell[:1] != row[at-1]
		}
		return cell != "" && (!ok || !list[cell])
	case anlan.RuleArea:
		return !areas[cell] || len(cell) == 6 || len(cell) == 9
	case anlan.RuleRange:
		return strings.HasPrefix(cell, "-") || columns[at].name == "uscc" && !validUSCC(cell) || slices.Contains([]string{"0", "2", "6", "10000", "2026-13"}, cell)
	case anlan.RuleType:
		return slices.ContainsFunc(faultsOf(datasetOf(columns)), func(f fault) bool {
			return f.rule == rule && f.column == columns[at].name && f.set[f.column] == cell
		})
	case anlan.RulePart:
		return columns[at].name != ""
	}
	return true
}

// datasetOf finds the data set of some columns.
func datasetOf(columns []column) string {
	seen := map[string]bool{}
	for row := range strings.Lines(columnsCSV) {
		d, _, _ := strings.Cut(row, ",")
		if seen[d] {
			continue
		}
		seen[d] = true
		if slices.Equal(columnsOf(d), columns) {
			return d
		}
	}
	return ""
}

// testSheets reads the workbooks back: every row that is neither title,
// header, total, note nor rejected is in the city, and nothing is missing.
func testSheets(t *testing.T, c *City) {
	for dataset, want := range map[string]int{"area": len(c.Areas), "department": len(c.Departments), "area_profile": len(c.Profiles)} {
		paths, err := filepath.Glob(filepath.Join(c.Options.Dir, "inbox", dataset, "*.xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		rejected := rejectedRows(t, c, dataset)
		keys, rules := map[string]bool{}, map[string]bool{}
		for _, path := range paths {
			book, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			rows, err := book.GetRows("Sheet1")
			book.Close()
			if err != nil {
				t.Fatal(err)
			}
			header := 1
			if dataset == "area_profile" {
				header = 2
			}
			for i, row := range rows {
				if i <= header {
					continue
				}
				what, bad := rejected[filepath.Base(path)][i+1]
				switch {
				case bad:
					rules[what[1]] = true
				case strings.Contains("合计填报审核注：", string([]rune(row[0])[:2])):
				case dataset == "area":
					keys[row[0]+row[11]] = true
				case dataset == "area_profile":
					keys[row[0]+onlyDigits(row[1])[:6]] = true
				default:
					keys[row[0]] = true
				}
			}
		}
		if len(keys) != want {
			t.Errorf("%s: %d keys in the workbooks, want %d", dataset, len(keys), want)
		}
		for _, f := range faultsOf(dataset) {
			if !rules[f.rule] {
				t.Errorf("%s: rule %s is never broken", dataset, f.rule)
			}
		}
		if !rules[anlan.RuleDuplicate] {
			t.Errorf("%s: no duplicate", dataset)
		}
	}
}

// testPersons checks identity and telephone numbers, and that a free text
// quotes the telephone number of its row.
func testPersons(t *testing.T, f received) {
	seen := 0
	for dataset, at := range map[string][3]int{"dispute_case": {33, 35, 37}, "petition_item": {25, 27, 29}} {
		for _, file := range f[dataset] {
			for _, row := range file.rows {
				if len(row) != len(columnsOf(dataset)) {
					continue
				}
				seen++
				id, phone, story := row[at[0]], row[at[1]], row[at[2]]
				sum := 0
				for i, w := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
					sum += int(id[i]-'0') * w
				}
				if len(id) != 18 || id[17] != "10X98765432"[sum%11] || id[:4] != CityCode {
					t.Errorf("%s: identity number %s", file.name, id)
				}
				if !regexp.MustCompile(`^1[3-9]\d{9}$`).MatchString(phone) || !strings.Contains(story, phone) {
					t.Errorf("%s: telephone number %s, text %s", file.name, phone, story)
				}
			}
		}
	}
	if seen < 500 {
		t.Errorf("%d rows with persons", seen)
	}
}
