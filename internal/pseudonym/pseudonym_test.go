package pseudonym

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm3"

	"github.com/anlan-lake/anlan"
)

var (
	loc   = time.FixedZone("CST", 8*3600)
	today = time.Date(2026, 11, 20, 23, 0, 0, 0, loc)
)

func day(n int) int64 {
	return time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC).AddDate(0, 0, n).UnixMicro()
}

// stream is randomness that can be had again.
type stream byte

func (s *stream) Read(b []byte) (int, error) {
	for i := range b {
		*s++
		b[i] = byte(*s)
	}
	return len(b), nil
}

func key(t testing.TB, hash string, seed byte) Key {
	t.Helper()
	s := stream(seed)
	k, err := newKey(hash, today, &s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// The two hashes against what their standards say of them.
func TestOf(t *testing.T) {
	if got := fmt.Sprintf("%x", sm3.Sum([]byte("abc"))); got != "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0" { // GB/T 32905, A.1
		t.Errorf("SM3 of abc is %s", got)
	}
	a, b := key(t, SHA256, 0), key(t, SM3, 0)
	b.secret = a.secret
	if a.Of("x") == b.Of("x") || a.Of("x", "y") == a.Of("xy") || a.Of("x", "") == a.Of("x") || a.Of("x") == key(t, SHA256, 9).Of("x") {
		t.Error("pseudonyms of different questions, keys or hashes are the same")
	}
	// HMAC as RFC 2104 writes it, over the field with its length before it.
	for _, k := range []Key{a, b} {
		sum := func(b []byte) []byte { s := sha256.Sum256(b); return s[:] }
		if k.Hash == SM3 {
			sum = func(b []byte) []byte { s := sm3.Sum(b); return s[:] }
		}
		pad := func(x byte) []byte {
			p := bytes.Repeat([]byte{x}, 64)
			for i, c := range k.secret {
				p[i] ^= c
			}
			return p
		}
		want := sum(append(pad(0x5c), sum(append(pad(0x36), "\x03\x00\x00\x00abc"...))...))
		if got := k.Of("abc"); got != int64(binary.LittleEndian.Uint64(want)) {
			t.Errorf("%s: %x, want the first bytes of %x", k.Hash, got, want)
		}
	}
}

func TestKeyring(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "keys", "person.keys")
	s := stream(1)
	first, err := New(path, SHA256, today, &s, loc, filepath.Join(dir, "lake"))
	if err != nil {
		t.Fatal(err)
	}
	secret := hex.EncodeToString(first.secret)
	for p, mode := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(p); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v %v", p, info.Mode(), err)
		}
	}
	if said := fmt.Sprintf("%v %+v %#v %s", first, first, first, first); strings.Contains(said, secret[:8]) || strings.Contains(said, fmt.Sprint(first.secret[0], " ", first.secret[1])) {
		t.Errorf("a key prints its secret")
	}
	if _, err := New(path, SHA256, today, &s, loc); anlan.KindOf(err) != anlan.Conflict {
		t.Errorf("a second file: %v", err)
	}
	r, err := Load(path, loc)
	if err != nil {
		t.Fatal(err)
	}
	second, err := r.Rotate(SM3, today.AddDate(1, 0, 0), &s)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = Load(path, loc); err != nil || len(r.Keys) != 2 || r.Keys[0].ID != second.ID || r.Keys[0].Hash != SM3 || r.Keys[1].Of("x") != first.Of("x") {
		t.Fatalf("%v %v", r, err)
	}
	// Both are used for a year, then the old one is destroyed.
	for at, want := range map[time.Time]int{today.AddDate(1, 0, 1): 2, today.AddDate(2, 0, 0): 2, today.AddDate(2, 0, 2): 1} {
		if got := r.Live(at); len(got) != want || got[0].ID != second.ID {
			t.Errorf("%s: %v", at.Format(anlan.DateFormat), got)
		}
	}
	if gone, err := r.Lapsed(today.AddDate(1, 6, 0)); err != nil || gone != nil {
		t.Errorf("%v %v", gone, err)
	}
	if gone, err := r.Lapsed(today.AddDate(2, 0, 2)); err != nil || len(gone) != 1 || gone[0] != first.ID {
		t.Errorf("%v %v", gone, err)
	}
	if text, err := os.ReadFile(path); err != nil || strings.Contains(string(text), secret) {
		t.Errorf("the file still holds the old key: %v", err)
	}
	if err := r.Forget("none"); anlan.KindOf(err) != anlan.NotFound {
		t.Errorf("%v", err)
	}
	if err := r.Forget(second.ID); err != nil || len(r.Keys) != 0 {
		t.Errorf("%v %v", err, r.Keys)
	}
}

