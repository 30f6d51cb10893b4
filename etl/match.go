package etl

import (
	"cmp"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

const dateGlob = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"

var dayInName = regexp.MustCompile(`\d{4}-\d{2}-\d{2}`)

// Match gives the files under root that fit pattern, in which {date} stands
// for a day (2026-11-20), sorted by that day and then by name, notices that take
// files back last. Files whose day (the last in their base name, else in their
// folder's) lies after asOf are left out; a zero asOf leaves none out. A file
// without a day comes first and is never left out. Uploads under way, by their
// names, are left out.
func Match(root, pattern string, asOf time.Time) ([]string, error) {
	glob := strings.ReplaceAll(pattern, "{date}", dateGlob)
	if !filepath.IsAbs(glob) {
		glob = filepath.Join(root, glob)
	}
	found, err := filepath.Glob(glob)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "file pattern %q: %w", pattern, err)
	}
	last := ""
	if !asOf.IsZero() {
		last = asOf.Format(anlan.DateFormat)
	}
	found = slices.DeleteFunc(found, func(name string) bool {
		base := filepath.Base(name)
		return last != "" && dayOfFile(name) > last || inProgress(base)
	})
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(
			cmp.Compare(dayOfFile(a), dayOfFile(b)),
			later(a)-later(b),
			cmp.Compare(filepath.Base(a), filepath.Base(b)),
			cmp.Compare(a, b))
	})
	return found, nil
}

// later is 1 for a notice: what it takes back comes first.
func later(path string) int {
	if isNotice(filepath.Base(path)) {
		return 1
	}
	return 0
}

// standsFor gives the day a file reports for: that of its name, but where the
// name goes on to say when it was sent (x_2026-11-10_sent_2026-11-13.csv) the
// one before.
func standsFor(base string) string {
	if i := strings.LastIndex(base, "_sent_"); i >= 0 && fileDay(base[i:]) != "" && fileDay(base[:i]) != "" {
		return fileDay(base[:i])
	}
	return fileDay(base)
}

// dayOfFile gives the day a file is sorted by: that of its base name, else of
// its folder's.
func dayOfFile(path string) string {
	if day := fileDay(filepath.Base(path)); day != "" {
		return day
	}
	return fileDay(filepath.Base(filepath.Dir(path)))
}

// fileDay gives the last day named in a file's base name, "" where there is
// none. Every file of an inbox is asked each night: no regular expression.
func fileDay(base string) string {
	day := ""
	for i := 0; i+len(anlan.DateFormat) <= len(base); {
		text := base[i : i+len(anlan.DateFormat)]
		if !dayShaped(text) {
			i++
			continue
		}
		if _, err := time.Parse(anlan.DateFormat, text); err == nil {
			day = text
		}
		i += len(text)
	}
	return day
}

// dayShaped reports whether ten bytes have the form of a day.
func dayShaped(text string) bool {
	if text[4] != '-' || text[7] != '-' {
		return false
	}
	for i := range len(text) {
		if i != 4 && i != 7 && !isDigit(text[i]) {
			return false
		}
	}
	return true
}
