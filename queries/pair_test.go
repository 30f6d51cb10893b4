package queries

import "testing"

// What two departments report of the same cases, counted by month or quarter.
func TestPairs(t *testing.T) {
	db := run(t, map[string]string{
		"area": areas,
		"dispute_case": `case_id, area_code, register_time, channel
			('a', '629902001', '2026-09-30 23:59', '03'), ('b', '629902001', '2026-10-01 00:00', '03'), ('c', '629902', '2026-10-02', '04'),
			('d', '629902001', '2026-10-03', '05'), ('e', '629902001', '2026-10-04', '07'), ('f', '629902001', '2026-10-21', '03')`,
		"mediation_case": `mcase_id, area_code, accept_date, dispute_case_id
			('1', '629902001', '2026-10-05', 'a'), ('2', '629902001', '2026-10-06', 'gone'), ('3', '629902001', '2026-10-06', null), ('4', '629902001', '2026-09-06', 'b')`,
		"hotline_ticket": `ticket_id, area_code, create_time, is_dispute
			('1', '629902001', '2026-10-01', true), ('2', '629902001', '2026-10-02', true), ('3', '629902001', '2026-10-02', false), ('4', '629902001', '2026-08-02', true)`,
		"police_stat_day": `area_code, stat_date, police_cat, transferred_mediation
			('629902001', '2026-10-01', '10', 2), ('629902001', '2026-10-02', '10', 1), ('629902001', '2026-10-02', '06', 9), ('629902001', '2026-10-03', '10', null)`,
		"court_case": `court_case_id, area_code, stage, file_date, org_id
			('1', '629902', '01', '2026-10-09', 'm1'), ('2', '629902', '01', '2026-10-09', null), ('3', '629902', '02', '2026-10-09', 'm1')`,
		"petition_item": `petition_id, area_code, receive_date, handle_type
			('1', '629902', '2026-10-09', '02'), ('2', '629902', '2026-10-09', '01')`,
		"governance_center_quarter": `center_id, area_code, quarter, received
			('1', '629902', '2026-04-01', 5), ('2', '629903', '2026-04-01', 4), ('1', '629902', '2026-07-01', 3)`,
		"dispute_flow": `flow_id, case_id, area_code, action, action_time
			('1', 'a', '629902', '02', '2026-04-01 00:00'), ('2', 'b', '629902', '02', '2026-06-30 23:00'), ('3', 'b', '629902', '09', '2026-06-30 23:00'), ('4', 'c', '629902', '02', '2026-10-01 00:00')`,
	})
	for name, want := range map[string]string{
		"pair_mediation": "2026-09-01 1 1; 2026-10-01 2 1",
		"pair_hotline":   "2026-08-01 1 0; 2026-09-01 0 1; 2026-10-01 2 1", // f was registered after the night
		"pair_police":    "2026-10-01 3 1",
		"pair_court":     "2026-10-01 1 1",
		"pair_petition":  "2026-10-01 1 1",
		"pair_centre":    "2026-04-01 9 2; 2026-07-01 3 0",
	} {
		if got := text(t, db, "select period_start, left_count, right_count from "+name+" order by 1"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, want)
		}
	}
}
