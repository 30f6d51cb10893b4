package demo

import (
	"strconv"

	"github.com/anlan-lake/anlan"
)

// fault is one way of breaking a row: the cells to overwrite, or how many to
// cut off the end (added to it when negative).
type fault struct {
	rule, column string
	set          map[string]string
	cut          int
}

// breaks makes a fault of one cell.
func breaks(rule, column, value string) fault {
	return fault{rule: rule, column: column, set: map[string]string{column: value}}
}

// over makes a fault of a part that is more than its whole.
func over(part string, more int, whole string, less int) fault {
	return fault{rule: anlan.RulePart, column: part, set: map[string]string{whole: strconv.Itoa(less), part: strconv.Itoa(more)}}
}

// nowhere is a code of the right form that no area has.
const nowhere = "629977001001001"

// faultsOf lists the faults planted in a data set's files, each of which is
// the only thing wrong with its row. Duplicate and stale rows are made apart.
func faultsOf(dataset string) []fault {
	half, extra := fault{rule: anlan.RuleFields, cut: 4}, fault{rule: anlan.RuleFields, cut: -2}
	switch dataset {
	case "dispute_case":
		return []fault{
			half, extra,
			breaks(anlan.RuleRequired, "register_time", ""), breaks(anlan.RuleRequired, "channel", "-"), breaks(anlan.RuleRequired, "case_id", ""),
			breaks(anlan.RuleType, "accept_time", "2026-02-30 10:00:00"), breaks(anlan.RuleType, "party_count", "三人左右"), breaks(anlan.RuleType, "is_repeat", "可能"),
			breaks(anlan.RuleType, "occur_date", "10月16日"),
			breaks(anlan.RuleCode, "dispute_type", "0188"), breaks(anlan.RuleCode, "channel", "55"), breaks(anlan.RuleCode, "revisit_sat", "8"),
			breaks(anlan.RuleRange, "party_count", "0"), breaks(anlan.RuleRange, "amount", "-500.00"), breaks(anlan.RuleRange, "reopen_count", "-1"),
			breaks(anlan.RuleArea, "area_code", nowhere), breaks(anlan.RuleArea, "area_code", "629988"),
		}
	case "mediation_case":
		return []fault{
			half, extra,
			breaks(anlan.RuleRequired, "org_id", ""), breaks(anlan.RuleRequired, "accept_date", "无"),
			breaks(anlan.RuleType, "close_date", "2025-13-05"), breaks(anlan.RuleType, "party_count", "若干"), breaks(anlan.RuleType, "is_difficult", "2"),
			breaks(anlan.RuleCode, "med_type", "M19"), breaks(anlan.RuleCode, "source", "88"), breaks(anlan.RuleCode, "result", "7"),
			breaks(anlan.RuleRange, "party_count", "10000"), breaks(anlan.RuleRange, "amount", "-1"), breaks(anlan.RuleArea, "area_code", nowhere),
		}
	case "petition_item":
		return []fault{
			half, extra,
			breaks(anlan.RuleRequired, "is_repeat", ""), breaks(anlan.RuleRequired, "accept_due", "—"), breaks(anlan.RuleRequired, "dept_code", "/"),
			breaks(anlan.RuleType, "reply_date", "2026/02/31"), breaks(anlan.RuleType, "by_agent", "也许"), breaks(anlan.RuleType, "receive_date", "3月5日"),
			breaks(anlan.RuleCode, "form", "06"), breaks(anlan.RuleCode, "content_code", "77"), breaks(anlan.RuleCode, "people_band", "3-8"),
			breaks(anlan.RuleArea, "area_code", "629911777"),
		}
	case "hotline_ticket":
		return []fault{
			half, extra,
			breaks(anlan.RuleRequired, "create_time", ""), breaks(anlan.RuleRequired, "domain", "NULL"), breaks(anlan.RuleRequired, "updated_at", ""),
			breaks(anlan.RuleType, "sign_time", "昨天下午"), breaks(anlan.RuleType, "redo_count", "1.5"), breaks(anlan.RuleType, "is_direct", "T"),
			breaks(anlan.RuleCode, "domain", "18"), breaks(anlan.RuleCode, "merged_line", "12346"), breaks(anlan.RuleCode, "urgency", "4"),
			breaks(anlan.RuleRange, "returned_count", "-2"), breaks(anlan.RuleRange, "extended_count", "-1"), breaks(anlan.RuleArea, "area_code", nowhere),
		}
	case "grid_event":
		return []fault{
			half, extra,
			breaks(anlan.RuleRequired, "due_time", ""), breaks(anlan.RuleRequired, "event_id", "-"), breaks(anlan.RuleType, "finish_time", "2026-06-31 08:00:00"),
			breaks(anlan.RuleType, "is_self_handled", "自行"), breaks(anlan.RuleCode, "event_type", "11"), breaks(anlan.RuleCode, "event_level", "06"),
			breaks(anlan.RuleArea, "area_code", nowhere), breaks(anlan.RuleArea, "area_code", "629902001"),
		}
	case "police_stat_day":
		return []fault{
			half, extra,
			{rule: anlan.RulePart, column: "responded", set: map[string]string{"incidents": "4", "responded": "6", "responded_in_time": "3", "transferred_mediation": ""}},
			{rule: anlan.RulePart, column: "responded_in_time", set: map[string]string{"incidents": "9", "responded": "5", "responded_in_time": "7", "transferred_mediation": ""}},
			{rule: anlan.RulePart, column: "transferred_mediation", set: map[string]string{"incidents": "2", "responded": "2", "responded_in_time": "2", "transferred_mediation": "5"}},
			{rule: anlan.RulePart, column: "loss_stopped", set: map[string]string{"loss": "1000.00", "loss_stopped": "1000.01"}},
			breaks(anlan.RuleRange, "filed", "-3"), breaks(anlan.RuleRange, "solved", "-1"), breaks(anlan.RuleType, "filed", "两"), breaks(anlan.RuleRequired, "filed", ""),
			breaks(anlan.RuleCode, "police_cat", "13"), breaks(anlan.RuleArea, "area_code", "629902"), breaks(anlan.RuleArea, "area_code", "629977001"),
		}
	case "survey_response":
		return []fault{
			half, extra,
			breaks(anlan.RuleRange, "q_safe", "6"), breaks(anlan.RuleRange, "q_peace", "0"), breaks(anlan.RuleRange, "weight", "0"), breaks(anlan.RuleRange, "wave", "2026-13"),
			breaks(anlan.RuleCode, "mode", "09"), breaks(anlan.RuleCode, "problem_resolved", "4"), breaks(anlan.RuleType, "know", "听说过"), breaks(anlan.RuleType, "q_court", "四"),
			breaks(anlan.RuleRequired, "victim", ""), breaks(anlan.RuleRequired, "wave", ""), breaks(anlan.RuleArea, "area_code", "629922"), breaks(anlan.RuleArea, "area_code", "629977003"),
		}
	case "area":
		return []fault{
			breaks(anlan.RuleRequired, "area_name", ""), breaks(anlan.RuleType, "households", "约三百"), breaks(anlan.RuleCode, "area_type", "99"),
			breaks(anlan.RuleRange, "center_lon", "10.4"), {rule: anlan.RuleArea, column: "area_code", set: map[string]string{"area_code": nowhere, "parent_code": nowhere[:12]}},
			breaks(anlan.RuleType, "valid_from", "2026-02-30"), breaks(anlan.RuleRange, "households", "-5"),
		}
	case "department":
		return []fault{
			breaks(anlan.RuleRequired, "dept_name", ""), breaks(anlan.RuleType, "is_signatory", "待定"), breaks(anlan.RuleCode, "system", "09"),
			breaks(anlan.RuleRange, "dept_code", "2-17"), breaks(anlan.RuleArea, "area_code", "629977"),
		}
	case "area_profile":
		return []fault{
			breaks(anlan.RuleRequired, "resident_pop", "-"), breaks(anlan.RuleType, "households", "约2万"), breaks(anlan.RuleRange, "resident_pop", "0"),
			breaks(anlan.RuleRange, "house_cnt", "-20"), breaks(anlan.RuleArea, "area_code", "629977001"), breaks(anlan.RuleType, "stat_month", "去年"),
		}
	case "dispute_flow":
		return flowFaults()
	case "court_case":
		return courtFaults()
	case "labor_case":
		return laborFaults()
	case "consumer_case":
		return consumerFaults()
	case "city_case":
		return cityFaults()
	case "safety_event":
		return safetyFaults()
	case "hazard_item":
		return hazardFaults()
	case "quality_check":
		return checkFaults()
	case "risk_item":
		return riskFaults()
	case "supervise_order":
		return orderFaults()
	case "mediation_org":
		return organisationFaults()
	case "legal_service_month":
		return legalFaults()
	case "grid_staff_month":
		return gridStaffFaults()
	case "justice_stat_month":
		return justiceFaults()
	case "site_check_month":
		return siteCheckFaults()
	case "governance_center_quarter":
		return centerFaults()
	case "care_service_month":
		return careFaults()
	case "duty_target":
		return dutyFaults()
	case "community_gov_quarter":
		return communityFaults()
	case "service_case":
		return serviceFaults()
	case "service_review":
		return reviewFaults()
	case "grid_day":
		return gridDayFaults()
	case "hotline_call_hour":
		return callFaults()
	case "traffic_accident_day":
		return trafficFaults()
	case "device_ops_day":
		return deviceFaults()
	}
	return nil
}

// apply breaks the cells of a row.
func (f fault) apply(cells []string, columns []column) []string {
	for i, c := range columns {
		if v, ok := f.set[c.name]; ok {
			cells[i] = v
		}
	}
	switch {
	case f.cut > 0:
		return cells[:len(cells)-f.cut]
	case f.cut < 0:
		for range -f.cut {
			cells = append(cells, "1")
		}
	}
	return cells
}
