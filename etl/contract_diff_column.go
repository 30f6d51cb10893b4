package etl

import (
	"maps"
	"math"
	"slices"
	"strings"
)

// added judges a column that was not there.
func (d *contractDiff) added(p *Property) {
	switch {
	case !p.kept():
		d.say(EffectAdds, p.Name, "新增列，不入湖", "column added, not kept")
	case p.Required && p.inFile():
		d.say(EffectBreaks, p.Name, "新增必填列", "required column added")
	default:
		d.say(EffectAdds, p.Name, "新增可选列", "optional column added")
	}
}

// column judges a column that was there; new is nil where it is no more.
func (d *contractDiff) column(old, new *Property) {
	name := old.Name
	switch {
	case new == nil && old.kept():
		d.say(EffectBreaks, name, "列被删除", "column lost")
		return
	case new == nil:
		d.say(EffectAdds, name, "不入湖的列不再列出", "column that was not kept is no longer named")
		return
	case old.kept() && !new.kept():
		d.say(EffectBreaks, name, "列不再入湖（%s）", "column no longer kept (%s)", new.Treatment)
		return
	case !old.kept() && new.kept():
		d.say(EffectAdds, name, "列改为入湖", "column kept from now on")
	}
	if !new.kept() {
		return
	}
	if old.typ != new.typ {
		effect := EffectBreaks
		if widens(old.typ, new.typ) {
			effect = EffectAdds
		}
		d.differs(effect, name, "类型", "type", old.typ.String(), new.typ.String())
	}
	switch {
	case old.Required && !new.Required:
		d.say(EffectAdds, name, "不再必填", "no longer required")
	case !old.Required && new.Required:
		d.say(EffectBreaks, name, "改为必填", "required from now on")
	}
	d.headers(old, new)
	d.differs(EffectBreaks, name, "单位", "unit", old.Unit, new.Unit)
	d.bounds(old, new)
	d.codes(old, new)
	d.narrows(name, "格式要求", "pattern", old.Pattern, new.Pattern)
	d.narrows(name, "校验", "format", old.form(), new.form())
	if old.Severity.grave() != new.Severity.grave() {
		effect := EffectAdds
		if new.Severity.grave() > old.Severity.grave() {
			effect = EffectBreaks
		}
		d.differs(effect, name, "严重度", "severity", old.Severity.String(), new.Severity.String())
	}
	d.differs(EffectBreaks, name, "取值方式", "transformLogic", old.logic(), new.logic())
	d.differs(EffectNone, name, "说明", "description", old.Description, new.Description)
}

// widens reports whether every value of one type is one of the other.
func widens(old, new colType) bool {
	return old == typeInt32 && (new == typeInt64 || new == typeFloat) || old == typeDate && new == typeTimestamp
}

func (d *contractDiff) headers(old, new *Property) {
	plainly := func(hs []string) []string {
		out := make([]string, len(hs))
		for i, h := range hs {
			out[i] = plain(h)
		}
		return out
	}
	o, n := plainly(old.Header), plainly(new.Header)
	if l := lost(o, n); l != nil {
		d.say(EffectBreaks, old.Name, "不再识别表头：%s", "header no longer known: %s", strings.Join(l, ", "))
	}
	if a := lost(n, o); a != nil {
		d.say(EffectAdds, old.Name, "新识别表头：%s", "header known too: %s", strings.Join(a, ", "))
	}
}

// narrows judges a form that values must have: dropping it widens, anything
// else may refuse what was accepted.
func (d *contractDiff) narrows(column, zh, en, old, new string) {
	effect := EffectBreaks
	if new == "" {
		effect = EffectAdds
	}
	d.differs(effect, column, zh, en, old, new)
}

func (d *contractDiff) bounds(old, new *Property) {
	low := func(p *Property) float64 {
		v := math.Inf(-1)
		if p.Minimum != nil {
			v = *p.Minimum
		}
		if p.Above != nil && *p.Above >= v {
			v = math.Nextafter(*p.Above, math.Inf(1))
		}
		return v
	}
	high := func(p *Property) float64 {
		if p.Maximum != nil {
			return *p.Maximum
		}
		return math.Inf(1)
	}
	if low(old) == low(new) && high(old) == high(new) {
		return
	}
	effect := EffectAdds
	if low(new) > low(old) || high(new) < high(old) {
		effect = EffectBreaks
	}
	d.differs(effect, old.Name, "取值范围", "range", old.bounds(), new.bounds())
}

func (d *contractDiff) codes(old, new *Property) {
	o, n := old.sortedCodes(), new.sortedCodes()
	switch {
	case o == nil && n == nil:
	case o == nil:
		d.say(EffectBreaks, old.Name, "改为只接受代码：%s", "only codes accepted from now on: %s", some(n))
	case n == nil:
		d.say(EffectAdds, old.Name, "不再限于代码", "no longer limited to codes")
	default:
		if l := lost(o, n); l != nil {
			d.say(EffectBreaks, old.Name, "代码取消：%s", "codes lost: %s", some(l))
		}
		if a := lost(n, o); a != nil {
			d.say(EffectAdds, old.Name, "代码新增：%s", "codes added: %s", some(a))
		}
	}
	if !maps.Equal(old.Recode, new.Recode) || !slices.Equal(old.prefixes, new.prefixes) || old.RecodeFile != new.RecodeFile {
		effect := EffectAdds
		for from, to := range old.Recode {
			if new.Recode[from] != to {
				effect = EffectBreaks
			}
		}
		if lost(old.prefixes, new.prefixes) != nil {
			effect = EffectBreaks
		}
		d.say(effect, old.Name, "代码对照改变", "recoding changed")
	}
}

// some names the first of a list.
func some(list []string) string {
	const most = 8
	if len(list) <= most {
		return strings.Join(list, ", ")
	}
	return strings.Join(list[:most], ", ") + " …"
}

// form names the format of the standard that the column has.
func (p *Property) form() string {
	switch {
	case p.Month:
		return "yyyy-MM"
	case p.Quarter:
		return "yyyy-QQQ"
	case p.Hour:
		return "yyyy-MM-dd HH"
	}
	return p.Check
}

// logic names where the value of a column that is not in the file comes from.
func (p *Property) logic() string {
	if p.Derive != nil {
		return "case when " + p.Derive.WhenEmpty + " is null then '" + p.Derive.Then + "' else '" + p.Derive.Else + "' end"
	}
	if p.RowKey {
		return rowLogic
	}
	return p.Constant
}
