package person

import (
	"strings"
	"unicode"
)

// headerWords are the words by which a header says that its column is about
// one person. Titles of sums (电话量, 地址数) are told apart by endings.
var headerWords = []string{
	"姓名", "身份证", "证件号", "证件编号", "公民身份", "护照", "电话", "手机", "联系方式", "联系人", "来电号", "主叫",
	"住址", "地址", "门牌", "户籍地", "家庭", "微信", "qq号", "邮箱", "电子邮件", "车牌", "号牌", "银行卡", "银行账", "出生日期", "出生年月",
	"经度", "纬度", "坐标",
	"fullname", "firstname", "lastname", "surname", "idcard", "idnumber", "ssn", "passport", "phone", "mobile", "telephone",
	"email", "address", "dateofbirth", "birthdate", "licenseplate", "longitude", "latitude",
}

// countEndings are of headers that count things rather than name them.
var countEndings = []string{"数", "cnt", "量", "率", "件", "次", "时长", "人次", "count", "rate"}

// Header gives the word by which a header says that its column is about one
// person, "" for none.
func Header(header string) string {
	plain := plainHeader(header)
	if i := strings.IndexByte(plain, '('); i > 0 {
		plain = plain[:i]
	}
	for _, end := range countEndings {
		if strings.HasSuffix(plain, end) {
			return ""
		}
	}
	for _, w := range headerWords {
		if strings.Contains(plain, w) {
			return w
		}
	}
	return ""
}

// plainHeader folds a header to lower case, without what stands between words.
func plainHeader(header string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		case unicode.IsSpace(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		if r == '_' || r == '-' || r == '.' || r == '*' {
			return -1
		}
		return unicode.ToLower(r)
	}, header)
}
