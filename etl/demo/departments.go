package demo

import (
	"fmt"
	"strings"
)

// office is a kind of department: its name behind the area's, its system, and
// whether it takes hotline tickets.
type office struct {
	name, system string
	hotline      bool
}

// cityOffices are the city's; each county has its own countyOffices, so that
// there are 60 + 8 × 18 = 204 departments.
func cityOffices() []office {
	return []office{
		{"委政法委员会", "03", false}, {"公安局", "03", true}, {"中级人民法院", "03", false}, {"人民检察院", "03", false}, {"司法局", "03", true},
		{"委组织部", "01", false}, {"委宣传部", "01", false}, {"委统战部", "01", false}, {"委社会工作部", "01", false}, {"委机构编制委员会办公室", "01", false},
		{"委网络安全和信息化委员会办公室", "01", false}, {"信访局", "01", true}, {"发展和改革委员会", "02", true}, {"教育局", "02", true}, {"科学技术局", "02", false},
		{"工业和信息化局", "02", true}, {"民族宗教事务委员会", "02", false}, {"民政局", "02", true}, {"财政局", "02", false}, {"人力资源和社会保障局", "02", true},
		{"自然资源局", "02", true}, {"生态环境局", "02", true}, {"住房和城乡建设局", "02", true}, {"交通运输委员会", "02", true}, {"水务局", "02", true},
		{"农业农村局", "02", true}, {"商务局", "02", true}, {"文化和旅游局", "02", true}, {"卫生健康委员会", "02", true}, {"退役军人事务局", "02", true},
		{"应急管理局", "02", true}, {"审计局", "02", false}, {"市场监督管理局", "02", true}, {"体育局", "02", true}, {"统计局", "02", false},
		{"医疗保障局", "02", true}, {"林业和草原局", "02", true}, {"城市管理委员会", "02", true}, {"政务服务和数据局", "02", true}, {"国有资产监督管理委员会", "02", false},
		{"住房公积金管理中心", "02", true}, {"消防救援支队", "02", true}, {"网格化服务管理中心", "02", true}, {"地方金融管理局", "02", true}, {"税务局", "02", true},
		{"总工会", "04", false}, {"共青团委员会", "04", false}, {"妇女联合会", "04", true}, {"残疾人联合会", "04", true}, {"工商业联合会", "04", false},
		{"科学技术协会", "04", false}, {"红十字会", "04", false}, {"法学会", "04", false}, {"供水集团", "05", true}, {"热力集团", "05", true},
		{"燃气集团", "05", true}, {"公共交通集团", "05", true}, {"供电公司", "05", true}, {"轨道交通公司", "05", true}, {"城市建设投资集团", "05", false},
	}
}

func countyOffices() []office {
	return []office{
		{"委政法委员会", "03", false}, {"公安分局", "03", true}, {"人民法院", "03", false}, {"人民检察院", "03", false}, {"司法局", "03", true},
		{"信访局", "01", true}, {"教育局", "02", true}, {"民政局", "02", true}, {"人力资源和社会保障局", "02", true}, {"自然资源局", "02", true},
		{"住房和城乡建设局", "02", true}, {"交通运输局", "02", true}, {"农业农村局", "02", true}, {"卫生健康局", "02", true}, {"应急管理局", "02", true},
		{"市场监督管理局", "02", true}, {"城市管理局", "02", true}, {"综治中心", "06", true},
	}
}

// Places in countyOffices, for sending cases to a department.
const (
	officePolice = 1 + iota
	_
	_
	officeJustice
	officePetition
	officeEducation
	officeCivil
	officeLabour
	officeLand
	officeHousing
	officeTraffic
	officeFarming
	officeHealth
	officeEmergency
	officeMarket
	officeCityCare
	officeCenter
)

// openOffices gives every county the codes of its offices.
func (t *terrain) openOffices() {
	for i, c := range t.counties {
		for k, o := range countyOffices() {
			c.offices = append(c.offices, deptCode(o.system, (i+1)*100+k+1))
		}
	}
}

// deptCode is two digits of the system and four of a number: the county's
// place in the list (0 for the city), then the office's.
func deptCode(system string, n int) string { return fmt.Sprintf("%s%04d", system, n) }

func (t *terrain) departments(from Date, r stream) []Department {
	var rows []Department
	add := func(area *place, prefix string, o office, n int, level string) {
		if strings.HasPrefix(o.name, "委") {
			prefix = "中共" + prefix
		}
		rows = append(rows, Department{DeptCode: deptCode(o.system, n), DeptName: prefix + o.name, USCC: newUSCC((area.code + "00")[:6], n, r),
			AreaCode: area.code, DeptLevel: level, System: o.system, IsSignatory: Yes, IsHotlineUnit: flagOf(o.hotline),
			IsProvider: flagOf(o.system == "02" || o.system == "03"), ValidFrom: from})
	}
	for i, o := range cityOffices() {
		add(t.city, cityName, o, i+1, "1")
	}
	for i, c := range t.counties {
		for k, o := range countyOffices() {
			add(c, cityName+c.name, o, (i+1)*100+k+1, "2")
		}
	}
	return rows
}

// usccSet are the characters of a unified social credit code.
const usccSet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// newUSCC makes a unified social credit code after GB 32100-2015 for an
// invented body: the check character makes it valid, the MB in it says that it
// is an organ of government.
func newUSCC(area string, n int, r stream) string { return fillUSCC("11", area, "MB", n, r) }

// firmUSCC makes the code of an invented firm.
func firmUSCC(area string, n int, r stream) string { return fillUSCC("91", area, "MA", n, r) }

func fillUSCC(kind, area, body string, n int, r stream) string {
	b := []byte(kind + area + body + fmt.Sprintf("%04d", n%10000))
	for len(b) < 17 {
		b = append(b, usccSet[r.IntN(len(usccSet))])
	}
	sum, weight := 0, 1
	for _, c := range b {
		sum += weight * strings.IndexByte(usccSet, c)
		weight = weight * 3 % 31
	}
	return string(append(b, usccSet[(31-sum%31)%31]))
}
