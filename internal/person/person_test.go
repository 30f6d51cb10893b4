package person

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// id fills an identity number up with its check character.
func id(seventeen string) string { return seventeen + string(checkOf([]byte(seventeen+"0"))) }

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7F {
			r += 0xFEE0
		}
		return r
	}, s)
}

func spell(s, digits string) string {
	set := []rune(digits)
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return set[r-'0']
		}
		return r
	}, s)
}

// forms are ways of writing a number that must all be found.
func forms(n string) map[string]string {
	m := map[string]string{
		"plain": n, "in a sentence": "经办人张三" + n + "（已核）", "full-width": wide(n), "behind letters": "tel" + n, "behind a name": "李四" + n,
		"hyphen": n[:3] + "-" + n[3:7] + "-" + n[7:], "space": n[:3] + " " + n[3:7] + " " + n[7:], "dot": n[:3] + "." + n[3:7] + "." + n[7:],
		"wide space": n[:3] + "\u3000" + n[3:7] + "\u3000" + n[7:], "dash": n[:3] + "—" + n[3:7] + "－" + n[7:],
		"digit by digit": strings.Join(strings.Split(n, ""), " "), "zero width": strings.Join(strings.Split(n, ""), "\u200b"),
		"word joiner": n[:5] + "\u2060" + n[5:], "soft hyphen": n[:5] + "\u00ad" + n[5:], "direction mark": "\u202d" + n[:4] + "\u202c" + n[4:],
		"Arabic-Indic": spell(n, "٠١٢٣٤٥٦٧٨٩"), "Persian": spell(n, "۰۱۲۳۴۵۶۷۸۹"), "Devanagari": spell(n, "०१२३४५६७८९"), "bold": spell(n, "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"),
		"circled": spell(n, "⓪①②③④⑤⑥⑦⑧⑨"), "superscript": spell(n, "⁰¹²³⁴⁵⁶⁷⁸⁹"), "subscript": spell(n, "₀₁₂₃₄₅₆₇₈₉"),
		"numerals": spell(n, "〇一二三四五六七八九"), "numerals with 零": "电话" + spell(n, "零一二三四五六七八九") + "。", "capital numerals": spell(n, "零壹贰叁肆伍陆柒捌玖"),
		"numerals behind a name": "张三" + spell(n, "零幺二三四五六七八九"), "half spelled": n[:5] + spell(n[5:], "〇一二三四五六七八九"),
		"keycaps": strings.Join(strings.Split(n, ""), "\uFE0F\u20E3"), "brackets": "(" + n[:3] + ")" + n[3:7] + "-" + n[7:],
	}
	return m
}