func TestKeyringFaults(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "lake", "person.keys")
	s := stream(1)
	if _, err := New(path, SHA256, today, &s, loc, filepath.Join(dir, "lake")); anlan.KindOf(err) != anlan.Invalid || !strings.Contains(err.Error(), "lie within") {
		t.Errorf("keys in the lake: %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "lake"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "lake"), filepath.Join(dir, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	if err := Apart(filepath.Join(dir, "elsewhere", "x"), filepath.Join(dir, "lake")); err == nil {
		t.Error("keys in the lake by a link pass")
	}
	if _, err := New(filepath.Join(dir, "k"), "md5", today, &s, loc); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("md5: %v", err)
	}
	open := filepath.Join(dir, "open")
	if _, err := New(open, SHA256, today, &s, loc); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(open, loc); anlan.KindOf(err) != anlan.Invalid || !strings.Contains(err.Error(), "open to others") {
		t.Errorf("an open file: %v", err)
	}
	text, err := os.ReadFile(open)
	if err != nil {
		t.Fatal(err)
	}
	secret := strings.Fields(string(text))[len(strings.Fields(string(text)))-1]
	for _, bad := range []string{"x", "a sha256 2026-11-20 - zz", "a md5 2026-11-20 - " + secret, "a sha256 2026-13-20 - " + secret, "a sha256 2026-11-20 x " + secret,
		"a sha256 2026-11-20 - " + secret + "\na sha256 2026-11-20 - " + secret} {
		if _, err := Parse(bad, loc); err == nil || strings.Contains(err.Error(), secret[:8]) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
	r, err := Parse("a sha256 2026-11-20 - "+secret, loc)
	if err != nil || len(r.Live(today)) != 1 {
		t.Fatalf("%v %v", r, err)
	}
	if _, err := r.Rotate(SHA256, today, rand.Reader); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("keys of the environment: %v", err)
	}
}

var question = Question{Dataset: "d", Within: 180 * 24 * time.Hour, Place: 12}

func row(line int64, record int64, at int, number, area string) Row {
	return Row{Line: line, Record: record, At: day(at), Number: number, Area: area, Matter: []string{"01"}}
}

func open(t *testing.T, zone string) *Table {
	t.Helper()
	table, err := Open(context.Background(), zone)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// ask puts a batch and writes the answers, y, n or ?.
func ask(t *testing.T, table *Table, q Question, batch string, keys []Key, rows ...Row) string {
	t.Helper()
	list, err := table.Ask(context.Background(), q, batch, rows, keys)
	if err != nil {
		t.Fatal(err)
	}
	s := ""
	for _, a := range list {
		switch {
		case !a.Known:
			s += "?"
		case a.Yes:
			s += "y"
		default:
			s += "n"
		}
	}
	return s
}

func TestAsk(t *testing.T) {
	keys := []Key{key(t, SHA256, 0)}
	table := open(t, t.TempDir())
	defer table.Close()
	// The first day opens the past; 180 days on, a no is a no.
	if got := ask(t, table, question, "a", keys, row(2, 1, 0, "A", "620102001001"), row(3, 2, 10, "A", "620102001001"), row(4, 3, 5, "A", "620102001001001"),
		row(5, 4, 20, "A", "620102001002"), row(6, 5, 20, "B", "620102001001"), row(7, 6, 100, "A", "620102"), row(8, 7, 300, "A", "620102001001"),
		row(9, 8, 301, "C", "620102001001")); got != "?yy??ynn" {
		t.Errorf("answers %s", got)
	}
	// Another matter, another data set.
	other := row(2, 20, 302, "C", "620102001001")
	other.Matter = []string{"02"}
	if got := ask(t, table, question, "b", keys, other); got != "n" {
		t.Errorf("another matter: %s", got)
	}
	q := question
	q.Dataset = "e"
	if got := ask(t, table, q, "c", keys, row(2, 21, 302, "C", "620102001001")); got != "?" {
		t.Errorf("another data set: %s", got)
	}
	// A version of the same record is no repeat, and equal times go by arrival.
	if got := ask(t, table, question, "d", keys, row(2, 8, 301, "C", "620102001001"), row(3, 30, 301, "C", "620102001001"), row(4, 8, 301, "C", "620102001001")); got != "nyn" {
		t.Errorf("versions: %s", got)
	}
	// A row that arrives late comes before those of later days.
	if got := ask(t, table, question, "e", keys, row(2, 40, 299, "C", "620102001001")); got != "n" {
		t.Errorf("a late row: %s", got)
	}
	if got := ask(t, table, question, "f", keys, row(2, 8, 301, "C", "620102001001")); got != "y" {
		t.Errorf("what it comes before: %s", got)
	}
	// A corrected record that moved away no longer counts.
	moved := row(2, 40, 299, "C", "620103001001")
	moved.Version = 1
	ask(t, table, question, "g", keys, moved)
	if got := ask(t, table, question, "h", keys, row(2, 8, 301, "C", "620102001001")); got != "n" {
		t.Errorf("after a correction: %s", got)
	}
}

func TestAskFromTheEnd(t *testing.T) {
	keys := []Key{key(t, SM3, 0)}
	table := open(t, t.TempDir())
	defer table.Close()
	q := Question{Dataset: "d", Within: 90 * 24 * time.Hour, Ended: true}
	ended := day(100)
	closed := row(2, 1, 10, "A", "")
	closed.EndedAt = &ended
	if got := ask(t, table, q, "a", keys, closed, row(3, 2, 200, "B", ""), row(4, 3, 99, "A", ""), row(5, 4, 190, "A", ""), row(6, 5, 191, "A", "")); got != "?n?yn" {
		t.Errorf("answers %s", got) // 4 is 90 days after the end, 5 is 91
	}
}

// A record whose past is no longer kept keeps the answer it was given.
func TestAnswersStay(t *testing.T) {
	ctx := context.Background()
	keys := []Key{key(t, SHA256, 0)}
	table := open(t, t.TempDir())
	defer table.Close()
	if got := ask(t, table, question, "a", keys, row(2, 1, 0, "A", ""), row(3, 2, 200, "B", ""), row(4, 3, 170, "A", "")); got != "?ny" {
		t.Fatalf("answers %s", got)
	}
	if err := table.Expire(ctx, time.UnixMicro(day(150)), keys); err != nil {
		t.Fatal(err)
	}
	late := []Row{row(2, 3, 170, "A", ""), row(3, 2, 200, "B", ""), row(4, 9, 201, "B", ""), row(5, 10, 201, "D", "")}
	for i := range late[:2] {
		late[i].Version = 1
	}
	if got := ask(t, table, question, "b", keys, late...); got != "yny?" {
		t.Errorf("answers %s", got)
	}
}

// After a rotation both keys look up, and what an old one made goes with it.
func TestRotation(t *testing.T) {
	ctx := context.Background()
	old, fresh := key(t, SHA256, 0), key(t, SM3, 77)
	table := open(t, t.TempDir())
	defer table.Close()
	if got := ask(t, table, question, "a", []Key{old}, row(2, 1, 0, "A", ""), row(3, 2, 190, "B", "")); got != "?n" {
		t.Errorf("answers %s", got)
	}
	if got := ask(t, table, question, "b", []Key{fresh, old}, row(2, 3, 200, "B", "")); got != "y" {
		t.Errorf("with both keys: %s", got)
	}
	if err := table.Expire(ctx, time.UnixMicro(0), []Key{fresh}); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, table, question, "c", []Key{fresh}, row(2, 4, 201, "B", ""), row(3, 5, 201, "C", "")); got != "y?" {
		t.Errorf("with the new key alone: %s", got)
	}
}

