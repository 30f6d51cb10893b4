package site

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/ledger"
)

// warningLoop is what people and nights have made of a warning.
type warningLoop struct {
	Life     []string // night: phase, grade
	Outcome  string   // in words; "" while nobody has said
	Helped   string
	Who      string
	Note     string
	Before   []string // what came of the like around here
	Choices  []choice // outcomes to choose from
	MayJudge bool
}

// Most earlier outcomes shown.
const mostBefore = 5

// warningLoop reads the life of a warning, what came of it, and of others of its
// kind in its county, as far as the reader may see.
func (s *site) warningLoop(c *call, w anlan.Warning) (warningLoop, error) {
	var out warningLoop
	steps, err := s.Ledger.WarningLife(c.r.Context(), w.ID)
	if err != nil {
		return out, err
	}
	for _, x := range steps {
		if x.Phase != "" {
			out.Life = append(out.Life, fmt.Sprintf("%s %s · %s", x.AsOf, c.text("phase."+string(x.Phase)), c.text("grade."+string(x.Grade))))
		}
	}
	outcomes, err := s.Ledger.Outcomes(c.r.Context())
	if err != nil {
		return out, err
	}
	for _, o := range outcomes {
		word := c.text("outcome." + o.Outcome)
		if o.ID == w.ID {
			out.Outcome, out.Helped, out.Who, out.Note = word, o.Helped, o.RecordedBy, o.Note
			continue
		}
		if o.Series == w.Series && o.Kind == w.Kind && c.county(o.Area) == c.county(w.Area) && c.may(o.Area) && len(out.Before) < mostBefore {
			line := fmt.Sprintf("%s %s: %s", c.areaPath(o.Area), o.Since, word)
			if o.Helped != "" {
				line += " · " + c.text("warning.helped") + ": " + o.Helped
			}
			out.Before = append(out.Before, line)
		}
	}
	for _, name := range ledger.OutcomeNames() {
		out.Choices = append(out.Choices, choice{Value: name, Text: c.text("outcome." + name)})
	}
	out.MayJudge = steps != nil && canAcknowledge(c.user, c.e, w.Area)
	return out, nil
}

// county is the code of the county that holds an area; its own above.
func (c *call) county(area string) string {
	for _, a := range c.e.Path(area) {
		if a.Level == anlan.County {
			return a.Code
		}
	}
	return area
}

// acknowledge notes that the reader takes up a warning.
func (s *site) acknowledge(w http.ResponseWriter, r *http.Request) {
	s.handleWarning(w, r, func(id, user string) error {
		note := short(r.PostFormValue("note"))
		err := s.Ledger.Acknowledge(r.Context(), id, user, note, s.Now())
		if err == nil {
			s.note(r, user, "acknowledge", id, note)
		}
		return err
	})
}

// outcome notes what came of a warning; the ledger puts it into the trail.
func (s *site) outcome(w http.ResponseWriter, r *http.Request) {
	s.handleWarning(w, r, func(id, user string) error {
		return s.Ledger.NoteOutcome(r.Context(), ledger.Outcome{ID: id, Outcome: r.PostFormValue("outcome"),
			Helped: short(r.PostFormValue("helped")), Note: short(r.PostFormValue("note")), RecordedBy: user}, s.Now())
	})
}

// short cuts a text that a person wrote to 500 characters.
func short(text string) string {
	text = strings.TrimSpace(text)
	if r := []rune(text); len(r) > 500 {
		return string(r[:500])
	}
	return text
}

// handleWarning does something to a warning for a reader who may, and shows the
// warning again.
func (s *site) handleWarning(w http.ResponseWriter, r *http.Request, do func(id, user string) error) {
	l := s.language(w, r)
	u, token, ok := s.session(r)
	if !ok {
		http.Redirect(w, r, "/signin", http.StatusSeeOther)
		return
	}
	e, release, err := s.Store.Current()
	if err != nil {
		s.fail(w, r, l, frame{}, err)
		return
	}
	defer release()
	c := s.newCall(r, e, u, l)
	f := c.frame(token, themeOf(r))
	warning, err := c.oneWarning(r.PathValue("id"))
	if err != nil {
		s.fail(w, r, l, f, err)
		return
	}
	if !checkForm(r, token) || !canAcknowledge(u, e, warning.Area) {
		http.Error(w, l.text("error.form"), http.StatusForbidden)
		return
	}
	if err := do(warning.ID, u.Name); err != nil {
		s.fail(w, r, l, f, err)
		return
	}
	http.Redirect(w, r, "/warning/"+warning.ID, http.StatusSeeOther)
}