func TestFind(t *testing.T) {
	for _, n := range []string{"13812345678", "15900000000", "19999999999", "17012345678"} {
		for form, text := range forms(n) {
			if got := Find([]byte(text)); got != Mobile {
				t.Errorf("%s of a mobile number: %q", form, got)
			}
		}
	}
	for _, n := range []string{id("62010219900101123"), id("11010519491231002"), id("81000019850615001"), id("91112419810803002")} {
		for form, text := range forms(n) {
			if strings.HasSuffix(n, "X") && (strings.Contains(form, "Arabic") || form == "keycaps") {
				continue
			}
			if got := Find([]byte(text)); got != Identity {
				t.Errorf("%s of an identity number: %q", form, got)
			}
		}
		if got := Find([]byte(strings.ToLower(n))); got != Identity {
			t.Errorf("%s in lower case: %q", n[:6], got)
		}
	}
	for text, want := range map[string]Kind{
		"+8613812345678": Mobile, "+86 138 1234 5678": Mobile, "008613812345678": Mobile, "8613812345678": Mobile, "86-13812345678": Mobile,
		"620102900101123": Identity, "证620102490101123号": Identity, "620102 19900101 " + id("62010219900101123")[14:]: Identity,
		id("62010219900101123") + "13812345678": Identity, "13812345678" + id("62010219900101123"): Identity,
		"4111 1111 1111 1111": Card, "6222-0212-3456-7891-009": None, "6222-0212-3456-7894-000": Card, "卡号4111111111111111": Card, "4111111111111111": None,
		"甘A12345": Plate, "甘A·12345": Plate, "京AD12345": Plate, "京A12345D": Plate, "粤Ｂ１２３４５": Plate, "车牌沪C9F001号": Plate, "川a·8888k": Plate,
		"zhang.san@example.com.cn": Mail, "邮箱ａ＠ｂ．ｃｎ": Mail, "a@b.cn": Mail,
		"护照E12345678": Paper, "通行证号H0123456789": Paper, "台胞证12345678": Paper, "证件号核验20261101": None,
		"wxid_a1b2c3d4e5f6": Account, "微信号：zhang123456": Account, "QQ：123456789": Account,
		// What is none.
		"": None, "张三": None, "临河区桥头街道人民调解委员会": None, "6299022026110100001": None, "629902001001002": None, "620123201201001": None,
		"2026-11-01 09:00:00": None, "1998-11-01 123": None, "20261101": None, "GD20261015-00042": None, "0931-8456789": None, "13812345": None,
		"1381234567890": None, "12345678901": None, "916201007190000000": None, "1.38E+10": None, "3f2b13812345678ad9e0c4b7": None,
		"550e8400-e29b-41d4-a716-13812345678a": None, "a@b": None, "@所有人": None, "0.441095890410959": None, "150.08248245": None, "14.17004048583": None, "1.13812345678": Mobile, "13812345678.00": Mobile, "新A1栋": None, "甘A123456789": None, "62010219901301123X": None,
		"第一二三四五六七八九十条": None, "二〇二六年十一月二十日": None, "一三五七九": None, "综治中心2026年第3季度": None, "620102000101123": None,
	} {
		if got := Find([]byte(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// A wrong check character, and 18 digits one of which is off, are no number.
func TestCheckCharacter(t *testing.T) {
	n := id("62010219900101123")
	for i := range 17 {
		if i == 6 || i == 7 { // another century is caught before
			continue
		}
		b := []byte(n)
		b[i] = '0' + (b[i]-'0'+1)%10
		if got := Find(b); got != None {
			t.Errorf("digit %d changed: %q", i, got)
		}
	}
}

func TestMask(t *testing.T) {
	n := id("62010219900101123")
	for text, want := range map[string]string{
		"": "", "dispute_case_2026-11-01.csv": "dispute_case_2026-11-01.csv",
		"投诉_13812345678_2026-11-01.csv":       "投诉_…_2026-11-01.csv",
		n + "和" + n + ".xlsx":                 "…和….xlsx",
		"张三" + wide("13812345678") + ".csv":   "张三….csv",
		"1\u200b3812345678\u200b号":            "…\u200b号",
		"一三八一二三四五六七八":                         "…",
		"甘A12345的投诉.csv":                      "…的投诉.csv",
		"a1b2c3d4e5f60718_x.csv":              "a1b2c3d4e5f60718_x.csv",
		"zhang@example.com wrote 13812345678": "… wrote …",
	} {
		if got := Mask(text); got != want {
			t.Errorf("Mask(%q) = %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"列1": "列1", "金额（万元）": "金额（万元）", "1234567": "…", "张三1234567号": "张三…号", "123456": "123456", "2026年": "2026年",
		"x13812345678y7654321": "x…y…",
	} {
		if got := MaskWord(text); got != want {
			t.Errorf("MaskWord(%q) = %q, want %q", text, got, want)
		}
	}
	for form, text := range forms("13812345678") {
		got := Mask(text)
		if Find([]byte(got)) != None || !strings.Contains(got, Hidden) {
			t.Errorf("%s: %q is left of it", form, got)
		}
	}
}

func TestNormal(t *testing.T) {
	n := id("62010219900101123")
	for text, want := range map[string]string{
		n: n, " " + wide(n) + " ": n, strings.ToLower(id("11010519491231002")): id("11010519491231002"), "620102900101123": n,
		"620102 19900101 " + n[14:]: n, "13812345678": "13812345678", "+86 138-1234-5678": "13812345678", "008613812345678": "13812345678",
		"0931-8456789": "09318456789", "e12345678": "E12345678", "一三八一二三四五六七八": "13812345678",
	} {
		if got, ok := Normal([]byte(text)); !ok || got != want {
			t.Errorf("Normal of a form of %d characters is wrong, %v", len(text), ok)
		}
	}
	bad := []byte(n)
	bad[17] = "0123456789X"[(strings.IndexByte("0123456789X", bad[17])+1)%11]
	for _, text := range []string{"", "无", "匿名", string(bad), "1381234567", "张三", "12345", "620102901301123", n + "；" + n} {
		if got, ok := Normal([]byte(text)); ok {
			t.Errorf("%q: taken for %d characters", text, len(got))
		}
	}
}

func TestHeader(t *testing.T) {
	for _, h := range []string{"当事人姓名", "身份证号", "联系电话", "联系 方式", "详细地址", "Full_Name", "phone number", "中心点经度", "＊手机（本人）", "E-mail"} {
		if Header(h) == "" {
			t.Errorf("%s is about a person", h)
		}
	}
	for _, h := range []string{"区划代码", "名称", "标准地址数", "接通电话量", "Facility Name", "登记时间", "承办单位", "Rate of phone calls rate"} {
		if w := Header(h); w != "" {
			t.Errorf("%s: %s", h, w)
		}
	}
}

// A number column holds measures: only whole numbers can be a person's.
func TestNumber(t *testing.T) {
	n := id("62010219900101123")
	for text, want := range map[string]Kind{
		"13812345678": Mobile, "１３８１２３４５６７８": Mobile, "13812345678.00": Mobile, n: Identity, n + ".0": Identity,
		"135.12345678": None, "13,812,345,678": None, "1381234567": None, "138123456789": None, "13812345678.5": None, "": None, "12345678901": None,
	} {
		if got := Number([]byte(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzMask(f *testing.F) {
	for _, text := range forms("13812345678") {
		f.Add(text)
	}
	f.Add("甘A12345\xff\xfe卡号4111111111111111")
	f.Add("0@0.ll@0.AA") // two addresses that share a name
	f.Fuzz(func(t *testing.T, text string) {
		got := Mask(text)
		if Find([]byte(got)) != None {
			t.Errorf("%q: something is left", got)
		}
		if Find([]byte(text)) == None && got != text {
			t.Errorf("%q: changed without need", text)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	for name, text := range map[string]string{
		"word": "矛盾纠纷", "organisation": "临河区桥头街道人民调解委员会", "key": "GD20261015-00042", "case": "6299022026110100001",
		"code with Chinese": "平安办〔2026〕7号", "sentence": strings.Repeat("经核查该事项已由街道办理完毕，", 10), "no digit": "municipal/office-of-letters", "hash": "3f2b13812345678ad9e0c4b7",
	} {
		b.Run(fmt.Sprintf("%s-%d", name, len(text)), func(b *testing.B) {
			cell := []byte(text)
			b.SetBytes(int64(len(cell)))
			for b.Loop() {
				if Find(cell) != None {
					b.Fatal("found")
				}
			}
		})
	}
}

// The one pass over a text counts what counting character by character does.
func TestTakeCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	pieces := []string{"1", "a", "Z", "@", "_", "-", " ", "一", "八", "零", "〇", "甲", "京", "鿿", "倀", "䶵", "５", "＠", "①", "٣", "é", "𝟗", "\u200b", "\xe4", "\xe5\x80", "\x80", "\xff", "\xed\xa0\x80", "\xc0\x80"}
	for range 20_000 {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		text := b.String()
		got := take([]byte(text))
		var want survey
		want.broken = !utf8.ValidString(text)
		for i, c := range text {
			want.n[counts[text[i]]]++
			if d := symbol(c); c >= utf8.RuneSelf && (d >= '0' && d <= '9' || d >= chinese && d <= chinese+9) {
				want.numerals++
			}
		}
		if got != want {
			t.Fatalf("%q: %+v, want %+v", text, got, want)
		}
	}
}

func TestTrait(t *testing.T) {
	for _, name := range []string{"party_name", "partyName", "Name", "id_card", "ID-Card", "ｉｄ＿ｃａｒｄ", "party_id_no", "mobile", "mobile_no", "手机号", "电话数", "ethnicity", "ethnic_group",
		"民族", "当事人民族", "宗教信仰", "religion", "gender", "sex", "性别", "party_age", "年龄段", "birth_year", "家庭住址", "address_detail", "身份证号", "前科", "education_level", "文化程度"} {
		if Trait(name) == "" {
			t.Errorf("%q is not taken for a person's", name)
		}
	}
	for _, name := range []string{"party_count", "case_id", "area_code", "dispute_type", "amount", "register_time", "essex_ward", "paid_notice", "stage", "纠纷类型", "涉及人数", "受理时间",
		"days since registration", "unit_count", "to_criminal", "load", "", "handle_level", "trace", "average"} {
		if w := Trait(name); w != "" {
			t.Errorf("%q is taken for a person's (%s)", name, w)
		}
	}
}
