package demo

import (
	_ "embed"
	"strings"
)

// column is one column of a department's file: its name in the lake and the
// header the department writes.
type column struct{ name, zh string }

// columnsCSV lists every column of the 35 data sets as the departments' files
// have them, the columns about persons included: dataset,column,header.
//
//go:embed columns.csv
var columnsCSV string

// columnsOf gives the columns of a data set in the order of its files.
func columnsOf(dataset string) []column {
	var list []column
	for row := range strings.Lines(columnsCSV) {
		f := strings.SplitN(strings.TrimSpace(row), ",", 3)
		if f[0] == dataset {
			list = append(list, column{f[1], f[2]})
		}
	}
	return list
}

// Datasets lists the city's data sets, area first.
func Datasets() []string {
	var list []string
	for row := range strings.Lines(columnsCSV) {
		d, _, _ := strings.Cut(row, ",")
		if d != "dataset" && (len(list) == 0 || list[len(list)-1] != d) {
			list = append(list, d)
		}
	}
	return list
}
