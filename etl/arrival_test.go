package etl

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
)

// zipped writes an archive into the inbox.
func (c *city) zipped(name string, files ...[2]string) string {
	c.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f[0])
		if err == nil {
			_, err = w.Write([]byte(f[1]))
		}
		if err != nil {
			c.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		c.Fatal(err)
	}
	return c.file(name, b.String())
}

// statuses gives every batch as "status source received".
func statuses(list []anlan.Batch) string {
	var out []string
	for _, b := range list {
		out = append(out, b.Status+" "+b.Source)
	}
	return strings.Join(out, "; ")
}

// A table of an archive, and a sheet, that were held land from the landing
// zone as the batches they were.
func TestHeldPartsLandAgain(t *testing.T) {
	c := newCity(t)
	k := sheetOfVisits(t)
	k.Source.Sheet = "*"
	book := filepath.Join(c.in, "book_2026-11-01.xlsx")
	rawBook(t, book, bookPlain, "<worksheet><sheetData>"+inline(1, "序号码", "单位", "人数")+inline(2, "a", "甲", "=1")+"</sheetData></worksheet>", "")
	raw, err := os.ReadFile(book)
	if err != nil {
		t.Fatal(err)
	}
	files := []string{book, c.zipped("pack_2026-11-02.zip", [2]string{"x.csv", "序号码,单位\nb,乙\n"}, [2]string{"y.csv", "编号,单位\nc,丙\n"}, [2]string{"z.xlsx", string(raw) + " "})}
	b, err := c.landBy(k, files...)
	if want := "held book_2026-11-01.xlsx!一; held pack_2026-11-02.zip!x.csv; landed pack_2026-11-02.zip!y.csv; held pack_2026-11-02.zip!z.xlsx!一"; anlan.KindOf(err) != anlan.Held || statuses(b) != want {
		t.Fatalf("%v\n%s, want\n%s", err, statuses(b), want)
	}
	k.Properties[0].headers = append(k.Properties[0].headers, plainHeader{whole: "序号码", base: "序号码"})
	o := Options{Landing: c.zone, Levels: cityLevels, Now: night, Loc: night.Location()}
	for i, x := range b {
		if x.Status == anlan.BatchLanded {
			continue
		}
		again, err := Reland(context.Background(), c.lake, k, x.ID, o)
		if err != nil || len(again) != 1 || again[0].ID != x.ID || again[0].Landed != 1 || again[0].DataDate != x.DataDate {
			t.Errorf("%d: %v %+v, was %+v", i, err, again, x)
		}
	}
	if b, err = c.landBy(k, files...); err != nil || len(b) != 0 {
		t.Errorf("again: %v %s", err, statuses(b))
	}
	if got := c.query("SELECT id FROM visit ORDER BY 1"); got != "a b c" {
		t.Error(got)
	}
}

// Files without a row that are alike are batches of their days; the same day's
// is one batch; and files with rows are told by their bytes alone.
func TestDaysWithoutARow(t *testing.T) {
	c := newCity(t)
	k := sheetOfVisits(t)
	const none = "编号,单位\n"
	first := []string{c.file("v_2026-11-01.csv", none), c.file("v_2026-11-02.csv", none), c.file("again_2026-11-02.csv", none), c.file("v_2026-11-03.json", "[]"), c.file("v_2026-11-04.json", "[]")}
	b, err := c.landBy(k, first...)
	if err != nil || statuses(b) != "landed v_2026-11-01.csv; landed v_2026-11-02.csv; landed v_2026-11-03.json; landed v_2026-11-04.json" {
		t.Errorf("%v %s", err, statuses(b))
	}
	ids := map[string]bool{}
	for _, x := range b {
		ids[x.ID] = true
		if x.Received != 0 {
			t.Errorf("%+v", x)
		}
	}
	if len(ids) != 4 {
		t.Errorf("%d identities", len(ids))
	}
	// Again, with a day that comes late and one that is new.
	b, err = c.landBy(k, append(first, c.file("v_2026-10-31.csv", none), c.file("v_2026-11-05.csv", none))...)
	if err != nil || statuses(b) != "landed v_2026-10-31.csv; landed v_2026-11-05.csv" {
		t.Errorf("%v %s", err, statuses(b))
	}
	b, err = c.landBy(k, c.file("v_2026-11-06.csv", none+"a,甲\n"), c.file("v_2026-11-07.csv", none+"a,甲\n"))
	if err != nil || statuses(b) != "landed v_2026-11-06.csv" {
		t.Errorf("%v %s", err, statuses(b))
	}
	// Files of no byte at all are held, each for itself.
	b, err = c.landBy(k, c.file("v_2026-11-08.csv", ""), c.file("v_2026-11-09.csv", ""))
	if anlan.KindOf(err) != anlan.Held || statuses(b) != "held v_2026-11-08.csv; held v_2026-11-09.csv" {
		t.Errorf("%v %s", err, statuses(b))
	}
}

// An archive that changes while it is landed is taken up by the next run, and
// parts with long names are kept under shorter ones.
func TestPartsOfArchives(t *testing.T) {
	c := newCity(t)
	k := sheetOfVisits(t)
	long := strings.Repeat("很长的名字", 20)
	path := c.zipped("pack_2026-11-02.zip", [2]string{long + ".csv", "编号,单位\na,甲\n"}, [2]string{"a/b.csv", "编号,单位\nb,甲\n"}, [2]string{"a_b.csv", "编号,单位\nc,甲\n"})
	b, err := c.landBy(k, path)
	if err != nil || len(b) != 3 || c.query("SELECT id FROM visit ORDER BY 1") != "a b c" {
		t.Fatalf("%v %s", err, statuses(b))
	}
	for _, x := range b {
		if receivedFile(c.zone, "visit", x.ID) == "" {
			t.Errorf("%s is not kept", x.Source)
		}
	}
	a := arrival{path: path, member: "gone.csv", source: "pack_2026-11-02.zip!gone.csv"}
	if _, err := a.open(); !errors.Is(err, errChanged) {
		t.Errorf("a member that is gone: %v", err)
	}
}

// A large file that is written to between its hashing and its copying is not
// taken for what was hashed.
func TestLargeFileThatChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(path, bytes.Repeat([]byte("安澜\n"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	h := openHashes(t.TempDir())
	if _, _, err := h.of(path); err != nil {
		t.Fatal(err)
	}
	take := func() (string, error) {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var out bytes.Buffer
		err = copySame(&out, f, h.seen[path])
		return out.String(), err
	}
	if got, err := take(); err != nil || len(got) != 7000 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	time.Sleep(20 * time.Millisecond) // the clock of a file system ticks coarsely
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte("x"), 3); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.Close(), os.Chtimes(path, time.Time{}, h.seen[path].ModTime())); err != nil {
		t.Fatal(err)
	}
	if _, err := take(); !errors.Is(err, errChanged) {
		t.Errorf("a changed file was taken: %v", err)
	}
}
