package edition_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
	"github.com/parquet-go/parquet-go"
)

func num(v float64) *float64 { return &v }

func meta(id string) anlan.Edition {
	return anlan.Edition{ID: id, AsOf: "2026-11-20", City: "6299", NameZh: "安澜市", NameEn: "Anlan City",
		Period: "2026-11", Closed: "2026-10", Levels: anlan.Levels{4, 6, 9, 12, 15}}
}

// tables is a city of two counties and one township; mark goes into a figure
// that tells editions apart.
func tables(mark float64) edition.Tables {
	score := func(area, period string, value *float64, suppressed bool) anlan.Score {
		return anlan.Score{Measure: anlan.Measure{Indicator: "MD01", Area: area, Period: period, Num: num(3), Den: num(7), N: num(7)},
			Value: value, Adjusted: value, Score: num(50), Weight: 1.5, State: anlan.StateOK, Suppressed: suppressed,
			Lower: num(40.5), Upper: num(44), Own: num(0.6), Rho: num(0.9), ScoreLower: num(47), ScoreUpper: num(52)}
	}
	index := func(area, period string, v float64, rank int) anlan.IndexRow {
		return anlan.IndexRow{Area: area, Period: period, Score: num(v), Uncapped: num(v), Coverage: 0.9,
			Colour: anlan.Blue, Final: period == "2026-10", Rank: rank, Peers: "11",
			Lower: num(v - 2), Upper: num(v + 1), IntervalShare: 0.8, RankBest: rank, RankWorst: rank + 1}
	}
	square := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"629902001","name":"城中街道"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}`
	return edition.Tables{
		Areas: []anlan.Area{
			{Code: "629903", Name: "河东区", Level: anlan.County, Type: "11", Parent: "6299"},
			{Code: "6299", Name: "安澜市", NameEn: "Anlan City", Level: anlan.City, Type: "01"},
			{Code: "629902", Name: "临河区", Level: anlan.County, Type: "11", Parent: "6299"},
			{Code: "629902001", Name: "城中街道", Level: anlan.Township, Type: "21", Parent: "629902"},
		},
		Scores: []anlan.Score{
			score("6299", "2026-11", num(mark), false), score("6299", "2026-10", num(1), false),
			score("629902001", "2026-10", num(42.857), true), score("629903", "2026-10", nil, false),
		},
		Index: []anlan.IndexRow{index("6299", "2026-10", 78, 0), index("6299", "2026-11", mark, 0),
			index("629902", "2026-10", 70, 2), index("629903", "2026-10", 80, 1), index("629902001", "2026-10", 66, 0)},
		Adequacy: []anlan.Adequacy{{Factor: "rho_c", Area: "629902", Level: anlan.County, Period: "2026-11", Requests: num(900), Rho: num(0.9), Basis: anlan.BasisOwn},
			{Factor: "rho_c", Area: "629903", Level: anlan.County, Period: "2026-11", Lacks: "survey"}},
		Warnings: []anlan.Warning{
			{ID: "w1", Area: "629902001", Grade: anlan.GradeYellow, Exceed: 3, Reasons: []anlan.Reason{{Code: "ratio", Args: map[string]float64{"ratio": 2.3}}}},
			{ID: "w2", Area: "629903", Grade: anlan.GradeRed, Exceed: 1}},
		Flash: []edition.Flash{{Area: "6299", Level: 1, Day: "2026-11-19", Figure: "hotline", Value: 2013},
			{Area: "6299", Level: 1, Day: "2026-11-18", Figure: "hotline", Value: 1990}},
		Series: []edition.SeriesPoint{{Series: "dispute_type", Kind: "04", Area: "629902001", Week: "2026-11-09", Observed: 14, Expected: num(6), Lower: num(2), Upper: num(11)},
			{Series: "dispute_type", Kind: "04", Area: "629902001", Week: "2026-11-02", Observed: 0}},
		Batches:    []anlan.Batch{{ID: "b1", Dataset: "dispute_case", Received: 10, Landed: 9, Rejected: 1, ReceivedAt: time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)}},
		Indicators: []edition.IndicatorCard{{ID: "MD01", Category: "MD", NameZh: "化解率", Weight: 1.5, SQL: "select 1"}},
		Categories: []edition.CategoryCard{{Code: "MD", NameZh: "矛盾纠纷", Weight: 17}},
		Labels:     []edition.Label{{List: "figure", Code: "hotline", Zh: "12345受理", En: "Hotline requests"}},
		Geo:        map[string][]byte{"township.geojson": []byte(square)},
	}
}

func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	e, err := edition.Write(dir, meta("2026-11-20-r1"), tables(79))
	if err != nil {
		t.Fatal(err)
	}
	if e.Rows["score"] != 4 || e.Hashes["score/629902.parquet"] == "" || e.Hashes["geo/township-629902.geojson"] == "" {
		t.Fatalf("rows %v, hashes %v", e.Rows, e.Hashes)
	}
	if err := edition.Verify(dir, e.ID); err != nil {
		t.Fatal(err)
	}
	got, err := edition.Open(dir, e.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := tables(79)
	if !reflect.DeepEqual(got.Meta, e) {
		t.Errorf("meta %+v, want %+v", got.Meta, e)
	}
	s, ok := got.Score("6299", "MD01", "2026-11")
	if !ok || *s.Value != 79 || *s.Num != 3 || s.Level != anlan.City || *s.Lower != 40.5 || *s.Upper != 44 || *s.Own != 0.6 || *s.Rho != 0.9 || *s.ScoreLower != 47 || *s.ScoreUpper != 52 {
		t.Errorf("city score %+v", s)
	}
	if s, ok := got.Score("629903", "MD01", "2026-10"); !ok || s.Value != nil {
		t.Errorf("a missing value came back as %+v", s)
	}
	if n := len(got.ScoreSeries("6299", "MD01", anlan.Month)); n != 2 {
		t.Errorf("series of %d scores, want 2", n)
	}
	if r := got.Ranking(anlan.County, "2026-10", "", "6299"); len(r) != 2 || r[0].Area != "629903" || !reflect.DeepEqual(r[0], want.Index[3]) {
		t.Errorf("ranking %+v", r)
	}
	// Of a township its county's, of a running week the running month's.
	for _, period := range []string{"2026-11", "2026-W47"} {
		if a, ok := got.Adequacy("629902001", period, "rho_c"); !ok || !reflect.DeepEqual(a, want.Adequacy[0]) {
			t.Errorf("adequacy in %s: %+v", period, a)
		}
	}
	if a, ok := got.Adequacy("629903", "2026-11", "rho_c"); !ok || a.Rho != nil || a.Lacks != "survey" {
		t.Errorf("adequacy without a survey: %+v", a)
	}
	if w := got.Warnings("6299"); len(w) != 2 || w[0].ID != "w2" || w[1].Reasons[0].Args["ratio"] != 2.3 {
		t.Errorf("warnings %+v", w)
	}
	if w := got.Warnings("629902"); len(w) != 1 {
		t.Errorf("warnings of one county %+v", w)
	}
	if f := got.Flash("6299", "2026-11-18"); len(f) != 1 || f[0].Value != 1990 {
		t.Errorf("flash %+v", f)
	}
	weeks := got.Weekly(edition.SeriesKey{Series: "dispute_type", Kind: "04", Area: "629902001"})
	if len(weeks) != 2 || weeks[0].Monday() != "2026-11-02" || weeks[1].Observed != 14 {
		t.Errorf("weeks %+v", weeks)
	}
	if x, l, u := weeks[1].Expected(); x == nil || *x != 6 || *l != 2 || *u != 11 {
		t.Errorf("expectation %v %v %v", x, l, u)
	}
	if x, _, _ := weeks[0].Expected(); x != nil {
		t.Error("an expectation where no model ran")
	}
	if !reflect.DeepEqual(got.Batches(), want.Batches) || !reflect.DeepEqual(got.Indicators(), want.Indicators) {
		t.Errorf("cards %+v %+v", got.Batches(), got.Indicators())
	}
	if p := got.Path("629902001"); len(p) != 3 || p[0].Code != "6299" || len(got.Children("6299")) != 2 {
		t.Errorf("path %+v", p)
	}
}

func TestSameTablesSameBytes(t *testing.T) {
	one, err := edition.Write(t.TempDir(), meta("a"), tables(1))
	if err != nil {
		t.Fatal(err)
	}
	turned := tables(1)
	turned.Scores[0], turned.Scores[3] = turned.Scores[3], turned.Scores[0]
	two, err := edition.Write(t.TempDir(), meta("a"), turned)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(one.Hashes, two.Hashes) {
		t.Error("the order of the rows handed in changes the files")
	}
}

func TestSuppressedFiguresAreNotInTheFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := edition.Write(dir, meta("a"), tables(1)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "a", "score", "629902.parquet")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := parquet.Read[figures](bytes.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	if want := (figures{Suppressed: true}); len(rows) != 1 || rows[0] != want {
		t.Errorf("rows %+v, want one without figures", rows)
	}
}

type figures struct {
	Num        *float64 `parquet:"num,optional"`
	Den        *float64 `parquet:"den,optional"`
	N          *float64 `parquet:"n,optional"`
	Value      *float64 `parquet:"value,optional"`
	Adjusted   *float64 `parquet:"adjusted,optional"`
	Score      *float64 `parquet:"score,optional"`
	Lower      *float64 `parquet:"lower,optional"`
	Upper      *float64 `parquet:"upper,optional"`
	Own        *float64 `parquet:"own_weight,optional"`
	Rho        *float64 `parquet:"rho,optional"`
	ScoreLower *float64 `parquet:"score_lower,optional"`
	ScoreUpper *float64 `parquet:"score_upper,optional"`
	Suppressed bool     `parquet:"suppressed"`
}

func TestSwapUnderReaders(t *testing.T) {
	dir := t.TempDir()
	publish := func(n int) {
		id := fmt.Sprintf("e%03d", n)
		if _, err := edition.Write(dir, meta(id), tables(float64(n))); err != nil {
			t.Error(err)
		}
		if err := edition.Publish(dir, id); err != nil {
			t.Error(err)
		}
	}
	publish(1)
	store, err := edition.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 50 {
		readers.Go(func() {
			last := ""
			for {
				select {
				case <-done:
					return
				default:
				}
				e, release, err := store.Current()
				if err != nil {
					t.Error(err)
					return
				}
				id := e.Meta.ID
				s, ok := e.Score("6299", "MD01", "2026-11")
				x, ok2 := e.Index("6299", "2026-11", "")
				if !ok || !ok2 || fmt.Sprintf("e%03.0f", *s.Value) != id || *s.Value != *x.Score {
					t.Errorf("edition %s shows figures of another: %v %v", id, s.Value, x.Score)
				}
				if id < last {
					t.Errorf("edition went back from %s to %s", last, id)
				}
				last = id
				release()
				release() // a second call must do nothing
			}
		})
	}
	for n := 2; n <= 20; n++ {
		publish(n)
	}
	close(done)
	readers.Wait()
	e, release, err := store.Current()
	if err != nil || e.Meta.ID != "e020" {
		t.Fatalf("current %v, %v", e, err)
	}
	publish(21)
	if _, r2, err := store.Current(); err != nil || store.Held() != 2 {
		t.Errorf("%d editions held with a reader on the old one, %v", store.Held(), err)
	} else {
		r2()
	}
	release()
	if n := store.Held(); n != 1 {
		t.Errorf("%d editions in memory after all readers went, want 1", n)
	}
}

func TestCrashLeftovers(t *testing.T) {
	dir := t.TempDir()
	left := filepath.Join(dir, ".tmp-a", "score")
	if err := os.MkdirAll(left, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(left, "999999.parquet"), []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	if list, err := edition.List(dir); err != nil || len(list) != 0 {
		t.Errorf("half an edition is listed: %v %v", list, err)
	}
	if _, err := edition.Write(dir, meta("a"), tables(1)); err != nil {
		t.Fatal(err)
	}
	if err := edition.Verify(dir, "a"); err != nil {
		t.Error(err)
	}
	if err := os.MkdirAll(left, 0o755); err != nil {
		t.Fatal(err)
	}
	if n, err := edition.Clean(dir); err != nil || n != 1 {
		t.Errorf("cleaned %d, %v", n, err)
	}
	if list, err := edition.List(dir); err != nil || len(list) != 1 || list[0].ID != "a" {
		t.Errorf("list %v %v", list, err)
	}
}

func TestBrokenEditionIsNotServed(t *testing.T) {
	dir := t.TempDir()
	for _, id := range []string{"a", "b"} {
		if _, err := edition.Write(dir, meta(id), tables(1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := edition.Publish(dir, "a"); err != nil {
		t.Fatal(err)
	}
	store, err := edition.OpenStore(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "b", "score", "city.parquet")
	if err := os.WriteFile(path, []byte("torn"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := edition.Verify(dir, "b"); anlan.KindOf(err) != anlan.Invalid {
		t.Errorf("verify: %v", err)
	}
	if err := edition.Publish(dir, "b"); err != nil {
		t.Fatal(err)
	}
	e, release, err := store.Current()
	if err != nil || e.Meta.ID != "a" || store.Failed() == nil {
		t.Fatalf("current %v, %v; failed %v", e, err, store.Failed())
	}
	release()
}

func TestErrors(t *testing.T) {
	dir := t.TempDir()
	kinds := map[string]struct {
		want anlan.Kind
		do   func() error
	}{
		"none published": {anlan.NotFound, func() error { s, _ := edition.OpenStore(dir); _, _, err := s.Current(); return err }},
		"publish none":   {anlan.NotFound, func() error { return edition.Publish(dir, "x") }},
		"escape":         {anlan.Invalid, func() error { return edition.Publish(dir, "../x") }},
		"twice": {anlan.Conflict, func() error {
			if _, err := edition.Write(dir, meta("a"), tables(1)); err != nil {
				return err
			}
			_, err := edition.Write(dir, meta("a"), tables(1))
			return err
		}},
		"bad geo": {anlan.Invalid, func() error {
			_, err := edition.Write(dir, meta("g"), edition.Tables{Geo: map[string][]byte{"../x.geojson": nil}})
			return err
		}},
	}
	for name, k := range kinds {
		t.Run(name, func(t *testing.T) {
			if err := k.do(); anlan.KindOf(err) != k.want {
				t.Errorf("%v: kind %d, want %d", err, anlan.KindOf(err), k.want)
			}
		})
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".tmp-*")); len(left) > 0 {
		t.Errorf("failed writes left %v", left)
	}
}

func TestNoEngineWithinReach(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	for _, banned := range []string{"github.com/duckdb/", "github.com/mattn/go-sqlite3"} {
		if strings.Contains(string(out), banned) {
			t.Errorf("internal/edition reaches %s", banned)
		}
	}
}
