package etl

import (
	"strings"

	"github.com/anlan-lake/anlan"
)

// RuleZh names a rule that rejects rows in Chinese.
func RuleZh(rule string) string {
	switch rule {
	case anlan.RuleFields:
		return "字段残缺"
	case anlan.RuleRequired:
		return "必填项为空"
	case anlan.RuleType:
		return "类型或日期有误"
	case anlan.RuleCode:
		return "代码不在表内"
	case anlan.RuleRange:
		return "超出范围或格式不符"
	case anlan.RuleArea:
		return "区划不存在或层级不符"
	case anlan.RulePart:
		return "部分大于总数"
	case anlan.RuleDuplicate:
		return "同一批内主键重复"
	case anlan.RuleStale:
		return "已有更新的记录"
	case anlan.RulePerson:
		return "含个人号码"
	case anlan.RuleMend:
		return "不对应待补正的行"
	}
	return rule
}

// expectations are the phrases that rejects are worded with, in Chinese.
var expectations = map[string]string{
	"a value":                                "非空的内容",
	"a number":                               "数字",
	"a whole number":                         "整数",
	"a date that exists, such as 2026-10-16": "存在的日期，如 2026-10-16",
	"a date with its year, such as 2026-10-16":                              "带年份的日期，如 2026-10-16",
	"是 or 否, 1 or 0, true or false, Y or N":                                 "是或否、1 或 0、true 或 false、Y 或 N",
	"the first day of a month":                                              "某月的第一天",
	"the first day of a quarter":                                            "某季度的第一天",
	"a time on the hour":                                                    "整点时间",
	"one of the values in the contract":                                     "契约所列取值之一",
	"a code whose check character is right":                                 "校验位正确的代码",
	"letters, digits and hyphens without a number that could be a person's": "字母、数字与连字符，且不含疑似个人号码",
	"the code of an area that exists, at a level this data set is kept at":  "存在的区划代码，且层级为本数据集所用",
	"an area whose parent exists":                                           "上级区划存在的区划",
	"the level that the area code's length says":                            "与区划代码长度相符的层级",
	"a row no older than the one in the lake":                               "不早于湖中已有记录的行",
	"one JSON object, whole, on its line":                                   "一行一个完整的 JSON 对象",
	"the row made whole; it is as it was sent":                              "补全的整行；该行仍与报送时相同",
	"an object":                                                     "对象",
	"escapes that are characters":                                   "合法的转义字符",
	"one plain value, no object or array":                           "单个值，而非对象或数组",
	"one value, not two":                                            "一个值，而非两个",
	"the unit of the first records":                                 "与首批记录相同的单位",
	"a line that answered a row when it landed":                     "落地时已对应某行的行",
	"the batch and row it answers, in _batch and _row":              "在 _batch 与 _row 中写明所补正的批次与行号",
	"a batch that has landed; this one is held as a whole":          "已落地的批次；该批次整体暂扣",
	"a batch that counts; this one was withdrawn":                   "有效的批次；该批次已撤回",
	"a row that was rejected; this one was not, and stays as it is": "曾被拒收的行；该行未被拒收，保持不变",
	"the batch that came first in _batch, not one that mended it":   "_batch 应为最初的批次，而非补正批次",
}

// ExpectedZh says in Chinese what was expected; a phrase it does not know stays
// as it is.
func ExpectedZh(expected string) string {
	if zh, ok := expectations[expected]; ok {
		return zh
	}
	for _, f := range [...]struct{ before, zhBefore, after, zhAfter string }{
		{"a code of ", "代码表 ", "", " 中的代码"},
		{"a code that starts with that of ", "以 ", "", " 的代码开头的代码"},
		{"the form ", "符合格式 ", "", ""},
		{"no more than ", "不大于 ", "", ""},
		{"a number that fits ", "符合类型 ", "", " 的数字"},
		{"the id of a batch of ", "数据集 ", " in _batch", " 的批次编号（写在 _batch）"},
		{"a row that is still open; this one was mended by ", "仍待补正的行；该行已由批次 ", "", " 补正"},
		{"one row for each key; ", "每个主键一行；较新的是 ", " is newer", ""},
		{"one line for each row; line ", "每行只对应一行；该行已由第 ", " answers this one", " 行对应"},
		{"", "", " fields", " 个字段"},
	} {
		if rest, ok := strings.CutPrefix(expected, f.before); ok {
			if rest, ok = strings.CutSuffix(rest, f.after); ok {
				return f.zhBefore + rest + f.zhAfter
			}
		}
	}
	r := strings.NewReplacer("at least ", "不小于 ", "at most ", "不大于 ", "more than ", "大于 ", ", ", "，")
	return r.Replace(expected)
}
