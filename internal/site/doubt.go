package site

import (
	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// scoreInterval writes the 95% interval of a score, "" where it has none.
func scoreInterval(lower, upper *float64) string {
	if lower == nil || upper == nil {
		return ""
	}
	return fixed(*lower, 1) + "–" + fixed(*upper, 1)
}

// valueInterval writes the 95% interval of a value; "—" where there is no value
// to have one, and words where its figure has no sampling model.
func (c *call) valueInterval(s anlan.Score, card edition.IndicatorCard) Cell {
	switch {
	case s.Suppressed || s.Value == nil:
		return muted("—")
	case s.Lower == nil || s.Upper == nil:
		return muted(c.text("interval.none"))
	}
	return muted(plainValue(*s.Lower, card) + "–" + plainValue(*s.Upper, card))
}

// rankRange writes the ranks an area can have, "1–4".
func rankRange(x anlan.IndexRow) string {
	switch x.RankBest {
	case 0:
		return "—"
	case x.RankWorst:
		return count(float64(x.RankBest))
	}
	return count(float64(x.RankBest)) + "–" + count(float64(x.RankWorst))
}

// adjustment says what was done to a value before it was scored, "" where
// nothing was.
func (c *call) adjustment(s anlan.Score, card edition.IndicatorCard) string {
	if s.Adjusted == nil || s.Value == nil || s.Own == nil && s.Rho == nil {
		return ""
	}
	if *s.Adjusted == *s.Value && s.Own == nil {
		return ""
	}
	how := ""
	switch {
	case s.Own != nil && *s.Own == 0:
		how = c.text("indicator.common")
	case s.Own != nil:
		how = c.text("indicator.own", fixed(*s.Own, 2))
	}
	if s.Rho != nil {
		if how != "" {
			how += c.text("and")
		}
		how += c.text("indicator.rho", fixed(*s.Rho, 3))
	}
	return c.text("indicator.adjusted", plainValue(*s.Adjusted, card), how)
}

// adequacyText tells the adequacy factor of an indicator in an area, or why it
// is not applied.
func (c *call) adequacyText(area string, card edition.IndicatorCard) string {
	a, ok := c.e.Adequacy(area, c.period, card.Adequacy)
	switch {
	case !ok:
		return card.Adequacy
	case a.Rho == nil:
		return a.Factor + ": " + c.text("adequacy.lacks."+a.Lacks)
	}
	if a.Withheld {
		return c.text("adequacy.withheld", a.Factor, fixed(*a.Rho, 3))
	}
	return c.text("adequacy.text", a.Factor, fixed(*a.Rho, 3), count(*a.Requests), fixed(100**a.Share, 1), count(*a.Population),
		fixed(*a.Ratio, 3), fixed(*a.Base, 3), c.text("adequacy.basis."+a.Basis), fixed(100**a.Tolerance, 1))
}

// totalInterval writes the interval of a total, and of how much of its weight
// it speaks where that is not all.
func (c *call) totalInterval(x anlan.IndexRow) string {
	text := scoreInterval(x.Lower, x.Upper)
	if text == "" {
		return ""
	}
	return c.text("total.interval", text, percent(x.IntervalShare))
}
