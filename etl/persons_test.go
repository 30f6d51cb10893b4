package etl

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/anlan-lake/anlan"
)

func TestPersonsNeverReachTheLake(t *testing.T) {
	c := newCity(t).areas()
	id := validID("62990219900101123")
	wide := strings.Map(func(r rune) rune { return r + 0xFEE0 }, "13712345678")
	hostile := []row{
		{"当事人证件号码": id}, // dropped: lands
		{"四联单号": id},
		{"四联单号": "电话13612345678"},
		{"承办调解组织": wide},
		{"责任单位": "137-1234-5679"},
		{"四联单号": "ok", "承办调解组织": id[:17] + strings.ToLower(id[17:])},
	}
	for i, r := range hostile {
		r["纠纷编号"] = fmt.Sprintf("62990220261101%05d", i+1)
		r["当事人姓名"] = "欧阳某某"
		b, err := c.land("dispute_case", c.file(fmt.Sprintf("dispute_case_2026-11-%02d.csv", i+1), disputeFile(row{"纠纷编号": fmt.Sprintf("62990220261102%05d", i+1)}, r)))
		if i == 0 {
			if err != nil || b[0].Landed != 2 {
				t.Fatalf("%v %+v", err, b)
			}
			continue
		}
		if anlan.KindOf(err) != anlan.Held || b[0].Status != anlan.BatchHeld || b[0].Landed != 0 || b[0].Rejected != 2 {
			t.Errorf("file %d: %v, %+v", i, err, b)
			continue
		}
		list, _ := c.lake.Rejects(context.Background(), b[0].ID)
		if len(list) != 1 || list[0].Rule != anlan.RulePerson || list[0].Row != 3 {
			t.Errorf("file %d: rejects %+v", i, list)
		}
		for _, planted := range []string{id, "13612345678", wide, "137-1234-5679"} {
			if strings.Contains(err.Error()+b[0].Note+fmt.Sprint(list), planted) {
				t.Errorf("file %d: the number is printed", i)
			}
		}
	}
	if err := c.lake.Close(); err != nil {
		t.Fatal(err)
	}
	planted := []string{id, strings.ToLower(id), "13812345678", "13912345678", "13612345678", "13712345678", wide, "137-1234-5679", "张三", "欧阳某某", "电话"}
	n := 0
	err := filepath.WalkDir(c.lake.Dir(), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		text, err := os.ReadFile(path)
		for _, p := range planted {
			if strings.Contains(string(text), p) || strings.Contains(string(text), gb18030(t, p)) {
				t.Errorf("%s holds %q", path, p)
			}
		}
		return err
	})
	if err != nil || n < 3 {
		t.Errorf("searched %d files: %v", n, err)
	}
}

func TestLandingZoneIsPrivate(t *testing.T) {
	c := newCity(t).areas()
	c.must("dispute_case", c.file("dispute_case_2026-11-01.csv", disputeFile(row{}, row{"办理状态": "99"})))
	files := 0
	err := filepath.WalkDir(c.zone, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		} else {
			files++
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", path, info.Mode().Perm(), want)
		}
		return nil
	})
	if err != nil || files != 4 { // two received, one rejected, the hashes
		t.Errorf("%d files, %v", files, err)
	}
}
