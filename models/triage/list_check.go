package triage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan/internal/document"
	"github.com/anlan-lake/anlan/internal/person"
)

// The most that a list may name: a model has to be read by people.
const (
	mostFeatures = 40
	mostCodes    = 60
	mostBounds   = 12
)

var idForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,30}$`)

// valid reviews a list that did not come from YAML.
func (l *List) valid() error {
	var r document.Review
	l.review(&r)
	if err := r.Err("model file"); err != nil {
		return bad("%w", err)
	}
	return nil
}

// review holds a list that could be read against what a model may rest on.
func (l *List) review(r *document.Review) {
	if l.Version != 1 {
		r.Say("version", "version %d is not known, want 1", l.Version)
	}
	if !idForm.MatchString(l.ID) {
		r.Say("id", "id %q: want lower-case letters, digits and _", l.ID)
	}
	l.reviewColumns(r)
	l.reviewOutcomes(r)
	l.reviewFeatures(r)
}

func (l *List) reviewColumns(r *document.Review) {
	c := l.Columns
	if c.KindPrefix < 0 || c.LoadPrefix < 0 {
		r.Say("columns", "a prefix is a number of 0 or more")
	}
	if !(c.DueDays > 0 && c.DueDays <= 3650) {
		r.Say("columns.due_days", "due_days %v: want a number of days, at most ten years", c.DueDays)
	}
	for _, x := range [][2]string{{"case", c.Case}, {"area", c.Area}, {"area_type", c.AreaType}, {"kind", c.Kind}, {"start", c.Start},
		{"accepted", c.Accepted}, {"due", c.Due}, {"ended", c.Ended}, {"resolved", c.Resolved}, {"traced", c.Traced}, {"left", c.Left}} {
		reviewName(r, "columns."+x[0], x[1])
	}
}

// reviewName refuses a name that says that its column is about a person.
func reviewName(r *document.Review, path, name string) {
	if word := person.Trait(name); word != "" {
		r.Say(path, "%q is about a person (%s): a model of cases may not read it", person.MaskWord(name), word)
	}
}

func (l *List) reviewOutcomes(r *document.Review) {
	if len(l.Outcomes) == 0 {
		r.Say("outcomes", "there is no outcome")
	}
	seen := map[string]bool{}
	for i, o := range l.Outcomes {
		at := fmt.Sprintf("outcomes[%d]", i)
		if !idForm.MatchString(o.ID) || seen[o.ID] {
			r.Say(at+".id", "id %q: want a name of its own, lower-case letters, digits and _", o.ID)
		}
		seen[o.ID] = true
		switch {
		case o.Is != Event && o.Is != Unresolved:
			r.Say(at, "%q is no kind of outcome", o.Is)
		case o.Is == Event && o.Time == "":
			r.Say(at, "an event needs the column of its time")
		case o.Is == Event && (o.Days < 1 || o.Days > 3650):
			r.Say(at, "an event needs days, 1 to 3650")
		case o.Traced && l.Columns.Traced == "":
			r.Say(at, "traced needs the column traced")
		case o.Is == Unresolved && (o.Traced || o.Time != "" || o.Days != 0):
			r.Say(at, "what is unresolved is so at its due moment: take out time and days")
		}
		reviewName(r, at+".id", o.ID)
		reviewName(r, at+".time", o.Time)
	}
}

func (l *List) reviewFeatures(r *document.Review) {
	if n := len(l.Features); n == 0 || n > mostFeatures {
		r.Say("features", "%d features, want 1 to %d", n, mostFeatures)
	}
	tell := l.telling()
	seen := map[string]bool{}
	for i, f := range l.Features {
		at := fmt.Sprintf("features[%d]", i)
		if !idForm.MatchString(f.ID) || seen[f.ID] {
			r.Say(at+".id", "id %q: want a name of its own, lower-case letters, digits and _", f.ID)
		}
		seen[f.ID] = true
		for _, x := range []struct{ path, name string }{{".id", f.ID}, {".zh", f.Zh}, {".en", f.En}, {".column", f.Column}} {
			reviewName(r, at+x.path, x.name)
		}
		for _, name := range append([]string{f.Column}, f.Columns...) {
			reviewName(r, at+".columns", name)
			if what := tell[name]; what != "" {
				r.Say(at, "the column %s tells %s: nothing may be foretold from it", name, what)
			}
		}
		f.review(r, at)
	}
}

// telling are the columns that say how a case ended.
func (l *List) telling() map[string]string {
	c := l.Columns
	out := map[string]string{c.Ended: "the end", c.Resolved: "the end", c.Left: "the end", c.Due: "the due moment (a feature of its own kind: left)"}
	for _, o := range l.Outcomes {
		out[o.Time] = "the outcome " + o.ID
	}
	delete(out, "")
	return out
}

// review checks that a feature has what its kind needs, and no more.
func (f Feature) review(r *document.Review, at string) {
	has := map[string]bool{"column": f.Column != "", "columns": len(f.Columns) > 0, "codes": len(f.Codes) > 0, "bounds": len(f.Bounds) > 0,
		"prefix": f.Prefix != 0, "names": f.Names != ""}
	needs := map[string][]string{Code: {"column", "codes"}, Class: {"column", "bounds"}, Flag: {"column"}, Since: {"column", "bounds"},
		Times: {"columns"}, Age: {"bounds"}, Time: {"bounds"}, Load: {"bounds"}}
	need, known := needs[f.Is]
	if !known {
		r.Say(at, "%q is no kind of feature", f.Is)
		return
	}
	for _, key := range []string{"column", "columns", "codes", "bounds", "prefix", "names"} {
		may := slices.Contains(need, key) || f.Is == Code && (key == "prefix" || key == "names")
		switch {
		case has[key] && !may:
			r.Say(at, "%s has no %s", f.Is, key)
		case !has[key] && slices.Contains(need, key):
			r.Say(at, "%s needs %s", f.Is, key)
		}
	}
	if len(f.Codes) > mostCodes || len(f.Bounds) > mostBounds || len(f.Columns) > mostBounds || f.Prefix < 0 {
		r.Say(at, "at most %d codes and %d bounds or columns", mostCodes, mostBounds)
	}
	for i := 1; i < len(f.Bounds); i++ {
		if !(f.Bounds[i] > f.Bounds[i-1]) {
			r.Say(at+".bounds", "bounds do not rise: %v after %v", f.Bounds[i], f.Bounds[i-1])
		}
	}
	seen := map[string]bool{}
	for _, code := range f.Codes {
		if code == "" || seen[code] || strings.ContainsAny(code, "=;") || f.Prefix > 0 && len(code) != f.Prefix {
			r.Say(at+".codes", "code %q: want each once, as long as the prefix", person.MaskWord(code))
		}
		seen[code] = true
		if kind := person.Find([]byte(code)); kind != person.None {
			r.Say(at+".codes", "a code is a person's (%s)", kind)
		}
	}
}
