package site_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/internal/edition"
)

// The sample is a city of the demo's shape: 8 counties, 112 townships on a
// crooked chessboard of 14 by 8, figures drawn from a fixed seed.

var counties = []struct{ code, name, en, kind string }{
	{"629902", "临河区", "Linhe", "11"}, {"629903", "安阜区", "Anfu", "11"}, {"629904", "清屏区", "Qingping", "11"}, {"629905", "望澜区", "Wanglan", "11"},
	{"629911", "石湾区", "Shiwan", "11"}, {"629921", "永济川县", "Yongjichuan", "12"}, {"629922", "平皋县", "Pinggao", "12"}, {"629923", "榆塘县", "Yutang", "12"},
}

var placeNames = strings.Fields("城中 东关 西湖 南苑 北塔 临江 柳泉 石桥 青杨 和平 永安 新港 古渡 凤鸣 龙泉 长宁 太平 双河 白杨 金崖 大青 小营 黄羊 红柳 清水 甘泉 马坡 官滩 来紫 高营 定安 兴隆")

var periods = []string{"2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"}

func num(v float64) *float64 { return &v }

func sampleMeta(id string) anlan.Edition {
	m := anlan.Edition{ID: id, AsOf: "2026-11-20", City: "6299", NameZh: "安澜市", NameEn: "Anlan City", Framework: "peace 1.0", Snapshot: 812,
		Built: "2026-11-21T02:31:07+08:00", Software: "anlan 0.1", Period: "2026-11", Closed: "2026-10", Levels: anlan.Levels{4, 6, 9, 12, 15},
		Versions: []anlan.FrameworkVersion{{Version: "1.0", Date: "2026-01-05", Author: "平安办", ReasonZh: "起步", ReasonEn: "A start"}},
		Gate:     []anlan.GateFinding{{Rule: "rows", Level: "warn", Detail: "hotline_ticket: 2,114 rows for the night, usual 1,804 to 2,093"}}}
	for i, d := range []string{"dispute_case 矛盾纠纷 Disputes", "mediation_case 调解案件 Mediation", "hotline_ticket 12345工单 Hotline", "petition_item 信访事项 Petitions",
		"grid_event 网格事件 Grid-events", "police_stat_day 警情日报 Police-calls", "survey_response 群众测评 Survey", "area_profile 区域基础统计 Area-profile", "court_case 法院案件 Court-cases"} {
		f := strings.Fields(d)
		k := anlan.CutOff{Dataset: f[0], NameZh: f[1], NameEn: strings.ReplaceAll(f[2], "-", " "), Owner: "市委政法委", LastDay: "2026-11-20", State: "landed", Received: int64(1200 - 90*i), Rejected: int64(i), Located: int64(2 * i)}
		switch i {
		case 6:
			k.State, k.LastDay = "late", "2026-09-30"
		case 8:
			k.State, k.LastDay, k.Received, k.Rejected, k.Located = "missing", "", 0, 0, 0
		}
		m.CutOffs = append(m.CutOffs, k)
	}
	return m
}

func sampleTables(t testing.TB) edition.Tables {
	r := rand.New(rand.NewPCG(1, 2))
	s := &sample{r: r}
	s.cards(t)
	s.areas()
	s.scores()
	s.villages()
	s.index()
	s.daily()
	s.weekly()
	for i := range 40 {
		s.Batches = append(s.Batches, anlan.Batch{ID: fmt.Sprintf("b%02d", i), Dataset: []string{"dispute_case", "hotline_ticket", "grid_event"}[i%3],
			Source: fmt.Sprintf("dispute_case_2026-11-%02d.csv", 20-i/3), DataDate: fmt.Sprintf("2026-11-%02d", 20-i/3), Status: anlan.BatchLanded,
			ReceivedAt: time.Date(2026, 11, 21-i/3, 2, 0, i, 0, time.FixedZone("", 8*3600)), Received: 150, Landed: 148, Rejected: 2, Flagged: 5, NotLocated: 3})
	}
	s.assessment()
	s.moved()
	s.ahead()
	return s.Tables
}

type sample struct {
	edition.Tables
	r *rand.Rand
}

