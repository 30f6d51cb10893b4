package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anlan-lake/anlan/etl/pull/dbtest"
)

// deviceContract is of the three data sets that these tests pull.
const deviceContract = `apiVersion: v3.1.0
kind: DataContract
id: NAME
name: 设备日报
version: 1.0.0
status: active
team: {name: 公安局}
slaProperties:
  - {property: frequency, value: daily}
customProperties:
  - {property: english, value: {name: "Devices, daily", owner: Public Security, grain: device by day}}
  - {property: eventTime, value: day}
  - {property: updated, value: updated_at}
  - {property: sort, value: [area_code, day]}
  - {property: area, value: {column: area_code, default: "1", from: [{source: community_board, map: areas.csv}]}}
schema:
  - name: NAME
    dataGranularityDescription: 设备×日
    properties:
      - {name: device, businessName: 设备, logicalType: string, required: true, primaryKey: true, logicalTypeOptions: {pattern: 'D\d+'}}
      - {name: area_code, logicalType: string, description: from community_board}
      - {name: day, businessName: 日期, logicalType: date, required: true, partitioned: true}
      - {name: online, businessName: 在线时长, logicalType: number, physicalType: "decimal(18,2)"}
      - {name: updated_at, businessName: 更新时间, logicalType: timestamp, required: true}
      - {name: keeper, businessName: 保管人, logicalType: string, classification: personal, customProperties: [{property: treatment, value: drop}]}
`

// deviceAPI answers with devices, a page of ten at a time.
type deviceAPI struct {
	*httptest.Server
	mu    sync.Mutex
	n     int
	on    func(request int) bool // before an answer; false breaks the connection
	asked int
}

func device(i int) map[string]any {
	return map[string]any{"设备": "D" + strconv.Itoa(i), "community_board": "07 Manhattan", "日期": "2023-12-" + fmt.Sprintf("%02d", i%28+1), "在线时长": i % 24,
		"保管人": "王小明", "更新时间": time.Date(2023, 12, 30, 8, 0, i/2, 0, time.UTC).Format(time.DateTime)}
}

func newDeviceAPI(t *testing.T, n int) *deviceAPI {
	a := &deviceAPI{n: n}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.asked++
		if a.on != nil && !a.on(a.asked) {
			panic(http.ErrAbortHandler)
		}
		if r.Header.Get("X-Key") != "s3cret" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		list := []any{}
		for i := range a.n {
			if d := device(i); d["更新时间"].(string) >= r.URL.Query().Get("since") {
				list = append(list, d)
			}
		}
		list = list[min(len(list), page*10-10):min(len(list), page*10)]
		_ = json.NewEncoder(w).Encode(map[string]any{"data": list})
	}))
	t.Cleanup(a.Close)
	return a
}

