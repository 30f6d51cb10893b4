package person

import "unicode/utf8"

// Hidden stands for what Mask takes out.
const Hidden = "…"

// Mask gives a text in which Hidden stands for all that Find would name. It is
// for what is told of a file: its name, an error, a note.
func Mask(text string) string { return mask(text, 0) }

// MaskWord is Mask for words that need no numbers, such as headers and names of
// sheets: of these, any seven digits or more are hidden too.
func MaskWord(text string) string { return mask(text, 7) }

func mask(text string, most int) string {
	f := folded{text: []byte(text)}
	if most == 0 {
		if s := take(f.text); !s.suspect(f.text) {
			return text
		}
	}
	var at []int // where in text each symbol comes from
	f.b, f.wide = fold(nil, f.text, &at)
	var out []byte
	kept := 0 // offset in text up to which out is done
	hide := func(from, to int) {
		out = append(append(out, text[kept:at[from]]...), Hidden...)
		_, size := utf8.DecodeRune(f.text[at[to-1]:])
		kept = at[to-1] + size
	}
	for i := 0; i < len(f.b); {
		from, to, kind := f.next(i)
		if kind == None {
			from, to = len(f.b), len(f.b)
		}
		from = max(from, i)        // an address may begin in what is hidden already
		for most > 0 && i < from { // long runs before it
			j := i
			for j < from && isDigit(f.b[j]) {
				j++
			}
			if j-i >= most {
				hide(i, j)
			}
			i = max(j, i+1)
		}
		if kind != None {
			hide(from, to)
		}
		i = to
	}
	if kept == 0 && out == nil {
		return text
	}
	return string(append(out, text[kept:]...))
}
