package night

import (
	"slices"
	"strings"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models"
	"github.com/anlan-lake/anlan/models/watch"
)

// withholdClusters takes out of clusters what would tell a withheld count: a sum
// over cells of which some are withheld is shown only where, in each of its weeks,
// each small one on either side of it can still be anything that it could be
// without the sum (told.narrows), and where no other sum that readers have cuts
// the same lines elsewhere: those of the warnings beside it, of the clusters
// before it, and of the edition that readers have already. With the sum goes p,
// which it could be worked out from under the stated seed. warnings are those
// beside them, as they are shown.
func (x *weeks) withholdClusters(in []anlan.Cluster, warnings []anlan.Warning) []anlan.Cluster {
	x.known.add(warnings, nil)
	for i := range in {
		if c := &in[i]; c.Level > anlan.City && (smallCount(c.Observed) || !x.known.tell(c)) {
			c.Observed, c.P = anlan.Withheld, 0
		}
	}
	return in
}

// told are the sums over withheld counts that readers have beside the lines, by
// Monday. One that cuts a single line parts it in two lines: parts says in which
// a count lies. Of the others it is kept what is withheld in each.
type told struct {
	*weeks
	sums  map[string][]sumSet
	parts map[string]map[weekCell]string
}

// sumSet is what a sum counts of a week: the withheld counts in it.
type sumSet map[weekCell]bool

// add gathers the sums that warnings and clusters show.
func (k *told) add(warnings []anlan.Warning, clusters []anlan.Cluster) {
	for i := range warnings {
		w := &warnings[i]
		if w.Level <= anlan.City || isHidden(w.Observed) {
			continue
		}
		for _, monday := range spokenOf(w) {
			if in, own := k.ofWarning(w, monday); !own {
				k.keep(monday, in)
			}
		}
	}
	for i := range clusters {
		c := &clusters[i]
		if c.Level <= anlan.City || isHidden(c.Observed) {
			continue
		}
		for _, monday := range mondays(c.From, c.Period) {
			in, _ := k.ofCluster(c, monday)
			k.keep(monday, in)
		}
	}
}

// spokenOf gives the Mondays of the weeks of which a warning or its reasons state
// a count, alone or added up.
func spokenOf(w *anlan.Warning) []string {
	week, err := anlan.ParsePeriod(w.Period, time.UTC)
	if err != nil {
		return nil
	}
	back := 0
	if w.Excess != 0 {
		back = int(week.Start.Sub(since(w, week)).Hours() / (7 * 24))
	}
	year := false
	for _, r := range w.Reasons {
		switch n := int(r.Args["weeks"]); r.Code {
		case models.ReasonFourWeeks:
			back = max(back, 7)
		case models.ReasonRise:
			back = max(back, n)
		case watch.ReasonTogether, watch.ReasonSilent:
			back = max(back, n-1)
		case models.ReasonLastYear:
			year = true
		}
	}
	var out []string
	for n := range back + 1 {
		out = append(out, week.Start.AddDate(0, 0, -7*n).Format(anlan.DateFormat))
	}
	if year {
		out = append(out, week.Start.AddDate(0, 0, -7*52).Format(anlan.DateFormat))
	}
	return out
}

func (k *told) keep(monday string, in sumSet) {
	switch lines := k.linesOf(monday, in); {
	case len(lines) > 1:
		k.sums[monday] = append(k.sums[monday], in)
	case len(lines) == 1:
		if k.parts[monday] == nil {
			k.parts[monday] = map[weekCell]string{}
		}
		for _, l := range lines {
			for _, c := range l.in {
				k.parts[monday][c] += " in"
			}
			for _, c := range l.out {
				k.parts[monday][c] += " out"
			}
		}
	}
}

// mondays gives those of the weeks between two, both ends among them; none where
// they are no weeks.
func mondays(from, to string) (out []string) {
	first, err := anlan.ParsePeriod(from, time.UTC)
	if err != nil {
		return nil
	}
	last, err := anlan.ParsePeriod(to, time.UTC)
	if err != nil {
		return nil
	}
	for monday := first.Start; !monday.After(last.Start); monday = monday.AddDate(0, 0, 7) {
		out = append(out, monday.Format(anlan.DateFormat))
	}
	return out
}

// ofWarning gives the withheld counts of a week that a warning counts together;
// own says that it is one count of the edition itself.
func (k *told) ofWarning(w *anlan.Warning, monday string) (in sumSet, own bool) {
	in = sumSet{}
	for _, c := range k.cells[[2]string{w.Series, monday}] {
		if c.area == w.Area && c.kind == w.Kind {
			return nil, true
		}
		if isHidden(c.shown) && strings.HasPrefix(c.area, w.Area) && (w.Kind == anlan.KindAll || c.kind == w.Kind) {
			in[c] = true
		}
	}
	return in, false
}

// ofCluster gives the withheld counts of a week that a cluster counts; some says
// that the edition has any count of that week.
func (k *told) ofCluster(c *anlan.Cluster, monday string) (in sumSet, some bool) {
	in = sumSet{}
	for _, kind := range c.Kinds {
		for _, cell := range k.cells[[2]string{kind.Series, monday}] {
			if cell.kind != kind.Kind || !slices.ContainsFunc(c.Areas, func(a string) bool { return strings.HasPrefix(cell.area, a) }) {
				continue
			}
			if some = true; isHidden(cell.shown) {
				in[cell] = true
			}
		}
	}
	return in, some
}

// tell says whether the sum of a cluster can be shown, and notes it if so. Weeks
// of which the edition has no counts are not known to be safe.
func (k *told) tell(c *anlan.Cluster) bool {
	list := mondays(c.From, c.Period)
	for _, monday := range list {
		if in, some := k.ofCluster(c, monday); !some || !k.safe(monday, in) {
			return false
		}
	}
	for _, monday := range list {
		in, _ := k.ofCluster(c, monday)
		k.keep(monday, in)
	}
	return len(list) > 0
}

// safe says whether a sum over withheld counts of a week tells nothing of a small
// one: not by itself, and not with another sum, which must count the same of the
// week, or part a line of its own, or cut none of the lines that this one cuts.
func (k *told) safe(monday string, in sumSet) bool {
	lines := k.linesOf(monday, in)
	return !k.cutElsewhere(monday, in, lines) && !narrows(lines)
}

// cutElsewhere says whether another sum of a week cuts one of the lines too, and
// counts something else.
func (k *told) cutElsewhere(monday string, in sumSet, lines map[string]*cut) bool {
	for _, other := range k.sums[monday] {
		if sameSet(other, in) {
			continue
		}
		for id := range k.linesOf(monday, other) {
			if _, both := lines[id]; both {
				return true
			}
		}
	}
	return false
}

func sameSet(a, b sumSet) bool {
	if len(a) != len(b) {
		return false
	}
	for c := range a {
		if !b[c] {
			return false
		}
	}
	return true
}
