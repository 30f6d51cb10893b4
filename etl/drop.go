package etl

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// Drop says how a file that is dropped into a folder says that it is whole.
type Drop struct {
	// Ready is the marker that must lie beside a file, "" for none. It is a
	// path relative to the file's folder, in which {file} stands for the file's
	// name, {name} for its name without ending and {date} for its day:
	// "{file}.ok", "{date}.done", or "_SUCCESS" for a folder as a whole.
	Ready string
	// Settle is the least time since a file's last change, 0 for none.
	Settle time.Duration
}

// Waiting is a file that is there and not taken yet.
type Waiting struct {
	Dataset string
	File    string // absolute
	Changed time.Time
	Why     string
	WhyZh   string // the same in Chinese
}

// uploadEndings are those of names that programs give to files under way.
var uploadEndings = []string{".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".download", ".downloading", ".uploading", ".swp"}

// inProgress reports whether a name is that of an upload under way or of the
// lock file of an open workbook (~$x.xlsx), or hidden. Such files are never taken.
func inProgress(base string) bool {
	return strings.HasPrefix(base, "~$") || strings.HasPrefix(base, ".") || strings.HasSuffix(base, "~") ||
		slices.Contains(uploadEndings, strings.ToLower(filepath.Ext(base)))
}

// Check says what is wrong with a drop's settings (Invalid).
func (d Drop) Check() error {
	left := strings.NewReplacer("{file}", "x", "{name}", "x", "{date}", "x").Replace(d.Ready)
	switch {
	case d.Ready == "":
	case filepath.IsAbs(d.Ready) || strings.ContainsAny(left, "{}*?[") || strings.HasSuffix(d.Ready, "/") || slices.Contains(strings.Split(left, "/"), ".."):
		return anlan.Errorf(anlan.Invalid, "ready %q is no name of a marker", d.Ready).
			WithNext("write one like {file}.ok, {name}.done, {date}.ok or _SUCCESS, relative to the file's folder")
	case d.Ready == "{file}":
		return anlan.Errorf(anlan.Invalid, "ready %q is the file itself", d.Ready)
	}
	if d.Settle < 0 || d.Settle > 24*time.Hour {
		return anlan.Errorf(anlan.Invalid, "settle %s is not between 0 and 24h", d.Settle)
	}
	return nil
}

// markerOf gives the path of a file's marker.
func markerOf(ready, file string) string {
	base := filepath.Base(file)
	name := base[:len(unpackedName(base))]
	name = strings.TrimSuffix(name, filepath.Ext(name))
	marker := strings.NewReplacer("{file}", base, "{name}", name, "{date}", fileDay(base)).Replace(ready)
	return filepath.Join(filepath.Dir(file), marker)
}

// isMarker reports whether a file is a marker or a checksum beside others, not
// one of them.
func (d Drop) isMarker(file string) bool {
	base := filepath.Base(file)
	switch strings.ToLower(filepath.Ext(base)) {
	case ".sha256", ".md5", ".sha256sum", ".md5sum":
		return true
	}
	if d.Ready == "" {
		return false
	}
	glob := strings.NewReplacer("{file}", "*", "{name}", "*", "{date}", dateGlob).Replace(filepath.Base(d.Ready))
	fits, _ := filepath.Match(glob, base) // Check has seen to the pattern
	return fits
}

// Take sorts the files found in a drop into those that are whole as far as
// their names, ages and markers say, in the order given, and those to wait
// for. now is the time their age is told by.
func (d Drop) Take(files []string, now time.Time) (ready []string, waiting []Waiting, err error) {
	for _, f := range files {
		if d.isMarker(f) {
			continue
		}
		if d == (Drop{}) {
			ready = append(ready, f)
			continue
		}
		info, err := os.Stat(f)
		if errors.Is(err, fs.ErrNotExist) {
			continue // taken away since it was listed
		}
		if err != nil {
			return nil, nil, anlan.Errorf(anlan.Unavailable, "look at %s: %w", f, err)
		}
		if en, zh := d.why(f, info, now); en != "" {
			waiting = append(waiting, Waiting{File: f, Changed: info.ModTime(), Why: en, WhyZh: zh})
			continue
		}
		ready = append(ready, f)
	}
	return ready, waiting, nil
}

// why says, in English and Chinese, why a file is waited for, "" where it is
// not.
func (d Drop) why(file string, info fs.FileInfo, now time.Time) (en, zh string) {
	if d.Settle > 0 {
		switch age := now.Sub(info.ModTime()); {
		case age < 0:
			return fmt.Sprintf("its time of change lies in the future, taken %s after it", d.Settle),
				fmt.Sprintf("修改时间在未来，其后 %s 才读取", d.Settle)
		case age < d.Settle:
			return fmt.Sprintf("changed %s ago, taken when it has been left alone for %s", age.Round(time.Second), d.Settle),
				fmt.Sprintf("%s 前刚改动，静置 %s 后读取", age.Round(time.Second), d.Settle)
		}
	}
	if d.Ready == "" {
		return "", ""
	}
	marker := markerOf(d.Ready, file)
	name, err := filepath.Rel(filepath.Dir(file), marker)
	if err != nil {
		name = marker
	}
	m, err := readMarker(marker, filepath.Base(file))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Sprintf("its marker %s is not there", name), fmt.Sprintf("完成标记 %s 尚未出现", name)
	case err != nil:
		return fmt.Sprintf("its marker %s cannot be read: %v", name, err), fmt.Sprintf("完成标记 %s 无法读取：%v", name, err)
	case m.others:
		return fmt.Sprintf("its marker %s lists other files and not this one", name), fmt.Sprintf("完成标记 %s 列出的是其他文件，没有本文件", name)
	}
	return "", ""
}
