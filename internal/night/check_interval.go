package night

import (
	"fmt"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
)

// Days that the checks of a night look back: for intervals that never came, and
// for the volumes of what did.
const (
	missingDays = 40
	volumeDays  = 7
)

// quietShare is the share of daily sources below their guard from which a day
// counts as a quiet one everywhere: a holiday, of which there is no calendar.
const quietShare = 0.5

// checkIntervals looks for what never came, and for files with far more or
// fewer rows than usual.
func (n *Night) checkIntervals(list []anlan.Interval, asOf time.Time) []Finding {
	var out []Finding
	type stretch struct {
		source string
		lost   []anlan.Interval
	}
	var absent []stretch
	at := map[string]int{}
	for i, x := range list {
		start := n.startOf(x)
		if x.State != anlan.IntervalMissing && x.State != anlan.IntervalHeld && x.State != anlan.IntervalWithdrawn || start.Before(asOf.AddDate(0, 0, -lookBack(x.Period))) {
			continue
		}
		if !n.cameLater(list[i:], x) {
			continue // the data line says how far the source reaches
		}
		k, ok := at[x.Dataset+"/"+x.Source]
		if !ok {
			k = len(absent)
			at[x.Dataset+"/"+x.Source] = k
			absent = append(absent, stretch{source: x.Dataset})
		}
		absent[k].lost = append(absent[k].lost, x)
	}
	for _, s := range absent {
		en, zh := n.names(s.lost)
		out = append(out, Finding{Rule: "interval", Level: LevelWarn, Dataset: s.source,
			Detail: fmt.Sprintf("%d not there, though later ones are: %s", len(s.lost), en), Zh: fmt.Sprintf("%d 期未到，而其后已到：%s", len(s.lost), zh)})
	}
	return append(out, n.checkVolumes(list, asOf)...)
}

// lookBack is how many days back an interval's absence is told every night.
func lookBack(period string) int {
	if len(period) == len(anlan.DateFormat) {
		return missingDays
	}
	return 200 // reports: two quarters
}

func (n *Night) startOf(x anlan.Interval) time.Time {
	p, err := anlan.ParsePeriod(x.Period, n.Loc)
	if err != nil {
		return time.Time{}
	}
	return p.Start
}

// cameLater says whether a later interval of the same source is there.
func (n *Night) cameLater(rest []anlan.Interval, x anlan.Interval) bool {
	for _, y := range rest {
		if y.Dataset != x.Dataset || y.Source != x.Source {
			return false
		}
		if y.Files > 0 && y.Here() {
			return true
		}
	}
	return false
}

// names lists the periods, those that follow each other as one stretch, the
// first eight stretches of them.
func (n *Night) names(list []anlan.Interval) (en, zh string) {
	word := map[string]string{anlan.IntervalMissing: "缺", anlan.IntervalHeld: "暂扣", anlan.IntervalWithdrawn: "已撤回"}
	var e, z []string
	for i := 0; i < len(list); {
		if len(e) == 8 {
			e, z = append(e, "…"), append(z, "……")
			break
		}
		last := i
		for last+1 < len(list) && list[last+1].State == list[i].State && n.follows(list[last], list[last+1]) {
			last++
		}
		name := list[i].Period
		if last > i {
			name += " – " + list[last].Period
		}
		e, z = append(e, name+" ("+list[i].State+")"), append(z, name+"（"+word[list[i].State]+"）")
		i = last + 1
	}
	return strings.Join(e, ", "), strings.Join(z, "、")
}

func (n *Night) follows(x, y anlan.Interval) bool {
	p, err := anlan.ParsePeriod(x.Period, n.Loc)
	return err == nil && p.End.Equal(n.startOf(y))
}

// checkVolumes tells of intervals outside their guard, the newest last. A day
// on which most daily sources are below theirs is told once.
func (n *Night) checkVolumes(list []anlan.Interval, asOf time.Time) []Finding {
	low, judged := map[string]int{}, map[string]int{}
	for _, x := range list {
		if x.Usual != nil {
			judged[x.Period]++
			if x.Volume == anlan.VolumeLow || x.Volume == anlan.VolumeZero {
				low[x.Period]++
			}
		}
	}
	quiet := func(period string) bool {
		return judged[period] >= 4 && float64(low[period]) >= quietShare*float64(judged[period])
	}
	var out []Finding
	told := map[string]bool{}
	for _, x := range list {
		days := volumeDays
		if len(x.Period) != len(anlan.DateFormat) {
			days = lookBack(x.Period)
		}
		if start := n.startOf(x); x.Volume == "" || start.After(asOf) || start.Before(asOf.AddDate(0, 0, -days)) {
			continue
		}
		switch {
		case x.Volume == anlan.VolumeZero:
			out = append(out, found("zero", LevelWarn, x.Dataset, "%s: no row at all, usual are %.0f: an alarm, and not a calm day", "%s：一行也没有，通常 %.0f 行：属告警，不作平静处理", x.Period, *x.Usual))
		case x.Volume == anlan.VolumeLow && quiet(x.Period):
			if !told[x.Period] {
				told[x.Period] = true
				out = append(out, found("volume", LevelNote, "", "%s: %d of %d sources are below their usual volume: a quiet day everywhere, as on a holiday", "%s：%[3]d 个来源中有 %[2]d 个低于通常行数：全市性清淡日，如节假日", x.Period, low[x.Period], judged[x.Period]))
			}
		default:
			out = append(out, found("volume", LevelWarn, x.Dataset, "%s: %d rows, usual are %.0f (%.0f to %.0f)", "%s：%d 行，通常 %.0f 行（%.0f 至 %.0f）", x.Period, *x.Received, *x.Usual, *x.Low, *x.High))
		}
	}
	return out
}