func (s *sample) cards(t testing.TB) {
	f, err := os.Open("testdata/indicators.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	weights := map[string]float64{"SZ": 14, "GA": 12, "MD": 17, "SQ": 14, "BM": 9, "JC": 9, "FZ": 8, "FX": 7, "QZ": 10}
	for _, row := range rows[1:] {
		get := func(name string) string { return row[at[name]] }
		float := func(name string) float64 { v, _ := strconv.ParseFloat(get(name), 64); return v }
		code := get("category_code")
		if !slices.ContainsFunc(s.Categories, func(k edition.CategoryCard) bool { return k.Code == code }) {
			s.Categories = append(s.Categories, edition.CategoryCard{Code: code, NameZh: get("category_zh"), NameEn: get("category_en"), Weight: weights[code]})
		}
		s.Indicators = append(s.Indicators, edition.IndicatorCard{ID: get("id"), Category: code, NameZh: get("name_zh"), NameEn: get("name_en"),
			DefinitionZh: get("definition_zh"), Numerator: get("numerator_expr"), NumeratorData: get("numerator_dataset"), NumeratorTime: get("numerator_time"),
			Denominator: get("denominator_expr"), DenominatorData: get("denominator_dataset"), DenominatorTime: get("denominator_time"),
			Scale: float("scale"), UnitZh: get("unit"), UnitEn: get("unit"), Direction: anlan.Direction(get("direction")), Levels: get("levels"), Rhythm: "monthly",
			Window: get("window"), WindowTownship: get("window_township"), Weight: float("weight"), GoalWorst: float("goal_worst"), GoalBest: float("goal_best"),
			Veto: get("veto") == "1", VetoRule: map[string]string{"QZ01": "county U95 < 85", "QZ07": "county n ≥ 1|city n ≥ 3"}[get("id")], Owner: get("owner_dept"), Adequacy: map[string]string{"MD01": "rho_c"}[get("id")], MinDenominator: float("min_denominator"), MinCell: int64(float("min_cell")), GamingRisk: get("gaming_risk"), GamingRiskZh: map[string]string{"GA01": "小火不登"}[get("id")],
			SQL: "select substr(area_code, 1, 6) as area_code,\n       " + get("numerator_expr") + " as num\nfrom " + get("numerator_dataset") + "\ngroup by substr(area_code, 1, 6)"})
	}
}

func (s *sample) areas() {
	s.Areas = append(s.Areas, anlan.Area{Code: "6299", Name: "安澜市", NameEn: "Anlan City", Level: anlan.City, Type: "01"})
	corner := map[[2]int][2]float64{}
	point := func(x, y int) [2]float64 {
		k := [2]int{x, y}
		if _, ok := corner[k]; !ok {
			bend := 0.12 * math.Sin(float64(x)/2.3)
			corner[k] = [2]float64{103 + 0.1*float64(x) + 0.05*(s.r.Float64()-0.5), 36 + 0.085*float64(y) + bend + 0.05*(s.r.Float64()-0.5)}
		}
		return corner[k]
	}
	type feature map[string]any
	shape := func(code, name string, ring [][2]float64) feature {
		return feature{"type": "Feature", "properties": map[string]string{"code": code, "name": name},
			"geometry": map[string]any{"type": "Polygon", "coordinates": [][][2]float64{append(ring, ring[0])}}}
	}
	var townships, whole []feature
	for i, k := range counties {
		s.Areas = append(s.Areas, anlan.Area{Code: k.code, Name: k.name, NameEn: k.en, Level: anlan.County, Type: k.kind, Parent: "6299"})
		x0, y0 := (i%2)*7, (i/2)*2
		var outline [][2]float64
		for x := x0; x < x0+7; x++ {
			outline = append(outline, point(x, y0))
		}
		outline = append(outline, point(x0+7, y0), point(x0+7, y0+1))
		for x := x0 + 7; x > x0; x-- {
			outline = append(outline, point(x, y0+2))
		}
		outline = append(outline, point(x0, y0+2), point(x0, y0+1))
		whole = append(whole, shape(k.code, k.name, outline))
		for j := range 14 {
			code, kind, suffix := fmt.Sprintf("%s%03d", k.code, j+1), "21", "街道"
			if k.kind == "12" || j > 8 {
				code, kind, suffix = fmt.Sprintf("%s%03d", k.code, 100+j), "22", "镇"
			}
			name := placeNames[(i*11+j*5)%len(placeNames)] + suffix
			s.Areas = append(s.Areas, anlan.Area{Code: code, Name: name, NameEn: "", Level: anlan.Township, Type: kind, Parent: k.code})
			x, y := x0+j%7, y0+j/7
			townships = append(townships, shape(code, name, [][2]float64{point(x, y), point(x+1, y), point(x+1, y+1), point(x, y+1)}))
			for v := range 3 {
				s.Areas = append(s.Areas, anlan.Area{Code: fmt.Sprintf("%s%03d", code, v+1), Name: placeNames[(j+v*7)%len(placeNames)] + "社区", Level: anlan.Village, Type: "31", Parent: code})
			}
		}
	}
	collection := func(list []feature) []byte {
		text, _ := json.Marshal(map[string]any{"type": "FeatureCollection", "features": list})
		return text
	}
	s.Geo = map[string][]byte{"county.geojson": collection(whole), "township.geojson": collection(townships)}
}

// scores gives every area a bent of its own and every indicator one, so that
// ranks are not noise.
func (s *sample) scores() {
	for _, a := range s.Areas {
		if a.Level > anlan.Township {
			continue
		}
		bent := 9 * s.r.NormFloat64() / float64(5-min(4, a.Level))
		for k, card := range s.Indicators {
			if !strings.Contains(card.Levels, a.Level.String()) {
				continue
			}
			// About a third of the indicators have data in the sample.
			missing := (k*7)%10 < 3
			base := 74 + 13*math.Sin(float64(k)) + bent
			for p, period := range periods {
				x := anlan.Score{Measure: anlan.Measure{Indicator: card.ID, Area: a.Code, Level: a.Level, Period: period}, Weight: card.Weight, State: anlan.StateOK}
				score := max(0, min(100, base+0.5*float64(p)+3*s.r.NormFloat64()))
				switch {
				case missing:
					x.State = anlan.StateMissing
				case card.Direction == anlan.Neutral:
					x.State, x.Value, x.Num, x.Den = anlan.StateNeutral, num(40+score/5), num(412), num(91000)
				case a.Level == anlan.Township && (k+p)%11 == 0:
					x.State = anlan.StateInsufficient
				default:
					v := card.GoalWorst + (card.GoalBest-card.GoalWorst)*score/100
					x.Value, x.Adjusted, x.Score, x.Den = num(v), num(v), num(score), num(1200)
					x.Num = num(math.Round(v * 1200 / max(1, card.Scale)))
					s.doubt(&x, card)
					x.Suppressed = a.Level == anlan.Township && k%9 == 4
				}
				s.Scores = append(s.Scores, x)
			}
		}
	}
}

// villages gives the villages of a township figures of two indicators, of which
// one is withheld, and no index.
func (s *sample) villages() {
	for _, a := range s.Areas {
		if a.Level != anlan.Village || a.Parent != "629902001" {
			continue
		}
		figure := anlan.Score{Measure: anlan.Measure{Indicator: "MD01", Area: a.Code, Level: a.Level, Period: "2026-10"}, Value: num(81.25), Weight: 1, State: anlan.StateOK}
		s.Scores = append(s.Scores, figure)
		figure.Indicator, figure.Suppressed = "MD02", true
		s.Scores = append(s.Scores, figure)
	}
}

func colour(score float64) anlan.Colour {
	switch {
	case score >= 85:
		return anlan.Green
	case score >= 75:
		return anlan.Blue
	case score >= 60:
		return anlan.Orange
	}
	return anlan.Red
}

func (s *sample) index() {
	type key struct{ area, period string }
	byArea := map[key][]anlan.Score{}
	for _, x := range s.Scores {
		byArea[key{x.Area, x.Period}] = append(byArea[key{x.Area, x.Period}], x)
	}
	category := map[string]string{}
	for _, k := range s.Indicators {
		category[k.ID] = k.Category
	}
	for _, a := range s.Areas {
		if a.Level > anlan.Township {
			continue
		}
		for p, period := range periods {
			var sum, whole, covered float64
			for _, k := range s.Categories {
				x := anlan.IndexRow{Area: a.Code, Level: a.Level, Period: period, Category: k.Code, Colour: anlan.ColourNone, Final: p < len(periods)-1, Peers: a.Type}
				var points, weight, all float64
				for _, y := range byArea[key{a.Code, period}] {
					if category[y.Indicator] == k.Code {
						all += y.Weight
						if y.Score != nil {
							points, weight = points+*y.Score*y.Weight, weight+y.Weight
						}
					}
				}
				if all > 0 {
					x.Coverage = weight / all
				}
				if weight > 0 {
					v := points / weight
					x.Score, x.Uncapped = num(v), num(v)
					x.Lower, x.Upper, x.IntervalShare = num(v-2.5), num(v+2), 0.9
					if x.Coverage >= 0.7 {
						x.Colour = colour(v)
					}
					sum, whole, covered = sum+k.Weight*v, whole+k.Weight, covered+k.Weight*x.Coverage
				}
				s.Index = append(s.Index, x)
			}
			total := anlan.IndexRow{Area: a.Code, Level: a.Level, Period: period, Coverage: covered / 100, Final: p < len(periods)-1, Peers: a.Type, Colour: anlan.ColourNone}
			if whole > 0 {
				v := sum / whole
				total.Score, total.Uncapped, total.Colour = num(v), num(v), colour(v)
				total.Lower, total.Upper, total.IntervalShare = num(v-1.5), num(v+1.25), 0.8
				if a.Code == "629922" && period == "2026-10" {
					total.Score, total.Colour = num(59.9), anlan.Red
				}
			}
			s.Index = append(s.Index, total)
			if side := map[string]string{"2026-09": "2026-Q3", "2026-10": "2026-W44"}[period]; side != "" && a.Level <= anlan.County {
				total.Period, total.Category = side, ""
				s.Index = append(s.Index, total)
			}
		}
	}
	s.rank()
}

// rank ranks inside a peer group and period, the city aside.
func (s *sample) rank() {
	type group struct {
		level                   anlan.Level
		peers, period, category string
	}
	rows := map[group][]int{}
	for i, x := range s.Index {
		if x.Level > anlan.City && x.Score != nil {
			k := group{x.Level, x.Peers, x.Period, x.Category}
			rows[k] = append(rows[k], i)
		}
	}
	for _, list := range rows {
		slices.SortFunc(list, func(a, b int) int {
			if *s.Index[a].Score > *s.Index[b].Score {
				return -1
			}
			return 1
		})
		for n, i := range list {
			s.Index[i].Rank, s.Index[i].RankBest, s.Index[i].RankWorst = n+1, max(n, 1), min(n+2, len(list))
		}
	}
}

func (s *sample) daily() {
	figures := []struct {
		code, zh, en, unit string
		mean               float64
	}{{"requests_received", "12345受理诉求", "12345 requests received", "count", 2013}, {"tickets_on_time_rate", "派单件按期办结率", "Tickets finished on time", "%", 96.4},
		{"disputes_new", "新登记纠纷", "New disputes", "count", 151}, {"disputes_closed", "办结纠纷", "Disputes closed", "count", 143}, {"disputes_overdue", "超期未结纠纷", "Disputes overdue", "count", 37},
		{"grid_events_new", "网格事件上报", "Grid events reported", "count", 5970}, {"police_calls", "有效警情", "Police calls", "count", 611}, {"petitions_received", "信访登记", "Petitions received", "count", 71}, {"fires_big", "较大火灾", "Large fires", "count", 4}}
	for _, f := range figures {
		s.Labels = append(s.Labels, edition.Label{List: "figure", Code: f.code, Zh: f.zh, En: f.en, Unit: f.unit})
	}
	last := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for _, a := range s.Areas {
		if a.Level > anlan.County {
			continue
		}
		share := 1.0
		if a.Level == anlan.County {
			share = 0.125
		}
		for d := range 35 {
			for _, f := range figures {
				v := math.Round(f.mean*share*(1+0.1*math.Sin(float64(d)*2*math.Pi/7)) + math.Sqrt(f.mean*share)*s.r.NormFloat64())
				if f.unit == "%" {
					v = f.mean + s.r.NormFloat64()
				}
				s.Flash = append(s.Flash, edition.Flash{Area: a.Code, Level: a.Level, Day: last.AddDate(0, 0, -d).Format(anlan.DateFormat), Figure: f.code, Value: max(0, v)})
			}
		}
	}
}

func (s *sample) weekly() {
	s.Labels = append(s.Labels, edition.Label{List: "owner", Code: "平安办", Zh: "平安办", En: "Peace Office"})
	s.Labels = append(s.Labels, edition.Label{List: "owner", Code: "市消防救援支队", Zh: "市消防救援支队", En: "Fire and Rescue"})
	s.Labels = append(s.Labels, edition.Label{List: "dispute_type", Code: "02", Zh: "邻里", En: "Neighbours"}, edition.Label{List: "dispute_type", Code: "04", Zh: "物业", En: "Property"},
		edition.Label{List: "hotline_domain", Code: "03", Zh: "供水供电供气供暖", En: "Utilities and heating"}, edition.Label{List: "dispute_type", Code: "07", Zh: "劳动", En: "Labour"})
	monday := time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC)
	for i, w := range []struct {
		area, series, kind string
		grade              anlan.Grade
		mean               float64
	}{{"629902001", "dispute_type", "04", anlan.GradeRed, 6}, {"629903004", "hotline_domain", "03", anlan.GradeOrange, 22}, {"629904002", "dispute_type", "07", anlan.GradeOrange, 3},
		{"629905006", "dispute_type", "02", anlan.GradeYellow, 5}, {"629921100", "hotline_domain", "03", anlan.GradeYellow, 9}, {"629911003", "dispute_type", "04", anlan.GradeBlue, 4}, {"629922101", "dispute_type", "02", anlan.GradeBlue, 2}} {
		upper := w.mean + 2.6*math.Sqrt(w.mean)
		seen := math.Round(upper + 3 + float64(6-i))
		for k := 60; k >= 0; k-- {
			p := edition.SeriesPoint{Series: w.series, Kind: w.kind, Area: w.area, Level: anlan.Township, Week: monday.AddDate(0, 0, -7*k).Format(anlan.DateFormat),
				Observed: int64(max(0, math.Round(w.mean+math.Sqrt(w.mean)*s.r.NormFloat64())))}
			if k < 20 && i%2 == 0 {
				p.Expected, p.Lower, p.Upper = num(w.mean), num(max(0, w.mean-1.9*math.Sqrt(w.mean))), num(upper)
			}
			if k == 0 {
				p.Observed = int64(seen)
			}
			s.Series = append(s.Series, p)
		}
		s.Warnings = append(s.Warnings, anlan.Warning{ID: fmt.Sprintf("farrington_flexible.%s.%s.%s.2026-W46", w.series, w.area, w.kind), Rule: "farrington_flexible", Series: w.series, Kind: w.kind,
			Area: w.area, Level: anlan.Township, Period: "2026-W46", Observed: seen, Expected: w.mean, Lower: max(0, w.mean-1.9*math.Sqrt(w.mean)), Upper: upper, P: 0.0004 * float64(i+1),
			Exceed: (seen - w.mean) / (upper - w.mean), Grade: w.grade, Baseline: 182, Dispersed: 1.21, Trend: i%2 == 0,
			Reasons: []anlan.Reason{{Code: "ratio_to_expected", Args: map[string]float64{"ratio": seen / w.mean, "observed": seen, "expected": w.mean}}, {Code: "highest_since", Args: map[string]float64{"weeks": 61}}}})
	}
	s.Warnings = append(s.Warnings, anlan.Warning{ID: "pooled:dispute_type:629921001:04:2026-W46", Rule: "pooled", Series: "dispute_type", Kind: "04", Area: "629921001", Level: anlan.Township,
		Period: "2026-W46", Since: "2026-W46", Weeks: 1, Phase: anlan.PhaseOpened, Observed: anlan.Withheld, Expected: 0.03, Upper: 2, Grade: anlan.GradeBlue, Baseline: 100, Dispersed: 1})
	s.Warnings = append(s.Warnings, anlan.Warning{ID: "pooled:hotline_domain:629921002:03:2026-W46", Rule: "pooled", Series: "hotline_domain", Kind: "03", Area: "629921002", Level: anlan.Township,
		Period: "2026-W46", Since: "2026-W46", Weeks: 1, Phase: anlan.PhaseOpened, Observed: 1, Expected: 0.03, Upper: 1, Grade: anlan.GradeBlue, Baseline: 100, Dispersed: 1})
	heating, property := anlan.SeriesKind{Series: "hotline_domain", Kind: "03"}, anlan.SeriesKind{Series: "dispute_type", Kind: "04"}
	s.Clusters = []anlan.Cluster{
		{ID: "cluster:township:629902001:hotline_domain:03:2026-W45", Level: anlan.Township, Areas: []string{"629902001", "629902002", "629903001"}, Kinds: []anlan.SeriesKind{heating, property},
			Since: "2026-W45", From: "2026-W45", Period: "2026-W46", Weeks: 2, Phase: anlan.PhaseGrown, Observed: 83, Expected: 51.2, P: 0.002},
		{ID: "cluster:township:629902003:dispute_type:04:2026-W41", Level: anlan.Township, Areas: []string{"629902003", "629902004"}, Kinds: []anlan.SeriesKind{property},
			Since: "2026-W41", From: "2026-W41", Period: "2026-W41", Weeks: 1, Phase: anlan.PhaseFaded, Observed: anlan.Withheld, Expected: 6.4},
		{ID: "cluster:county:629902:dispute_type:04:2026-W44", Level: anlan.County, Areas: []string{"629902", "629903"}, Kinds: []anlan.SeriesKind{property},
			Since: "2026-W44", From: "2026-W44", Period: "2026-W44", Weeks: 1, Phase: anlan.PhaseFaded, Observed: 140, Expected: 101.5, P: 0.015},
	}
}
