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
apiVersion: anlan/v1
kind: DataContract
id: bench
version: 1.0.0
name: {zh: 基准, en: Bench}
owner: {zh: 无, en: none}
rhythm: daily
grain: {zh: 行, en: row}
key: [id]
updated: updated_at
eventTime: at
partition: [year, month]
sort: [area_code, at]
area: {column: area_code, levels: [county, township, village, grid]}
properties:
  - {name: id, header: [编号], type: varchar, required: true, pattern: '\d{19}'}
  - {name: area_code, header: [区划], type: varchar, required: true}
  - {name: at, header: [登记时间], type: timestamp, required: true}
  - {name: day, header: [发生日期], type: date}
  - {name: channel, header: [渠道], type: varchar, required: true, codes: CL_CHANNEL}
  - {name: kind, header: [类型], type: varchar, required: true, codes: CL_DISPUTE_TYPE}
  - {name: people, header: [人数], type: int32, minimum: 1, maximum: 9999}
  - {name: amount, header: [金额], type: "decimal(18,2)", minimum: 0}
  - {name: weight, header: [权重], type: float64}
  - {name: done, header: [是否办结], type: boolean}
  - {name: org, header: [组织], type: varchar}
  - {name: updated_at, header: [更新时间], type: timestamp, required: true}
rules:
  timeOrder: [[day, at], [at, updated_at]]
`

func benchFile(n int) []byte {
	var b bytes.Buffer
	b.WriteString("编号,区划,登记时间,发生日期,渠道,类型,人数,金额,权重,是否办结,组织,更新时间\n")
	day := time.Date(2026, 1, 1, 8, 0, 0, 0, time.UTC)
	for i := range n {
		at := day.Add(time.Duration(i) * 7 * time.Second)
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
	return newRun(c, Options{Landing: zone, Levels: cityLevels, Now: night, Loc: time.UTC}, newAreaTree(cityLevels, codes))
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

// BenchmarkRead reads, validates and stages 400,000 rows of 12 columns of CSV.
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
		if err := r.wait(); err != nil {
			b.Fatal(err)
		}
		s := bt.last()
		out := filepath.Join(b.TempDir(), "last")
		if err := ignoreMissing(os.Remove(out)); err != nil {
			b.Fatal(err)
		}
		if err := r.write(bt, s, s.mark, out); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(rows)*float64(b.N)/(cpuTime()-cpu).Seconds(), "rows/cpu-s")
}
