package etl

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Effect is what a change of a contract does to those who send files or read
// the table.
type Effect int

// The effects, the least first.
const (
	EffectNone   Effect = iota // words alone: names, descriptions, layout
	EffectAdds                 // all that went before still goes
	EffectBreaks               // a file that landed is refused now, or a reader loses something
)

func (e Effect) String() string { return [...]string{"none", "compatible", "breaks"}[e] }

// Change is one difference between two contracts.
type Change struct {
	Column string // "" for the contract as a whole
	Effect Effect
	Zh, En string // what changed
}

// CompareContracts gives what changed from one contract to the next, the
// contract as a whole first, then column by column.
func CompareContracts(old, new *Contract) []Change {
	d := &contractDiff{old: old, new: new}
	d.head()
	for i := range old.Properties {
		d.column(&old.Properties[i], new.any(old.Properties[i].Name))
	}
	for i := range new.Properties {
		if p := &new.Properties[i]; old.any(p.Name) == nil {
			d.added(p)
		}
	}
	d.rules()
	return d.changes
}

// WorstEffect gives the greatest effect among changes.
func WorstEffect(changes []Change) Effect {
	worst := EffectNone
	for _, c := range changes {
		worst = max(worst, c.Effect)
	}
	return worst
}

// NextVersion gives the version that a contract should have after changes to
// version: a break raises major, an addition minor, words patch.
func NextVersion(version string, changes []Change) string {
	var v [3]int
	for i, part := range strings.SplitN(version, ".", 3) {
		v[i], _ = strconv.Atoi(part) // the form was checked when the contract was read
	}
	switch {
	case len(changes) == 0:
	case WorstEffect(changes) == EffectBreaks:
		v = [3]int{v[0] + 1, 0, 0}
	case WorstEffect(changes) == EffectAdds:
		v = [3]int{v[0], v[1] + 1, 0}
	default:
		v[2]++
	}
	return fmt.Sprintf("%d.%d.%d", v[0], v[1], v[2])
}

type contractDiff struct {
	old, new *Contract
	changes  []Change
}

func (d *contractDiff) say(e Effect, column, zh, en string, args ...any) {
	d.changes = append(d.changes, Change{column, e, fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...)})
}

// differs notes that something is not what it was.
func (d *contractDiff) differs(e Effect, column, zh, en string, old, new any) {
	if !reflect.DeepEqual(old, new) {
		d.say(e, column, zh+"：%v → %v", en+": %v → %v", shownAs(old), shownAs(new))
	}
}

// shownAs gives nothing a sign that can be seen.
func shownAs(v any) any {
	switch v := v.(type) {
	case string:
		if v == "" {
			return "-"
		}
	case *float64:
		if v == nil {
			return "-"
		}
		return *v
	case []string:
		return strings.Join(v, ", ")
	}
	return v
}

// any gives a column by name, kept or not.
func (c *Contract) any(name string) *Property {
	for i := range c.Properties {
		if c.Properties[i].Name == name {
			return &c.Properties[i]
		}
	}
	return nil
}

func (d *contractDiff) head() {
	o, n := d.old, d.new
	d.differs(EffectBreaks, "", "表名", "table", o.ID, n.ID)
	d.differs(EffectNone, "", "名称", "name", o.Name.Zh+" "+o.Name.En, n.Name.Zh+" "+n.Name.En)
	d.differs(EffectNone, "", "负责单位", "owner", o.Owner.Zh, n.Owner.Zh)
	d.differs(EffectNone, "", "状态", "status", o.Status, n.Status)
	d.differs(EffectNone, "", "行含义", "grain", o.Grain.Zh, n.Grain.Zh)
	d.differs(EffectBreaks, "", "主键", "key", o.Key, n.Key)
	d.differs(EffectBreaks, "", "版本列", "updated", o.Updated, n.Updated)
	d.differs(EffectBreaks, "", "事件时间", "eventTime", o.EventTime, n.EventTime)
	d.differs(EffectNone, "", "分区", "partition", o.Partition, n.Partition)
	d.differs(EffectNone, "", "排序", "sort", o.Sort, n.Sort)
	d.differs(EffectBreaks, "", "报送频率", "frequency", o.Rhythm, n.Rhythm)
	if o.Due != n.Due {
		effect := EffectAdds
		if n.Due.Days > 0 && (o.Due.Days == 0 || n.Due.earlier(o.Due)) {
			effect = EffectBreaks
		}
		d.differs(effect, "", "时限", "due", o.Due, n.Due)
	}
	d.differs(EffectAdds, "", "数量护栏", "volume guard", o.Volume, n.Volume)
	if !reflect.DeepEqual(o.Source, n.Source) {
		effect := EffectAdds
		if o.Source.Encoding != n.Source.Encoding && n.Source.Encoding != "" && n.Source.Encoding != "auto" {
			effect = EffectBreaks
		}
		d.say(effect, "", "文件写法（source）有变", "source: how files are written")
	}
	d.area()
}

