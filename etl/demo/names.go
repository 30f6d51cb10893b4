package demo

import "strings"

// Names are put together from syllables and never used twice within a county.
// The last two given syllables take four bytes in GB18030, as some do.
const (
	firstSyllables  = "青 云 柳 石 双 金 玉 松 龙 凤 桃 梨 白 红 清 长 东 西 南 北 永 安 和 兴 新 古 三 五 九 泉 月 星 晴 霞 锦 瑞 祥 宁 康 丰"
	secondSyllables = "河 泉 岭 湾 桥 坪 川 台 沟 塬 滩 亭 关 门 山 溪 林 园 岩 浦 渡 井 堡 寨 峪 洼 畔 塘"
	communityNames  = "和平 幸福 团结 文化 朝阳 向阳 胜利 建设 民主 友谊 光明 春晖 书院 钟楼 滨水 桃园 景苑 花园 学府 锦绣 安居 康乐 怡景 翠微 明德 崇文 尚善 福苑 静安 惠民 广场 站前 西苑 东苑 南苑 北苑 育才 曙光 前进 新华"
	surnames        = "王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕 苏 卢 蒋 蔡 贾 丁 魏 薛 叶 阎 余 潘 杜 戴 夏 钟 汪 田 任 姜 范 方 石 姚 谭 廖 邹 熊 金 陆 郝 孔 白 崔 康 毛 邱 秦 江 史 顾 侯 邵 孟 龙 万 段 雷 钱 汤 尹 黎 易 常 武 乔 贺 赖 龚 文"
	villageEndings  = "庄 沟 坪 湾 岔 台 洼 咀 岘 窑 坡 滩 营 堡 寨 峁"
	givenSyllables  = "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀 霞 平 刚 桂 英 华 文 建 国 玉 兰 红 春 梅 志 海 云 龙 雪 飞 玲 婷 宇 浩 凯 欣 怡 晨 佳 嘉 俊 博 䶮 㛃"
)

func syllables(s string) []string { return strings.Fields(s) }

// namer gives out names that it has not given before.
type namer struct {
	r    stream
	used map[string]bool
}

func newNamer(r stream) *namer { return &namer{r, map[string]bool{}} }

func (n *namer) fresh(parts ...[]string) string {
	for {
		var b strings.Builder
		for _, p := range parts {
			b.WriteString(p[n.r.IntN(len(p))])
		}
		if s := b.String(); !n.used[s] {
			n.used[s] = true
			return s
		}
	}
}

func (n *namer) township(suffix string) string {
	return n.fresh(syllables(firstSyllables), syllables(secondSyllables)) + suffix
}

// community starts from the common names and turns to the syllables when they
// run short.
func (n *namer) community() string {
	if n.r.chance(0.35) {
		return n.fresh(syllables(firstSyllables), syllables(secondSyllables), []string{"里", "苑", "巷", "路"}) + "社区"
	}
	return n.fresh(syllables(communityNames), []string{"", "东", "西", "南", "北", "新", "一", "二"}) + "社区"
}

func (n *namer) village() string {
	if n.r.chance(0.3) {
		return n.fresh(syllables(firstSyllables), syllables(secondSyllables)) + "村"
	}
	return n.fresh(syllables(surnames), []string{"家"}, syllables(villageEndings)) + "村"
}
