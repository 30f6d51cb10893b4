package demo

import "strconv"

// Persons of the demo are invented: everything about one follows from a single
// number, so that somebody who comes twice has the same papers twice.

// appendIdentity gives an identity number of the form of GB 11643: an area of
// the demo city, a birthday, an order and a check character that is right.
func appendIdentity(b []byte, person uint64) []byte {
	areas := [8]string{"629902", "629903", "629904", "629905", "629911", "629921", "629922", "629923"}
	from := len(b)
	b = append(b, areas[person>>3%8]...)
	born := newDate(1948, 1, 1) + Date(mix(person+1)%22000) // to March 2008
	b = appendDate(b, born, 0)
	n := int(mix(person+2) % 999)
	b = append(b, byte('0'+n/100))
	b = appendTwo(b, n%100)
	sum := 0
	for i, w := range [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(b[from+i]-'0') * w
	}
	return append(b, "10X98765432"[sum%11])
}

// appendMobile gives a mobile number of eleven digits.
func appendMobile(b []byte, person uint64) []byte {
	n := mix(person + 3)
	b = append(b, '1', byte('3'+n%7))
	n /= 7
	for range 9 {
		b = append(b, byte('0'+n%10))
		n /= 10
	}
	return b
}

// nameTable cuts the lists of syllables once.
type nameTable struct{ family, given []string }

func newNameTable() *nameTable { return &nameTable{syllables(surnames), syllables(givenSyllables)} }

func (t *nameTable) append(b []byte, person uint64) []byte {
	n := mix(person + 4)
	b = append(b, t.family[n%uint64(len(t.family))]...)
	n >>= 16
	b = append(b, t.given[n%uint64(len(t.given))]...)
	if n>>8%10 < 7 {
		b = append(b, t.given[n>>16%uint64(len(t.given))]...)
	}
	return b
}

func appendAddress(b []byte, person uint64) []byte {
	n := mix(person + 5)
	b = append(b, [...]string{"和平路", "滨河路", "解放街", "建设巷", "新村", "广场东口", "老街"}[n%7]...)
	b = strconv.AppendInt(b, int64(n>>8%300+1), 10)
	b = append(b, "号"...)
	b = strconv.AppendInt(b, int64(n>>20%20+1), 10)
	return append(b, "室"...)
}

// appendStory gives a free text about somebody, who is named in it together
// with a telephone number: exactly what must not reach a lake.
func (t *nameTable) appendStory(b []byte, person uint64, about string) []byte {
	b = append(t.append(b, person), [...]string{"反映", "来电称", "陈述", "报告"}[mix(person+6)%4]...)
	b = append(b, about...)
	b = append(b, [...]string{"，请尽快处理，联系电话", "，多次协商未果，可拨打", "，希望上门了解情况，电话"}[mix(person+7)%3]...)
	return append(appendMobile(b, person), "。"...)
}
