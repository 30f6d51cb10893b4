package night

import (
	"fmt"
	"math"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// Levels of a gate finding. A stop keeps tonight's edition from readers until
// a person publishes it with --force.
const (
	gateStop = "stop"
	gateWarn = "warn"
	gateNote = "note"
)

// gate compares tonight's tables with the edition that readers see now: areas
// and indexed areas do not vanish, scores do not collapse in number, and a
// closed month that moved by more than three points is named.
func gate(last *edition.Edition, t edition.Tables, closed string) []anlan.GateFinding {
	var out []anlan.GateFinding
	add := func(rule, level, en, zh string, args ...any) {
		out = append(out, anlan.GateFinding{Rule: rule, Level: level, Detail: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)})
	}
	indexed := map[string]anlan.IndexRow{}
	for _, x := range t.Index {
		if x.Category == "" && x.Score != nil {
			indexed[x.Period+" "+x.Area] = x
		}
	}
	if len(indexed) == 0 {
		add("index", gateStop, "no area has a total", "没有区划有总分")
	}
	if last == nil {
		add("first", gateNote, "first edition: nothing to compare with", "首个版本，无可比较")
		return out
	}
	now := map[string]bool{}
	for _, a := range t.Areas {
		now[a.Code] = true
	}
	gone, lost := 0, 0
	for _, a := range last.Areas() {
		if !now[a.Code] {
			gone++
		}
		before, ok := last.Index(a.Code, closed, "")
		if !ok || before.Score == nil {
			continue
		}
		x, ok := indexed[closed+" "+a.Code]
		if !ok {
			lost++
			continue
		}
		// A month that still ran when the last edition was made was bound to move.
		if move := *x.Score - *before.Score; before.Final && math.Abs(move) > 3 {
			add("restated", gateWarn, "%s %s: %s moved by %+.2f since the last edition", "%s %s：%s 较上一版本变动 %+.2f 分", a.Code, a.Name, closed, move)
		}
	}
	if n := len(last.Areas()); gone*20 > n {
		add("areas", gateStop, "%d of %d areas have vanished", "%d 个区划消失，原有 %d 个", gone, n)
	} else if gone > 0 {
		add("areas", gateNote, "%d areas have ended", "%d 个区划已撤销", gone)
	}
	if lost > 0 {
		add("totals", gateStop, "%d areas have lost their total of %s", "%d 个区划失去 %s 的总分", lost, closed)
	}
	return out
}

// stopped gives the first finding that stops publication.
func stopped(findings []anlan.GateFinding) (anlan.GateFinding, bool) {
	for _, f := range findings {
		if f.Level == gateStop {
			return f, true
		}
	}
	return anlan.GateFinding{}, false
}
