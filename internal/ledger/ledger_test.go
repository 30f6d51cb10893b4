package ledger_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"slices"
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
	open := func(ids ...string) (list []anlan.Warning) {
		for _, id := range ids {
			list = append(list, anlan.Warning{ID: id, Rule: "pooled", Series: "dispute_type", Kind: "04", Area: "629902001", Phase: anlan.PhaseOpened, Grade: anlan.GradeBlue})
		}
		return list
	}
	if n, err := l.OpenWarnings(ctx, open("w1", "w2"), "e1", "2026-11-19", night); err != nil || n != 2 {
		t.Fatalf("opened %d %v", n, err)
	}
	if n, err := l.OpenWarnings(ctx, open("w2", "w3"), "e2", "2026-11-20", night); err != nil || n != 1 {
		t.Errorf("opened %d %v, want the one new warning", n, err)
	}
	grown := open("w2")
	grown[0].Phase, grown[0].Grade = anlan.PhaseGrown, anlan.GradeYellow
	for range 2 { // a night made again
		if _, err := l.OpenWarnings(ctx, grown, "e3", "2026-11-21", night); err != nil {
			t.Fatal(err)
		}
	}
	life, err := l.WarningLife(ctx, "w2")
	want := []ledger.WarningStep{{AsOf: "2026-11-19", Phase: anlan.PhaseOpened, Grade: anlan.GradeBlue}, {AsOf: "2026-11-21", Phase: anlan.PhaseGrown, Grade: anlan.GradeYellow}}
	if err != nil || !slices.Equal(life, want) {
		t.Errorf("life %v %v, want %v", life, err, want)
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

// TestOutcomesAndSuppressions: who may say what came of a warning and have
// others suppressed, and what is kept of it.
func TestOutcomesAndSuppressions(t *testing.T) {
	ctx := context.Background()
	l, _ := mustOpen(t)
	w := anlan.Warning{ID: "w1", Rule: "pooled", Series: "dispute_type", Kind: "04", Area: "629902001", Since: "2026-W46"}
	if _, err := l.OpenWarnings(ctx, []anlan.Warning{w}, "e1", "2026-11-19", night); err != nil {
		t.Fatal(err)
	}
	for _, u := range []ledger.User{{Name: "here", DisplayZh: "甲", Role: ledger.Handler, Area: "629902"}, {Name: "there", DisplayZh: "乙", Role: ledger.Handler, Area: "629903"},
		{Name: "reader", DisplayZh: "丙", Role: ledger.Leader, Area: "6299"}} {
		if err := l.AddUser(ctx, u, "a long password", night); err != nil {
			t.Fatal(err)
		}
	}
	note := func(id, outcome, by string) error {
		return l.NoteOutcome(ctx, ledger.Outcome{ID: id, Outcome: outcome, Helped: "调解员下沉", RecordedBy: by}, night)
	}
	wantKind(t, note("w1", "maybe", "here"), anlan.Invalid)
	wantKind(t, note("w1", ledger.OutcomePartly, "there"), anlan.Invalid)
	wantKind(t, note("w1", ledger.OutcomePartly, "reader"), anlan.Invalid)
	wantKind(t, note("w9", ledger.OutcomePartly, "here"), anlan.NotFound)
	for _, outcome := range []string{ledger.OutcomePartly, ledger.OutcomeConfirmed} {
		if err := note("w1", outcome, "here"); err != nil {
			t.Fatal(err)
		}
	}
	list, err := l.Outcomes(ctx)
	if err != nil || len(list) != 1 || list[0].Outcome != ledger.OutcomeConfirmed || list[0].Rule != "pooled" || list[0].Area != w.Area || list[0].Since != w.Since {
		t.Errorf("outcomes %+v %v", list, err)
	}
	s := ledger.Suppression{Series: "dispute_type", Area: "629902", From: "2026-11-20", Until: "2026-12-20", Reason: "集中排查", RecordedBy: "here"}
	for _, spoil := range []func(*ledger.Suppression){func(s *ledger.Suppression) { s.Reason = " " }, func(s *ledger.Suppression) { s.Until = "2026-11-19" },
		func(s *ledger.Suppression) { s.Area = "6299" }, func(s *ledger.Suppression) { s.RecordedBy = "reader" }} {
		x := s
		spoil(&x)
		wantKind(t, l.Suppress(ctx, x, night), anlan.Invalid)
	}
	if err := l.Suppress(ctx, s, night); err != nil {
		t.Fatal(err)
	}
	for day, n := range map[string]int{"2026-11-19": 0, "2026-11-20": 1, "2026-12-20": 1, "2026-12-21": 0, "": 1} {
		if list, err := l.Suppressions(ctx, day); err != nil || len(list) != n {
			t.Errorf("in force on %q: %v %v, want %d", day, list, err, n)
		}
	}
	if !s.Holds("dispute_type", "04", "629902001") || s.Holds("hotline_domain", "04", "629902001") || s.Holds("dispute_type", "04", "629903") {
		t.Error("it holds the wrong warnings")
	}
	if _, err := l.VerifyTrail(ctx); err != nil {
		t.Error(err)
	}
}
