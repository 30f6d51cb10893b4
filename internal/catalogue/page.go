package catalogue

// shownPage is a page or report that people read, and the tables of the lake
// that it shows by way of the edition.
type shownPage struct {
	id     string
	zh, en string
	at     string // where it is found
	tables []string
	index  bool // shows indicators or the index
}

// pages are those of anlan serve and anlan report. A table that a page comes
// to show is added here.
var pages = []shownPage{
	{"overview", "总图", "Overview", "/", []string{"index_score", "index_nowcast", "index_revision", "score", "veto_fact", "warning", "daily_flash", "dim_area"}, true},
	{"area", "区划页", "An area's page", "/area/CODE", []string{"index_score", "index_nowcast", "index_revision", "score", "contribution", "rank_move", "colour_step", "veto_fact", "warning", "daily_flash", "forecast", "forecast_below", "dim_area"}, true},
	{"tree", "指数页", "The index", "/tree", []string{"index_score", "score", "veto_fact"}, true},
	{"indicator", "指标页", "An indicator's page", "/indicator/ID", []string{"score", "measure", "adequacy", "hidden_count"}, true},
	{"warnings", "预警页", "Warnings", "/warnings", []string{"warning", "warning_cluster", "detection", "series_week", "forecast", "dim_area"}, false},
	{"triage", "分诊页", "Triage", "/triage", []string{"triage", "triage_outcome", "dim_area"}, false},
	{"assessment", "考核页", "Assessment", "/assessment", []string{"veto_fact", "three_rates", "centre_star", "award_proposal", "dim_area"}, false},
	{"data", "数据页", "Data", "/data", []string{"batch_quality", "batch_reject_rule", "reconciliation", "data_interval", "restatement"}, false},
	{"daily", "日汇总报告", "Daily summary", "anlan report daily", []string{"index_score", "index_nowcast", "index_revision", "score", "contribution", "daily_flash", "warning", "dim_area"}, true},
}

func pageOf(id string) shownPage {
	for _, p := range pages {
		if p.id == id {
			return p
		}
	}
	return shownPage{}
}