// pullCity is the New York example with three more data sets, which are pulled.
func pullCity(t *testing.T, sources string) string {
	t.Helper()
	root := t.TempDir()
	city := filepath.Join(root, "examples", "city")
	if err := os.CopyFS(city, os.DirFS("../../examples/nyc")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"device_api", "device_pg", "device_my"} {
		if err := os.WriteFile(filepath.Join(city, "contracts", name+".yaml"), []byte(strings.ReplaceAll(deviceContract, "NAME", name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	settings, err := os.ReadFile(filepath.Join(city, "anlan.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(settings), "\nsources:\n", "\nsources:\n"+sources, 1)
	if err := os.WriteFile(filepath.Join(city, "anlan.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cut := exec.Command("sh", "-c", "zcat casework.csv.gz | awk 'NR % 8 == 1' | gzip -n > x && mv x casework.csv.gz") // a city an eighth as large
	cut.Dir = filepath.Join(city, "data")
	if out, err := cut.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return root
}

// command runs a command line on the lake of root, as of 2023-12-31.
func command(root string, vars map[string]string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	e := env{stdout: &out, stderr: &errs, stdin: strings.NewReader(""), getenv: func(k string) string { return vars[k] },
		now: func() time.Time { return time.Now().UTC() }}
	code = run(e, append(args, "--lake", filepath.Join(root, "lake")))
	return code, out.String(), errs.String()
}

const apiSource = `  - dataset: device_api
    contract: contracts/device_api.yaml
    http: {url: "URL/devices", records: data, paging: {by: page, param: page, size: 10}, auth: {env: KEY, header: X-Key},
      watermark: {field: 更新时间, param: since}, backoff: 1ms, retries: 2}
`

// TestPull lands rows of an API, of PostgreSQL and of MariaDB by the command
// line; a source out of reach is said, and the others land.
func TestPull(t *testing.T) {
	api := newDeviceAPI(t, 35)
	pg, err := dbtest.Postgres()
	dbtest.Need(t, err)
	t.Cleanup(pg.Stop)
	my, err := dbtest.MariaDB()
	dbtest.Need(t, err)
	t.Cleanup(my.Stop)
	pgDSN, myDSN := pg.Owner("city"), my.Owner("city")
	fill := func(db *sql.DB, when string) {
		t.Helper()
		if _, err := db.Exec("CREATE TABLE shebei (设备 varchar(20) PRIMARY KEY, community_board varchar(30), 日期 date, 在线时长 numeric(10,2), 保管人 varchar(20), 备注 text, 更新时间 " + when + ")"); err != nil {
			t.Fatal(err)
		}
		for i := range 35 {
			d := device(i)
			if _, err := db.Exec(fmt.Sprintf("INSERT INTO shebei VALUES ('%s', '%s', '%s', %d, '王小明', 'x', '%s')", d["设备"], d["community_board"], d["日期"], d["在线时长"], d["更新时间"])); err != nil {
				t.Fatal(err)
			}
		}
	}
	pgDB := pg.Create(t, "city", "")
	fill(pgDB, "timestamp NOT NULL")
	fill(my.Create(t, "city", ""), "datetime NOT NULL")

	secret := filepath.Join(t.TempDir(), "my.dsn")
	if err := os.WriteFile(secret, []byte(myDSN+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	root := pullCity(t, strings.Replace(apiSource, "URL", api.URL, 1)+`
  - {dataset: device_pg, contract: contracts/device_pg.yaml, table: {engine: postgres, dsn: {env: PG}, from: public.shebei, watermark: 更新时间, chunk: 10}}
  - {dataset: device_my, contract: contracts/device_my.yaml, table: {engine: mariadb, dsn: {file: `+secret+`}, from: shebei, chunk: 10}}
  - {dataset: device_my, contract: contracts/device_my.yaml, table: {name: old_server, engine: mariadb, dsn: {env: OLD}, from: shebei, retries: 0}}
`)
	vars := map[string]string{"KEY": "s3cret", "PG": pgDSN, "OLD": "me:s3cret@unix(/nowhere/sock)/x"}
	anlan := func(want int, args ...string) (string, string) {
		t.Helper()
		code, out, errs := command(root, vars, args...)
		if code != want {
			t.Fatalf("anlan %s: exit %d, not %d\n%s%s", strings.Join(args, " "), code, want, out, errs)
		}
		if strings.Contains(out+errs, "s3cret") {
			t.Errorf("anlan %s tells a secret:\n%s%s", strings.Join(args, " "), out, errs)
		}
		return out, errs
	}
	expect := func(text string, words ...string) {
		t.Helper()
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Errorf("no %q in:\n%s", w, text)
			}
		}
	}
	anlan(0, "init", "--config", filepath.Join(root, "examples", "city", "anlan.yaml"))
	out, _ := anlan(6, "source", "check")
	expect(out, "ok   device_pg            postgres  public.shebei", "dropped by the contract: 保管人", "not in the contract: 备注", "in the order of: 更新时间, 设备",
		"look old_server", "ok   device_api           http", "10 records on the first page")
	out, errs := anlan(6, "land", "--as-of", "2023-12-31")
	for _, d := range []string{"device_api", "device_pg", "device_my"} {
		expect(out, "landed "+d+" "+d+"_2023-12-31_p1_", ".jsonl.gz: 35 received = 35 landed + 0 rejected")
	}
	expect(errs, "source old_server: connect:")
	query := func(d string) string {
		out, _ := anlan(0, "sql", "--format", "csv", "-c", "select device, area_code, day, online, updated_at from "+d+" order by 1")
		return out
	}
	if a := query("device_api"); a != query("device_pg") || a != query("device_my") || strings.Count(a, "\n") != 36 {
		t.Errorf("three sources of the same rows: %s", a)
	}
	// What the contract drops was not even fetched.
	if found, _ := exec.Command("sh", "-c", "cd "+root+" && for f in $(find nyc-landing lake -name '*.gz'); do zcat $f; done | grep -c 王小明").Output(); strings.TrimSpace(string(found)) != "0" {
		t.Errorf("persons in the landing zone: %s rows", found)
	}
	// Nothing new is checked, and a new row alone is fetched.
	if _, err := pgDB.Exec("UPDATE shebei SET 在线时长 = 1.25, 更新时间 = '2023-12-30 09:00:00' WHERE 设备 = 'D7'"); err != nil {
		t.Fatal(err)
	}
	out, _ = anlan(6, "land", "--as-of", "2023-12-31")
	expect(out, "landed device_pg device_pg_2023-12-31_p2_", ": 1 received = 1 landed")
	if strings.Count(out, "\n") != 1 {
		t.Errorf("more than the new row: %s", out)
	}
	out, _ = anlan(0, "land", "--as-of", "2023-12-31", "--dataset", "device_pg")
	expect(out, "nothing new to land")
	expect(query("device_pg"), "D7,1107,2023-12-08,1.25,2023-12-30 09:00:00")
	var list []struct {
		Name  string
		State *struct {
			Watermark string
			Last      struct{ Result, Detail string }
		}
	}
	out, _ = anlan(0, "source", "list", "--json")
	if err := json.Unmarshal([]byte(out), &list); err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, l := range list {
		if l.State != nil {
			got[l.Name] = l.State.Last.Result + " " + l.State.Watermark
		}
	}
	if want := map[string]string{"device_api": "checked 2023-12-30 08:00:17", "device_pg": "checked 2023-12-30 09:00:00", "device_my": "checked ", "old_server": "failed "}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("sources: %v", got)
	}
	out, _ = anlan(0, "doctor")
	expect(out, "ok   device_pg: pulled 20", "look old_server: the last pull failed: connect:")
	// The night goes on without the source, publishes, and says so.
	out, errs = anlan(4, "nightly", "--as-of", "2023-12-31")
	expect(out, "edition 2023-12-31-r1 published", "warn source device_my: old_server was not reached on ")
	expect(errs, "source old_server: connect:")
	out, _ = anlan(0, "check", "--as-of", "2023-12-31")
	expect(out, "note  source     device_pg: device_pg was asked on ", "and had nothing new", "old_server was not reached on ")
	anlan(0, "verify")
}
