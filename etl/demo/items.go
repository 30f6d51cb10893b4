package demo

import "slices"

// serviceItem is one service of the catalogue: who provides it, within how
// many working days by law and by promise, how often it is asked for in
// streets and in the country, how much of it is applied for online, how much
// is taken in at township windows, and its season.
type serviceItem struct {
	code, kind       string // kind as CL_SERVICE_TYPE
	dept             string // office of the city, "" for the county's
	office           int    // place in countyOffices
	legal, promise   Count
	urban, rural     float64
	online, township float64
	peak             int
	amplitude        float64
	vertical         bool // runs on a national or provincial system of its own
}

// slow reports whether cases of the item can stay open for months.
func (x *serviceItem) slow() bool { return x.promise > 8 }

func serviceItems() []serviceItem {
	const police, labour, civil, land, housing, traffic = officePolice, officeLabour, officeCivil, officeLand, officeHousing, officeTraffic
	const market, farming, health, education, emergency, care, justice = officeMarket, officeFarming, officeHealth, officeEducation, officeEmergency, officeCityCare, officeJustice
	const insurance, fund, tax = "医疗保障局", "住房公积金管理中心", "税务局"
	list := []serviceItem{
		{"000109003000", "02", "", police, 20, 8, 60, 50, .35, .75, 190, .2, true}, // identity cards
		{"000109004000", "02", "", police, 2, 0, 40, 45, .3, .8, 240, .15, true},   // household registration
		{"000109010000", "02", "", police, 15, 8, 26, 8, .6, .6, 70, .4, true},     // residence permits
		{"000109021000", "01", "", police, 15, 7, 20, 8, .45, 0, 200, .25, true},   // passports
		{"000109033000", "01", "", police, 1, 0, 46, 34, .65, .15, 1, .05, true},   // driving licences
		{"000109098000", "05", "", police, 30, 15, .05, .05, .3, .2, 1, 0, false},  // rewards for courage
		{"002030001000", "07", tax, 0, 1, 0, 105, 40, .9, 0, 15, .1, true},         // invoices
		{"002030014000", "06", tax, 0, 10, 4, 36, 14, .88, 0, 100, .3, true},       // tax refunds and filings
		{"002017001000", "07", fund, 0, 3, 1, 60, 14, .82, 0, 1, .1, true},         // housing fund withdrawals
		{"002017008000", "07", fund, 0, 15, 8, 7, 2, .6, 0, 1, .05, true},          // housing fund loans
		{"002036005000", "07", insurance, 0, 5, 2, 85, 110, .72, .6, 320, .5, false},
		{"002036009000", "07", insurance, 0, 1, 0, 46, 40, .85, .4, 200, .1, false},
		{"002036012000", "03", insurance, 0, 30, 14, 24, 26, .35, .5, 350, .15, false},
		{"002014002000", "07", "", labour, 10, 4, 92, 96, .74, .6, 330, .3, false},
		{"002014006000", "07", "", labour, 15, 8, 16, 10, .8, .2, 1, .1, false},
		{"002014011000", "03", "", labour, 10, 6, 15, 6, .8, .3, 30, .25, false},
		{"000114004000", "01", "", labour, 20, 10, 1.2, .4, .6, 0, 60, .1, false},
		{"000714002000", "02", "", labour, 42, 25, 2.4, 2, .3, 0, 1, .05, false},
		{"000514003000", "03", "", labour, 20, 11, 7, 8, .5, .5, 300, .3, false},
		{"000711001000", "03", "", civil, 22, 15, 3.5, 12, .15, .95, 1, .1, false},
		{"000711004000", "03", "", civil, 20, 9, 9, 16, .3, .95, 1, .05, false},
		{"000711008000", "02", "", civil, 1, 0, 9, 9, .05, .1, 140, .3, false},
		{"000111002000", "01", "", civil, 60, 25, .8, .6, .5, 0, 1, .05, false},
		{"000131004000", "01", "", market, 3, 1, 52, 26, .8, .3, 80, .2, false}, // sole traders
		{"000131005000", "01", "", market, 5, 2, 38, 9, .88, 0, 80, .2, false},  // companies
		{"000131006000", "01", "", market, 5, 2, 34, 11, .85, 0, 330, .1, false},
		{"000131026000", "01", "", market, 20, 9, 13, 9, .6, .2, 110, .15, false},
		{"000731010000", "02", "", market, 15, 6, 5, 2, .6, 0, 1, .05, false},
		{"000715001000", "02", "", land, 15, 5, 52, 22, .45, 0, 300, .2, false},
		{"000715002000", "02", "", land, 15, 3, 30, 8, .7, 0, 300, .15, false},
		{"000115014000", "01", "", land, 20, 10, 1.5, 1.2, .6, 0, 120, .2, false},
		{"000915001000", "04", "", land, 60, 35, .03, .12, .1, .4, 1, 0, false},
		{"000117006000", "01", "", housing, 7, 4, 1.3, .6, .7, 0, 110, .4, false},
		{"000717004000", "03", "", housing, 30, 18, 5, 1, .4, .8, 1, .1, false},
		{"001017002000", "06", "", housing, 3, 1, 40, 8, .75, 0, 300, .15, false},
		{"000118009000", "01", "", traffic, 20, 8, 12, 14, .65, .1, 60, .15, false},
		{"000118016000", "02", "", traffic, 10, 3, 17, 12, .7, .1, 1, .05, false},
		{"000120005000", "01", "", farming, 20, 11, .6, 7, .35, .6, 90, .4, false},
		{"000720003000", "02", "", farming, 7, 3, .8, 18, .3, .85, 100, .4, false},
		{"000123011000", "01", "", health, 20, 8, 6, 3, .8, 0, 1, .1, false},
		{"000123014000", "01", "", health, 20, 7, 5, 2, .6, .2, 100, .15, false},
		{"000723002000", "02", "", health, 5, 1, 22, 22, .55, .85, 1, .05, false},
		{"000523001000", "05", "", health, 30, 14, 1.5, 4, .2, .95, 1, .05, false},
		{"000105001000", "01", "", education, 30, 15, 6, 3, .75, 0, 150, .8, false},
		{"002005003000", "07", "", education, 15, 6, 12, 9, .8, .2, 190, .95, false},
		{"000125006000", "01", "", emergency, 45, 22, .8, .5, .5, 0, 1, .1, false},
		{"000117031000", "01", "", care, 20, 8, 7, 2, .6, .4, 120, .2, false},
		{"001012001000", "03", "", justice, 7, 4, 4, 3, .35, .4, 1, .1, false},
		{"002012005000", "07", "", justice, 15, 7, 8, 3, .4, 0, 1, .05, false},
	}
	offices := cityOffices()
	for i := range list {
		x := &list[i]
		x.code += "001"
		if x.dept != "" {
			n := slices.IndexFunc(offices, func(o office) bool { return o.name == x.dept })
			x.dept = deptCode(offices[n].system, n+1)
		}
	}
	return list
}