// earlier reports whether a file is due before the other's time.
func (d Due) earlier(o Due) bool {
	if d.Days != o.Days || d.Working != o.Working {
		return d.Days < o.Days || d.Days == o.Days && o.Working
	}
	return d.Time != "" && (o.Time == "" || d.Time < o.Time)
}

func (d *contractDiff) area() {
	o, n := d.old.Area, d.new.Area
	if reflect.DeepEqual(o, n) {
		return
	}
	switch {
	case o == nil || n == nil:
		d.say(EffectBreaks, "", "区域规则（area）增删", "area rule added or lost")
	case o.Column != n.Column || o.Tree != n.Tree || o.Level != n.Level || len(o.From) > 0 != (len(n.From) > 0):
		d.say(EffectBreaks, "", "区域规则（area）改变", "area rule changed")
	case len(n.Levels) > 0 && (len(o.Levels) == 0 || lost(o.Levels, n.Levels) != nil):
		d.say(EffectBreaks, "", "接受的区域层级减少：%v → %v", "fewer area levels accepted: %v → %v", o.Levels, n.Levels)
	case o.Default != "" && n.Default == "":
		d.say(EffectBreaks, "", "无法定位的行不再归入 %s", "rows without a place no longer go to %s", o.Default)
	default:
		d.say(EffectAdds, "", "区域规则（area）放宽或调整", "area rule widened or adjusted")
	}
}

// lost gives what of a list is not in the other.
func lost[T comparable](old, new []T) []T {
	var out []T
	for _, v := range old {
		if !slices.Contains(new, v) {
			out = append(out, v)
		}
	}
	return out
}

func (d *contractDiff) rules() {
	for _, part := range []struct {
		name     string
		old, new []string
		rejects  bool
	}{
		{"partWhole", words(d.old.Rules.PartWhole), words(d.new.Rules.PartWhole), true},
		{"partWhole", words(d.old.Rules.PartWholeWhen), words(d.new.Rules.PartWholeWhen), true},
		{"startsWith", words(d.old.Rules.StartsWith), words(d.new.Rules.StartsWith), true},
		{"timeOrder", words(d.old.Rules.TimeOrder), words(d.new.Rules.TimeOrder), false},
		{"flag", words(d.old.Rules.Flags), words(d.new.Rules.Flags), false},
		{"graded", words(d.old.Rules.Graded), words(d.new.Rules.Graded), true},
	} {
		for _, r := range lost(part.old, part.new) {
			d.say(EffectAdds, "", "规则取消：%s %s", "rule lost: %s %s", part.name, r)
		}
		for _, r := range lost(part.new, part.old) {
			effect := EffectAdds
			if part.rejects {
				effect = EffectBreaks
			}
			d.say(effect, "", "规则新增：%s %s", "rule added: %s %s", part.name, r)
		}
	}
}

func words[T any](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = fmt.Sprint(v)
	}
	return out
}

// sortedCodes gives the codes a column accepts, nil for any.
func (p *Property) sortedCodes() []string {
	if p.codes == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(p.codes))
}
