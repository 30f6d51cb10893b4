package main

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Words of the made file. They are many enough for texts to differ, and of the
// kinds that a hotline's tickets have.
var (
	subjects = []string{"小区停水未提前通知", "夜间施工噪音扰民", "路灯损坏无人维修", "物业收费标准不透明", "公交线路调整不便", "工地扬尘污染严重",
		"拖欠工资问题反映", "邻里漏水纠纷", "占道经营影响通行", "垃圾清运不及时", "暖气温度不达标", "井盖缺失存在隐患", "网购退款纠纷", "学校周边交通拥堵", "违章搭建未拆除", "老旧小区加装电梯"}
	places = []string{"东岗", "西关", "雁滩", "七里河", "安宁", "盐场堡", "广武门", "铁路新村", "团结新村", "焦家湾", "嘉峪关路", "拱星墩"}
	// What a title says, word by word: titles are sentences that seldom repeat.
	words = strings.Fields(`居民 反映 小区 楼道 堆放 杂物 无人 清理 物业 多次 沟通 未果 希望 有关 部门 尽快 处理 夜间 施工 噪音
		影响 休息 路面 破损 积水 严重 行人 通行 不便 请求 修复 工地 拖欠 工资 人员 讨要 公司 答复 推诿 合同 纠纷
		供暖 温度 偏低 老人 儿童 家庭 维修 师傅 上门 检查 管道 漏水 楼上 住户 协商 赔偿 金额 争议 调解 委员会
		广场 音响 扰民 劝阻 无效 商户 占道 经营 油烟 直排 异味 投诉 城管 执法 停车 收费 标准 公示 业主 委员 会议
		选举 程序 公开 电梯 故障 停运 更换 进度 缓慢 学校 门口 拥堵 交警 疏导 红绿灯 时长 调整 公交 站点 班次
		路灯 照明 不足 安全 隐患 井盖 缺失 绿化 树木 遮挡 采光 修剪 垃圾 分类 清运 车辆 违规 停放 消防 通道 堵塞`)
	depts   = []string{"市住房和城乡建设局", "市城市管理委员会", "市人力资源和社会保障局", "市公安局交通警察支队", "市生态环境局", "市市场监督管理局", "市供热公司", "城关区人民政府", "七里河区人民政府", "安宁区人民政府"}
	columns = "工单编号,区划,登记时间,来电渠道,诉求类型,标题,承办单位,涉及人数,涉及金额,是否办结,满意度,办结时限,办结时间,更新时间"
)

// makeFiles writes the same rows as UTF-8 and as GB18030 into dir, unless they
// are there. Rows are in order of registration, 14 columns each.
func makeFiles(dir string, rows int) (utf8, gb string, err error) {
	utf8 = filepath.Join(dir, fmt.Sprintf("ticket_%d.csv", rows))
	gb = filepath.Join(dir, fmt.Sprintf("ticket_%d_gb18030.csv", rows))
	if err := makeFile(utf8, rows, nil); err != nil {
		return "", "", err
	}
	return utf8, gb, makeFile(gb, rows, func(w io.Writer) io.Writer { return simplifiedchinese.GB18030.NewEncoder().Writer(w) })
}

func makeFile(path string, rows int, encode func(io.Writer) io.Writer) (err error) {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	f, err := os.Create(path + ".part")
	if err != nil {
		return err
	}
	defer f.Close()
	var out io.Writer = f
	if encode != nil {
		out = encode(f)
	}
	w := bufio.NewWriterSize(out, 1<<20)
	r := rand.New(rand.NewPCG(1, 2))
	if _, err := w.WriteString(columns + "\n"); err != nil {
		return err
	}
	at := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	step := float64(15*30*24*3600) / float64(rows) // fifteen months
	var b []byte
	for i := range rows {
		at = at.Add(time.Duration(r.ExpFloat64() * step * float64(time.Second)))
		b = appendRow(b[:0], r, i, at.Truncate(time.Second))
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

func appendRow(b []byte, r *rand.Rand, i int, at time.Time) []byte {
	const layout = "2006-01-02 15:04:05"
	pick := func(list []string) string { return list[int(float64(len(list))*r.Float64()*r.Float64())] }
	area := 100*(1+r.IntN(8)) + r.IntN(14) // a county and its townships
	b = append(b, "GD"...)
	b = at.AppendFormat(b, "20060102")
	b = fmt.Appendf(b, "%08d,6299%02d%03d%03d,", i, area/100, area%100+1, 1+int(12*r.Float64()*r.Float64()))
	b = at.AppendFormat(b, layout)
	b = fmt.Appendf(b, ",%02d,%02d%02d,", 1+int(6*r.Float64()*r.Float64()), 1+r.IntN(12), 1+int(6*r.Float64()*r.Float64()))
	b = append(append(b, pick(places)...), strconv.Itoa(1+r.IntN(400))...)
	b = append(append(b, "号"...), pick(subjects)...)
	for range 6 + r.IntN(13) {
		b = append(b, pick(words)...)
	}
	b = append(b, ',')
	b = append(append(b, pick(depts)...), ',')
	b = append(strconv.AppendInt(b, 1+int64(r.ExpFloat64()*3), 10), ',')
	if r.IntN(3) == 0 {
		b = fmt.Appendf(b, "%.2f", r.ExpFloat64()*5000)
	}
	done := r.IntN(12) > 0
	took := time.Duration(r.ExpFloat64()*60*3600) * time.Second
	b = append(b, ',')
	if done {
		b = fmt.Appendf(b, "是,%d,", 1+int(5*r.Float64()*r.Float64()))
	} else {
		b = append(b, "否,,"...)
	}
	b = append(at.AddDate(0, 0, 7).AppendFormat(b, layout), ',')
	if done {
		b = at.Add(took).AppendFormat(b, layout)
	}
	b = append(b, ',')
	return append(at.Add(took+time.Hour).AppendFormat(b, layout), '\n')
}
