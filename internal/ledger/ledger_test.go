package ledger_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
)

var night = time.Date(2026, 11, 21, 2, 0, 0, 0, time.FixedZone("CST", 8*3600))

func mustOpen(t *testing.T) (*ledger.Ledger, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a ledger?.sqlite") // a name that a careless URL would break
	l, err := ledger.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l, path
}

func wantKind(t *testing.T, err error, want anlan.Kind) {
	t.Helper()
	if err == nil || anlan.KindOf(err) != want {
		t.Errorf("error %v, want one of kind %d", err, want)
	}
}

func TestRuns(t *testing.T) {
	ctx := context.Background()
	l, path := mustOpen(t)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("ledger file: %v %v", info, err)
	}
	if err := l.StartRun(ctx, "r1", "2026-11-20", night); err != nil {
		t.Fatal(err)
	}
	wantKind(t, l.StartRun(ctx, "r1", "2026-11-20", night), anlan.Conflict)
	step := ledger.Step{Name: "land", State: ledger.Done, Started: night, Finished: night.Add(time.Second), Rows: 42, Detail: "7 files"}
	if err := l.StepDone(ctx, "r1", step); err != nil {
		t.Fatal(err)
	}
	if err := l.StepDone(ctx, "none", step); err == nil {
		t.Error("a step of no run was taken")
	}
	if err := l.FinishRun(ctx, "r1", ledger.Done, "", night.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	wantKind(t, l.FinishRun(ctx, "r2", ledger.Done, "", night), anlan.NotFound)
	if err := l.StartRun(ctx, "r2", "2026-11-21", night.Add(24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	runs, err := l.Runs(ctx, 10)
	if err != nil || len(runs) != 2 || runs[0].ID != "r2" || !runs[0].Finished.IsZero() {
		t.Fatalf("runs %+v %v", runs, err)
	}
	if s := runs[1].Steps; len(s) != 1 || s[0].Rows != 42 || !s[0].Finished.Equal(step.Finished) {
		t.Errorf("steps %+v", s)
	}
}

func TestUsers(t *testing.T) {
	ctx := context.Background()
	l, path := mustOpen(t)
	u := ledger.User{Name: "li", DisplayZh: "李主任", Role: ledger.Leader, Area: "629902"}
	if err := l.AddUser(ctx, u, "long enough 1", night); err != nil {
		t.Fatal(err)
	}
	wantKind(t, l.AddUser(ctx, u, "long enough 1", night), anlan.Conflict)
	wantKind(t, l.AddUser(ctx, ledger.User{Name: "wu", Role: "king", Area: "6299"}, "long enough 1", night), anlan.Invalid)
	wantKind(t, l.AddUser(ctx, ledger.User{Name: "wu", Role: ledger.Admin, Area: "6299"}, "short", night), anlan.Invalid)
	got, err := l.Authenticate(ctx, "li", "long enough 1")
	if err != nil || got.Area != "629902" || got.Role != ledger.Leader || !got.Created.Equal(night) {
		t.Errorf("authenticated %+v %v", got, err)
	}
	_, wrong := l.Authenticate(ctx, "li", "long enough 2")
	_, unknown := l.Authenticate(ctx, "nobody", "long enough 1")
	wantKind(t, wrong, anlan.Invalid)
	wantKind(t, unknown, anlan.Invalid)
	if wrong.Error() != unknown.Error() {
		t.Errorf("answers tell users from strangers: %q and %q", wrong, unknown)
	}
	token, err := l.NewSession(ctx, "li", night, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := l.SessionUser(ctx, token, night.Add(59*time.Minute)); err != nil || s.Name != "li" {
		t.Errorf("session %+v %v", s, err)
	}
	_, late := l.SessionUser(ctx, token, night.Add(time.Hour))
	wantKind(t, late, anlan.NotFound)
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{token, "long enough 1"} {
		if len(secret) < 10 || containsText(file, secret) {
			t.Error("the ledger holds a secret as it is")
		}
	}
	if err := l.CloseUser(ctx, "li", night); err != nil {
		t.Fatal(err)
	}
	_, closed := l.SessionUser(ctx, token, night)
	wantKind(t, closed, anlan.NotFound)
	_, closed = l.Authenticate(ctx, "li", "long enough 1")
	wantKind(t, closed, anlan.Invalid)
}

func containsText(b []byte, s string) bool {
	for i := 0; i+len(s) <= len(b); i++ {
		if string(b[i:i+len(s)]) == s {
			return true
		}
	}
	return false
}

func TestTrail(t *testing.T) {
	ctx := context.Background()
	l, path := mustOpen(t)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 10 {
				if _, err := l.Append(ctx, ledger.Entry{At: night, Actor: "li", Action: "export", Object: "/area/629902"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	head, err := l.VerifyTrail(ctx)
	if err != nil || head.Seq != 40 {
		t.Fatalf("head %+v %v", head, err)
	}
	if list, err := l.Trail(ctx, 5); err != nil || len(list) != 5 || list[0].Seq != 40 {
		t.Errorf("last five %+v %v", list, err)
	}
	db, err := sql.Open("sqlite3", "file:"+filepath.ToSlash(filepath.Dir(path))+"/a%20ledger%3f.sqlite")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE trail SET actor = 'wu' WHERE seq = 7`); err == nil {
		t.Error("the trail let itself be changed")
	}
	if _, err := db.Exec(`DELETE FROM trail WHERE seq = 7`); err == nil {
		t.Error("the trail let an entry go")
	}
	if _, err := db.Exec(`DROP TRIGGER trail_no_update; UPDATE trail SET actor = 'wu' WHERE seq = 7`); err != nil {
		t.Fatal(err)
	}
	_, err = l.VerifyTrail(ctx)
	wantKind(t, err, anlan.Invalid)
}

func TestWarningStates(t *testing.T) {
	ctx := context.Background()
	l, _ := mustOpen(t)
	if n, err := l.OpenWarnings(ctx, []string{"w1", "w2"}, "e1", night); err != nil || n != 2 {
		t.Fatalf("opened %d %v", n, err)
	}
	if n, err := l.OpenWarnings(ctx, []string{"w2", "w3"}, "e2", night); err != nil || n != 1 {
		t.Errorf("opened %d %v, want the one new warning", n, err)
	}
	if err := l.Acknowledge(ctx, "w2", "li", "已派调解员", night); err != nil {
		t.Fatal(err)
	}
	wantKind(t, l.Acknowledge(ctx, "w2", "wu", "", night), anlan.Conflict)
	wantKind(t, l.Acknowledge(ctx, "w9", "li", "", night), anlan.NotFound)
	states, err := l.WarningStates(ctx)
	if err != nil || states["w2"].AcknowledgedBy != "li" || states["w2"].Edition != "e1" || states["w1"].State != ledger.WarningOpen {
		t.Errorf("states %+v %v", states, err)
	}
}
