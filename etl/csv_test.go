package etl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
)

// readAll gives the rows of a text as "line[!]:cell|cell"; ! marks a torn row.
func readAll(t testing.TB, text string, step int) []string {
	t.Helper()
	r := newCSVReader(&slow{[]byte(text), step}, io.NopCloser(nil), "utf-8", ',')
	var rows []string
	var b block
	for {
		err := r.fill(&b, 3)
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		for i := range b.rows() {
			var cells []string
			for k := range b.width(i) {
				cells = append(cells, string(b.cell(i, k)))
			}
			mark := ""
			if b.torn[i] {
				mark = "!"
			}
			rows = append(rows, fmt.Sprintf("%d%s:%s", b.line[i], mark, strings.Join(cells, "|")))
		}
	}
}

// slow yields a text in small steps.
type slow struct {
	text []byte
	step int
}

func (s *slow) Read(p []byte) (int, error) {
	n := copy(p[:min(len(p), s.step)], s.text)
	s.text = s.text[n:]
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func TestCSV(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"plain", "a,b\nc,d\n", "1:a|b 2:c|d"},
		{"no end", "a,b\nc,d", "1:a|b 2:c|d"},
		{"crlf", "a,b\r\nc,\r\n", "1:a|b 2:c|"},
		{"blank lines", "\na,b\n\n  \nc,d\n", "2:a|b 5:c|d"},
		{"quotes", `"a","b,c","d""e",""` + "\n", `1:a|b,c|d"e|`},
		{"several lines", "\"a\nb\",c\nd,e\n", "1:a\nb|c 3:d|e"},
		{"lone quote", "a\"b,c\n", `1:a"b|c`},
		{"half a line", "a,b,c\nd,e\nf,g,h\n", "1:a|b|c 2:d|e 3:f|g|h"},
		{"cut in quotes", "\"a\",\"b\nc,d\ne,f\n", "1!:\"a\"|\"b 2:c|d 3:e|f"},
		{"cut in quotes, then quotes", "\"a\",\"b\n\"c\",\"d\"\n", "1!:\"a\"|\"b 2:c|d"},
		{"text behind a quote", "\"a\"x,b\nc,d\n", "1!:\"a\"x|b 2:c|d"},
		{"open at the end", "a,b\n\"c,d", "1:a|b 2!:\"c|d"},
		{"cut within a character", "a,b\nc,\xe5\xae", "1:a|b 2!:c|\xe5\xae"},
		{"empty", "", ""},
	} {
		for _, step := range []int{1, 2, 7, 1000} {
			if got := strings.Join(readAll(t, c.text, step), " "); got != c.want {
				t.Errorf("%s, %d bytes at a time: %q, want %q", c.name, step, got, c.want)
			}
		}
	}
}

func TestCSVQuoteNeverClosed(t *testing.T) {
	var text strings.Builder
	for i := range 500 {
		if i == 100 {
			text.WriteString("\"open,b\n")
			continue
		}
		text.WriteString("a,b\n")
	}
	rows := readAll(t, text.String(), 4096)
	if len(rows) != 500 || rows[100] != `101!:"open|b` || rows[101] != "102:a|b" {
		t.Errorf("%d rows, row 101 is %q", len(rows), rows[min(100, len(rows)-1)])
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\"a\nb\",c\n", "\"a", "\"a\"x\n\n", "\r\n,\r\n", "\xef\xbb\xbfa\n"} {
		f.Add([]byte(s), uint8(3))
	}
	f.Fuzz(func(t *testing.T, text []byte, step uint8) {
		whole := readAll(t, string(text), 1<<20)
		if parts := readAll(t, string(text), int(step)+1); !slices.Equal(whole, parts) {
			t.Errorf("read whole %q, in parts %q", whole, parts)
		}
		last := int64(0)
		for _, row := range whole {
			var line int64
			if _, err := fmt.Sscanf(row, "%d", &line); err != nil {
				t.Fatal(err)
			}
			if line <= last || line > int64(bytes.Count(text, []byte("\n")))+1 {
				t.Fatalf("line %d after %d", line, last)
			}
			last = line
		}
	})
}

func TestGuessDelimiter(t *testing.T) {
	for text, want := range map[string]byte{"a,b,c\n1,2,3\n": ',', "a\tb\tc\n1,5\t2\t3\n": '\t', "a;b;c\n1,5;2,5;3\n": ';', "\"a,b,c\"\td\n": '\t', "a\nb\n": ','} {
		if got := new(Contract).guessDelimiter([]byte(text), "utf-8", ','); got != want {
			t.Errorf("delimiter of %q: %q, want %q", text, got, want)
		}
	}
}

func TestLineWithoutEnd(t *testing.T) {
	var b block
	r := newCSVReader(io.LimitReader(endless{}, maxLine*3), io.NopCloser(nil), "utf-8", ',')
	if err := r.fill(&b, 3); err == nil || !strings.Contains(err.Error(), "longer than 64 MiB") {
		t.Errorf("%v", err)
	}
}

// endless yields zeros.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
