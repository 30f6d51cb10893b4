package etl

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// benchContract has 12 columns of every kind.
const benchContract = `
apiVersion: v3.1.0
kind: DataContract
id: bench
name: 基准
version: 1.0.0
status: active
team: {name: 无}
slaProperties:
  - {property: frequency, value: daily}
customProperties:
  - {property: english, value: {name: Bench, owner: none, grain: row}}
  - {property: eventTime, value: at}
  - {property: updated, value: updated_at}
  - {property: sort, value: [area_code, at]}
  - {property: area, value: {column: area_code, levels: [county, township, village, grid]}}
schema:
  - name: bench
    dataGranularityDescription: 行
    properties:
      - {name: id, businessName: 编号, logicalType: string, required: true, primaryKey: true, logicalTypeOptions: {pattern: '\d{19}'}}
      - {name: area_code, businessName: 区划, logicalType: string, required: true}
      - {name: at, businessName: 登记时间, logicalType: timestamp, required: true, partitioned: true}
      - {name: day, businessName: 发生日期, logicalType: date}
      - {name: channel, businessName: 渠道, logicalType: string, required: true, customProperties: [{property: codes, value: CL_CHANNEL}]}
      - {name: kind, businessName: 类型, logicalType: string, required: true, customProperties: [{property: codes, value: CL_DISPUTE_TYPE}]}
      - {name: people, businessName: 人数, logicalType: integer, logicalTypeOptions: {minimum: 1, maximum: 9999}}
      - {name: amount, businessName: 金额, logicalType: number, physicalType: "decimal(18,2)", logicalTypeOptions: {minimum: 0}}
      - {name: weight, businessName: 权重, logicalType: number}
      - {name: done, businessName: 是否办结, logicalType: boolean}
      - {name: org, businessName: 组织, logicalType: string}
      - {name: updated_at, businessName: 更新时间, logicalType: timestamp, required: true}
    quality:
      - {type: custom, engine: anlan, implementation: {timeOrder: [[day, at], [at, updated_at]]}}
`

func benchFile(n int) []byte { return benchFileEvery(n, 7*time.Second) }

// benchFileEvery gives rows in order of time, one after so long.
func benchFileEvery(n int, step time.Duration) []byte {
	var b bytes.Buffer
	b.WriteString("编号,区划,登记时间,发生日期,渠道,类型,人数,金额,权重,是否办结,组织,更新时间\n")
	day := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	for i := range n {
		at := day.Add(time.Duration(i) * step)
		fmt.Fprintf(&b, "629902%s%05d,629902%03d,%s,%s,%02d,%s,%d,%d.%02d,0.%06d,%s,第%d调解委员会,%s\n",
			at.Format("20060102"), i%100000, 1+i%9, at.Format("2006-01-02 15:04:05"), at.Format("2006-01-02"),
			1+i%9, [...]string{"0101", "0702", "0402"}[i%3], 1+i%40, i%50000, i%100, i%1000000,
			[...]string{"是", "否"}[i%2], i%300, at.Add(time.Hour).Format("2006-01-02 15:04:05"))
	}
	return b.Bytes()
}

func benchRun(b testing.TB, path string) *run {
	c, err := LoadContract("bench.yaml", strings.NewReader(benchContract))
	if err != nil {
		b.Fatal(err)
	}
	codes := []string{"6299", "629902"}
	for i := 1; i < 10; i++ {
		codes = append(codes, fmt.Sprintf("629902%03d", i))
	}
	zone := filepath.Dir(path)
	if err := makeZone(zone); err != nil {
		b.Fatal(err)
	}
	return newRun(c, Options{Landing: zone, Levels: cityLevels, Now: night, Loc: time.UTC}, newAreaTree(cityLevels, codes), nil)
}

// cpuTime gives the processor time used so far: what a busy machine leaves
// comparable.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// benchJSON gives the rows of benchFile as JSON lines.
func benchJSON(n int) []byte {
	lines := bytes.Split(bytes.TrimSpace(benchFile(n)), []byte("\n"))
	keys := strings.Split(string(lines[0]), ",")
	var b bytes.Buffer
	for _, line := range lines[1:] {
		for i, cell := range strings.Split(string(line), ",") {
			b.WriteByte("{,"[min(i, 1)])
			if i >= 6 && i <= 8 {
				fmt.Fprintf(&b, "%q:%s", keys[i], cell)
			} else {
				fmt.Fprintf(&b, "%q:%q", keys[i], cell)
			}
		}
		b.WriteString("}\n")
	}
	return b.Bytes()
}

// BenchmarkRead reads and validates 400,000 rows of 12 columns of CSV. bench/landing
// times the whole of landing beside its peer.
func BenchmarkRead(b *testing.B) { benchRead(b, "x_2026-01-01.csv", benchFile(benchRows)) }

// BenchmarkReadJSON does so with the same rows as JSON lines.
func BenchmarkReadJSON(b *testing.B) { benchRead(b, "x_2026-01-01.jsonl", benchJSON(benchRows)) }

// BenchmarkReadPage does so with the same rows as one page.
func BenchmarkReadPage(b *testing.B) {
	text := bytes.ReplaceAll(bytes.TrimSpace(benchJSON(benchRows)), []byte("}\n{"), []byte("},{"))
	benchRead(b, "x_2026-01-01_p001.json", slices.Concat([]byte(`{"page":1,"data":[`), text, []byte("]}")))
}

const benchRows = 400_000

func benchRead(b *testing.B, name string, text []byte) {
	const rows = benchRows
	path := filepath.Join(b.TempDir(), name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		b.Fatal(err)
	}
	cpu := cpuTime()
	for b.Loop() {
		r := benchRun(b, path)
		bt := &batch{path: path, rules: map[int64]string{}}
		bt.ID = "0123456789abcdef"
		if err := r.read(bt); err != nil {
			b.Fatal(err)
		}
		if bt.Rejected > 0 || bt.Received != rows {
			b.Fatal(bt.Received, bt.Rejected, bt.rejects[0])
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(rows)*float64(b.N)/(cpuTime()-cpu).Seconds(), "rows/cpu-s")
}
