package report

import "fmt"

// note is a footnote: the source of a figure, as the edition knows it.
type note struct {
	Key    int
	Source string // daily_flash.disputes_new @ 2026-11-20-r1
	Name   string
}

// note gives the key of a source, the same key each time it is named.
func (d *daily) note(source, name string) int {
	id := fmt.Sprintf("%s @ %s", source, d.ed.Meta.ID)
	if key, ok := d.noteAt[id]; ok {
		return key
	}
	key := len(d.notes) + 1
	d.notes = append(d.notes, note{key, id, name})
	d.noteAt[id] = key
	return key
}

// figureNote is the note of a figure of the daily flash.
func (d *daily) figureNote(figure string) int {
	return d.note("daily_flash."+figure, d.figureName(figure))
}

func (d *daily) figureNotes(figures ...string) []int {
	var keys []int
	for _, f := range figures {
		keys = append(keys, d.figureNote(f))
	}
	return keys
}
