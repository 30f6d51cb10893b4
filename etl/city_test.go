package etl

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/lake"
)

var night = time.Date(2026, 11, 20, 23, 0, 0, 0, time.FixedZone("CST", 8*3600))

var cityLevels = anlan.Levels{4, 6, 9, 12, 15}

// city is a lake and a landing zone to try landings on.
type city struct {
	testing.TB
	lake *lake.Lake
	zone string
	in   string
}

func newCity(t testing.TB) *city {
	t.Helper()
	dir := t.TempDir()
	o := lake.Options{Now: func() time.Time { return night }, Threads: 2, Author: "test"}
	if err := lake.Init(context.Background(), filepath.Join(dir, "lake"), o); err != nil {
		t.Fatal(err)
	}
	l, err := lake.Open(context.Background(), filepath.Join(dir, "lake"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	c := &city{t, l, filepath.Join(dir, "landing"), filepath.Join(dir, "inbox")}
	if err := os.Mkdir(c.in, 0o755); err != nil {
		t.Fatal(err)
	}
	return c
}

// file writes a file to the inbox.
func (c *city) file(name, text string) string {
	c.Helper()
	path := filepath.Join(c.in, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		c.Fatal(err)
	}
	return path
}

func gb18030(t testing.TB, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// land lands files by built-in contract.
func (c *city) land(dataset string, files ...string) ([]anlan.Batch, error) {
	c.Helper()
	k, err := Builtin(dataset)
	if err != nil {
		c.Fatal(err)
	}
	return c.landBy(k, files...)
}

func (c *city) landBy(k *Contract, files ...string) ([]anlan.Batch, error) {
	c.Helper()
	b, err := Land(context.Background(), c.lake, []Source{{Dataset: k.ID, Contract: k, Files: files}}, Options{Landing: c.zone, Levels: cityLevels, Now: night, Loc: night.Location()})
	for _, x := range b {
		if x.Received != x.Landed+x.Rejected {
			c.Errorf("%s: received %d, landed %d, rejected %d", x.Source, x.Received, x.Landed, x.Rejected)
		}
	}
	return b, err
}

// must lands what has to land.
func (c *city) must(dataset string, files ...string) []anlan.Batch {
	c.Helper()
	b, err := c.land(dataset, files...)
	if err != nil {
		c.Fatal(err)
	}
	return b
}

// query gives the rows of a query as "a|b a|b".
func (c *city) query(q string) string {
	c.Helper()
	ctx := context.Background()
	head, err := c.lake.Head(ctx)
	if err != nil {
		c.Fatal(err)
	}
	s, err := c.lake.Session(ctx, head.ID)
	if err != nil {
		c.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	rows, err := s.Rows(ctx, q)
	if err != nil {
		c.Fatal(err)
	}
	defer rows.Close()
	cols, _ := rows.Columns()
	var out []string
	for rows.Next() {
		vals := make([]any, len(cols))
		for i := range vals {
			vals[i] = new(any)
		}
		if err := rows.Scan(vals...); err != nil {
			c.Fatal(err)
		}
		var cells []string
		for _, v := range vals {
			cells = append(cells, fmt.Sprint(*v.(*any)))
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return strings.Join(out, " ")
}

// rejects gives a batch's rejects as "row:column:rule row:column:rule".
func (c *city) rejects(b anlan.Batch) string {
	c.Helper()
	list, err := c.lake.Rejects(context.Background(), b.ID)
	if err != nil {
		c.Fatal(err)
	}
	var out []string
	for _, r := range list {
		out = append(out, fmt.Sprintf("%d:%s:%s", r.Row, r.Column, r.Rule))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

const areaHeader = "区划代码,名称,层级,类型,上级代码,统计用区划代码,城乡分类,户数,中心点经度,中心点纬度,边界文件名,启用日期,停用日期,承接代码\n"

// areas lands a small tree: the city, a county, two townships, a village, a grid.
func (c *city) areas() *city {
	c.Helper()
	c.must("area", c.file("area_2021-01-01.csv", areaHeader+
		"629902001001001,一网格,5,41,629902001001,629902001001,,120,103.8,36.0,,2021-01-01,,\n"+
		"629900000000,安澜市,1,01,,629900000000,-,,103.8,36.0,,2021-01-01,,\n"+
		"629902,临河区,2,11,6299,,,,103.8,36.0,,2021-01-01,,\n"+
		"629902001000,甲街道,3,21,629902,,,,103.8,36.0,,2021-01-01,,\n"+
		"629902002,乙 街 道,3,21,629902,,,,103.8,36.0,,2021年1月1日,,\n"+
		"629902001001,丙社区,4,31,629902001,,111,,103.8,36.0,,2021/1/1,,\n"))
	return c
}

type row = map[string]string

// disputeFile makes a file of disputes; each row is a map of header to cell.
func disputeFile(rows ...map[string]string) string {
	k, err := Builtin("dispute_case")
	if err != nil {
		panic(err)
	}
	base := map[string]string{
		"纠纷编号": "6299022026110100001", "发生地区划": "629902001001", "登记时间": "2026-11-01 09:00:00", "来源渠道": "01", "纠纷类型": "0101", "事件规模": "01",
		"调处层级": "4", "化解时限": "2026-12-01 09:00:00", "办理状态": "01", "更新时间": "2026-11-01 10:00:00", "当事人姓名": "张三", "联系电话": "13812345678", "简要情况": "电话13912345678",
	}
	var s strings.Builder
	for i, p := range k.Properties {
		if i > 0 {
			s.WriteByte(',')
		}
		s.WriteString(p.Header[0])
	}
	for _, row := range rows {
		s.WriteByte('\n')
		for i, p := range k.Properties {
			if i > 0 {
				s.WriteByte(',')
			}
			if v, ok := row[p.Header[0]]; ok {
				s.WriteString(v)
			} else {
				s.WriteString(base[p.Header[0]])
			}
		}
	}
	return s.String() + "\n"
}
