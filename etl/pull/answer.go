package pull

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// answer is one answer of an API, read.
type answer struct {
	records []json.RawMessage
	next    string // token or link; "" at the end
	total   *int64
	bytes   int64
}

// readAnswer reads an answer whole: one that is cut off is an error, and so is
// one that is larger than a page may be.
func readAnswer(h *HTTP, resp *http.Response) (*answer, error) {
	b, err := io.ReadAll(io.LimitReader(resp.Body, pageBytes+1))
	if err != nil {
		return nil, fmt.Errorf("the answer is cut off: %w", err)
	}
	if len(b) > pageBytes {
		return nil, fmt.Errorf("the answer is larger than %d MiB; ask for smaller pages", pageBytes>>20)
	}
	out := &answer{bytes: int64(len(b))}
	_, attrs, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch strings.ToLower(attrs["charset"]) {
	case "gbk", "gb2312", "gb18030":
		if b, err = simplifiedchinese.GB18030.NewDecoder().Bytes(b); err != nil {
			return nil, err
		}
	}
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	if !json.Valid(b) {
		return nil, fmt.Errorf("the answer is no whole JSON")
	}
	for path, want := range h.Expect {
		if got := scalar(at(b, path)); got != want {
			if len(got) > 16 {
				got = "…"
			}
			return nil, fmt.Errorf("the answer says %s: %q, not %q", path, got, want)
		}
	}
	list := at(b, h.Records)
	if list == nil {
		return nil, fmt.Errorf("the answer has no %s", h.Records)
	}
	if string(list) != "null" {
		if err := json.Unmarshal(list, &out.records); err != nil {
			return nil, fmt.Errorf("%s of the answer is no list", h.Records)
		}
	}
	if p := h.Paging; p != nil {
		if p.Total != "" {
			mark, ok := parseMark(formNumber, scalar(at(b, p.Total)), nil)
			if !ok {
				return nil, fmt.Errorf("the answer has no number under %s", p.Total)
			}
			out.total = &mark
		}
		switch p.Next {
		case "":
		case "header":
			out.next = linkNext(resp.Header)
		default:
			out.next = scalar(at(b, p.Next))
		}
	}
	return out, nil
}

// at gives the value at a path of keys, nil where there is none.
func at(b []byte, path string) json.RawMessage {
	if path == "" {
		return b
	}
	for key := range strings.SplitSeq(path, ".") {
		var m map[string]json.RawMessage
		if json.Unmarshal(b, &m) != nil {
			return nil
		}
		if b = m[key]; b == nil {
			return nil
		}
	}
	return b
}

// scalar gives a plain value as text; "" for null, objects and lists.
func scalar(b json.RawMessage) string {
	b = bytes.TrimSpace(b)
	if len(b) == 0 || bytes.ContainsRune([]byte("{[n"), rune(b[0])) {
		return ""
	}
	var s string
	if json.Unmarshal(b, &s) == nil {
		return s
	}
	return string(b)
}

// linkNext gives the address of a Link header with rel="next".
func linkNext(h http.Header) string {
	for _, v := range h.Values("Link") {
		for part := range strings.SplitSeq(v, ",") {
			link, attrs, _ := strings.Cut(strings.TrimSpace(part), ";")
			if strings.Contains(attrs, `rel="next"`) || strings.HasSuffix(strings.TrimSpace(attrs), "rel=next") {
				return strings.Trim(strings.TrimSpace(link), "<>")
			}
		}
	}
	return ""
}

// line writes a record as a line of JSON, as it came but for white space and
// the keys that the contract drops.
func line(record json.RawMessage, use func(key string) Use) ([]byte, error) {
	var out bytes.Buffer
	dec := json.NewDecoder(bytes.NewReader(record))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		if err := json.Compact(&out, record); err != nil { // no object: landing rejects it
			return nil, err
		}
		out.WriteByte('\n')
		return out.Bytes(), nil
	}
	out.WriteByte('{')
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return nil, err
		}
		key, _ := t.(string)
		var v json.RawMessage
		if err := dec.Decode(&v); err != nil {
			return nil, err
		}
		if use(key) == Dropped {
			continue
		}
		if out.Len() > 1 {
			out.WriteByte(',')
		}
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		out.Write(name)
		out.WriteByte(':')
		if err := json.Compact(&out, v); err != nil {
			return nil, err
		}
	}
	out.WriteString("}\n")
	return out.Bytes(), nil
}
