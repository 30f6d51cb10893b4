package etl

import (
	"strings"

	finder "github.com/anlan-lake/anlan/internal/person"
)

// person names what in a kept text stands for a person, "" for nothing. It
// never gives the number.
func person(text []byte) string { return string(finder.Find(text)) }

// guardFrom is the length from which a number can be the number of a person,
// and guardAbove the least value that can.
const (
	guardFrom  = 11
	guardAbove = 13e9
)

// personNumber names what in the cell of a number column stands for a person.
// Only whole numbers do: 135.12345678 is a measure.
func personNumber(cell []byte) string {
	if len(cell) < guardFrom {
		return ""
	}
	return string(finder.Number(cell))
}

// guardsNumber says that a number column is scanned: it could hold eleven
// digits, and nobody has looked at it.
func (p *Property) guardsNumber() bool {
	switch p.typ {
	case typeInt64, typeFloat, typeDecimal:
		return p.Guard != guardReviewed && (p.Maximum == nil || *p.Maximum >= guardAbove)
	}
	return false
}

// masked hides the numbers of persons in what is told of a file.
func masked(text string) string { return finder.Mask(text) }

// maskedWords hides every long number in headers, keys and names of sheets.
func maskedWords(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = finder.MaskWord(w)
	}
	return strings.Join(out, ", ")
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