// A killed run leaves batches that the lake does not have; a withdrawal killed
// half-way leaves batches it still has.
func TestSettle(t *testing.T) {
	ctx := context.Background()
	zone := t.TempDir()
	keys := []Key{key(t, SHA256, 0)}
	table := open(t, zone)
	ask(t, table, question, "old", keys, row(2, 1, 0, "A", ""))
	if err := table.Settle(ctx, "old", true); err != nil {
		t.Fatal(err)
	}
	ask(t, table, question, "killed", keys, row(2, 2, 200, "B", ""))
	if err := table.Commit(ctx); err != nil {
		t.Fatal(err)
	}
	ask(t, table, question, "lost", keys, row(2, 3, 200, "B", ""))
	if err := table.Close(); err != nil { // never committed
		t.Fatal(err)
	}
	table = open(t, zone)
	if list, err := table.Unsettled(ctx); err != nil || strings.Join(list, " ") != "killed" {
		t.Fatalf("%v %v", list, err)
	}
	if err := table.Settle(ctx, "killed", false); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, table, question, "again", keys, row(2, 4, 201, "B", "")); got != "n" {
		t.Errorf("answer %s", got)
	}
	if err := table.Leave(ctx, []string{"again"}); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, table, question, "next", keys, row(2, 5, 202, "B", "")); got != "n" {
		t.Errorf("after a batch that is leaving: %s", got)
	}
	if err := table.Settle(ctx, "again", true); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, table, question, "next", keys, row(2, 5, 202, "B", "")); got != "y" {
		t.Errorf("after a batch that stayed: %s", got)
	}
	if err := table.Unsee(ctx, "again", []int64{2}); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, table, question, "next", keys, row(2, 5, 202, "B", "")); got != "n" {
		t.Errorf("after a row that did not land: %s", got)
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file, file + ".lock"} {
		if info, err := os.Stat(filepath.Join(zone, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if text, err := os.ReadFile(filepath.Join(zone, file)); err != nil || len(text) == 0 {
		t.Errorf("%v", err)
	}
}
