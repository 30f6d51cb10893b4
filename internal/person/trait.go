package person

import (
	"strings"
	"unicode"
)

// traitWords are the words, beside those of Header, by which a column says what
// somebody is: no model may tell cases apart by them.
var traitWords = []string{
	"民族", "族别", "宗教", "信仰", "性别", "年龄", "学历", "文化程度", "职业", "婚姻状况", "政治面貌", "前科", "籍贯", "户籍", "国籍", "健康状况", "残疾",
	"当事人信息", "生日", "证件", "姓氏", "人脸", "指纹",
	"ethnic", "nationality", "religio", "gender", "birth", "education", "occupation", "marital", "criminalrecord", "disab", "birthplace",
	"fingerprint", "identitycard", "citizenid", "personid", "nickname",
}

// traitParts are such words where they stand alone between other words: the
// "sex" of party_sex, not that of Essex.
var traitParts = map[string]bool{
	"name": true, "names": true, "sex": true, "age": true, "race": true, "faith": true, "tribe": true, "tel": true, "wechat": true, "person": true,
	"plaintiff": true, "defendant": true, "imei": true, "ip": true, "mac": true,
}

// Trait gives the word by which a name says that it is about one person or what
// a person is, "" for none. It is stricter than Header: a count of telephone
// numbers is refused too.
func Trait(name string) string {
	plain := plainHeader(name)
	for _, list := range [][]string{headerWords, traitWords} {
		for _, w := range list {
			if strings.Contains(plain, w) {
				return w
			}
		}
	}
	if strings.HasSuffix(plain, "idno") { // party_id_no, not paid_notice
		return "idno"
	}
	for _, part := range parts(name) {
		if traitParts[part] {
			return part
		}
	}
	return ""
}

// parts splits a name into its words: party_name, partyName and "Party name".
func parts(name string) []string {
	var out []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	lower := false
	for _, r := range name {
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		switch {
		case unicode.Is(unicode.Cf, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
			lower = false
			continue
		case unicode.IsUpper(r) && lower:
			flush()
		}
		word.WriteRune(unicode.ToLower(r))
		lower = unicode.IsLower(r)
	}
	flush()
	return out
}
