package night_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/internal/edition"
)

// TestTownshipsWithstand attacks two editions of a city in which disputes of two
// townships of a county have risen: they are warned of without counts, the county
// beside them with its own. Demo cities small enough for the whole attack have none.
func TestTownshipsWithstand(t *testing.T) {
	t.Parallel()
	a := risenAttack(t)
	a.attackDays()
	a.holdWarnings()
	x := a.holdApart(nil)
	held := a.held
	a.attackSums()
	t.Logf("%d small counts of single weeks withstand beside %d warnings; %d of these have no published counts, beside them stand %d with figures of the area above", held, a.warnings, x.warnings, x.beside)
	if a.failed > 0 || held == 0 || x.warnings < 4 || x.beside < 4 {
		t.Errorf("%d of %d small counts can be told; %+v", a.failed, held+a.failed, x)
	}
	for name, leak := range map[string]func(*anlan.Warning){
		"a count":         func(w *anlan.Warning) { w.Observed = 7 },
		"what is usual":   func(w *anlan.Warning) { w.Expected = 2.5 },
		"the spread":      func(w *anlan.Warning) { w.Dispersed = 1.1 },
		"what is made":    func(w *anlan.Warning) { w.Harm = 3 },
		"a reason":        func(w *anlan.Warning) { w.Reasons = []anlan.Reason{{}} },
		"a count of none": func(w *anlan.Warning) { w.Observed = 0 },
	} {
		if y := a.holdApart(leak); y.leaks != x.warnings {
			t.Errorf("%s of %d warnings without published counts: %d are found", name, x.warnings, y.leaks)
		}
	}
	// The county's count says it all where it is no more than the least of both.
	for n := range a.days {
		a.days[n].shown[cellOf{"dispute_type", "01", "629902", risenWeek}] = 6
	}
	if y := a.holdApart(func(*anlan.Warning) {}); y.leaks != len(a.days) {
		t.Errorf("counts of townships that the county's tells: %d found in %d editions", y.leaks, len(a.days))
	}
}

// risenWeek is the Monday of the week in which two townships of the city of
// risenAttack have many disputes.
const risenWeek = "2026-11-09"

// risenAttack is the attack on a city with ninety weeks of a few disputes in each
// of six townships, of a third kind hardly any.
func risenAttack(t *testing.T) *attack {
	t.Helper()
	dir := t.TempDir()
	write := func(dataset, day, header string, rows []string) {
		folder := filepath.Join(dir, "inbox", dataset)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, dataset+"_"+day+".csv"), []byte(header+"\n"+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const disputeHeader, ticketHeader = "纠纷编号,发生地区划,登记时间,来源渠道,纠纷类型,事件规模,调处层级,化解时限,办理状态,更新时间", "工单编号,诉求地区划,受理时间,渠道,诉求类型,诉求领域,紧急程度,是否直接答复办结,更新时间"
	var disputes, tickets []string
	dispute := func(area, day, kind string) {
		disputes = append(disputes, fmt.Sprintf("%019d,%s,%s 09:00:00,01,%s,01,3,%s 09:00:00,01,%s 09:00:00", len(disputes)+1, area, day, kind, day, day))
	}
	first := day(risenWeek).AddDate(0, 0, -7*89)
	for w := range 90 {
		for i := range 6 {
			area := fmt.Sprintf("62990%d%03d", 2+i/3, i%3+1)
			for k, kind := range []string{"0101", "0201", "0301"} {
				n := 3 + (w*7+i*5+k*3+w*w%11)%6
				if k == 2 {
					n = max(0, (w+5*i)%7-5)
				}
				if w == 89 && i < 2 && k == 0 {
					n = 30
				}
				for x := range n {
					dispute(area, first.AddDate(0, 0, 7*w+x%7).Format(anlan.DateFormat), kind)
				}
			}
		}
		monday := first.AddDate(0, 0, 7*w).Format(anlan.DateFormat)
		tickets = append(tickets, fmt.Sprintf("T%d,629902001,%s 10:00:00,01,01,03,2,是,%s 11:00:00", w, monday, monday))
	}
	last := day(risenWeek).AddDate(0, 0, 6)
	write("dispute_case", last.Format(anlan.DateFormat), disputeHeader, disputes)
	write("hotline_ticket", last.Format(anlan.DateFormat), ticketHeader, tickets)
	known := len(disputes)
	next := last.AddDate(0, 0, 1).Format(anlan.DateFormat)
	dispute("629903001", next, "0101")
	write("dispute_case", next, disputeHeader, disputes[known:])

	n, stop, err := openNight(dir, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	for i, s := range n.Sources {
		if s.Dataset != "dispute_case" && s.Dataset != "hotline_ticket" {
			n.Sources[i].Root = shortCity().dir
		}
	}
	n.Geo = filepath.Join(shortCity().dir, "boundaries")
	f, err := indicators.Builtin("peace")
	if err != nil {
		t.Fatal(err)
	}
	var editions []*edition.Edition
	for _, asOf := range []time.Time{last, last.AddDate(0, 0, 1)} {
		if _, err := n.Run(context.Background(), asOf); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range folderNames(t, n.Lake.Dir()+"/editions") {
		e, err := edition.Open(n.Lake.Dir()+"/editions", id)
		if err != nil {
			t.Fatal(err)
		}
		editions = append(editions, e)
	}
	return newAttack(t, f, editions, n.Lake)
}
