package anlan

// Edition is what was published on one night: immutable, and whole.
type Edition struct {
	ID        string `json:"id"`    // 2026-11-20-r1: as-of date and revision
	AsOf      string `json:"as_of"` // the last day whose data it may hold
	City      string `json:"city"`  // code of the city
	NameZh    string `json:"name_zh"`
	NameEn    string `json:"name_en"`
	Framework string `json:"framework"` // id of the index and its version in the running month
	// Versions of the framework, oldest first; none where it keeps no history.
	Versions []FrameworkVersion `json:"versions,omitempty"`
	IndexZh  string             `json:"index_zh"` // the index's own name
	IndexEn  string             `json:"index_en"`
	Snapshot int64              `json:"snapshot"` // of the lake
	Built    string             `json:"built"`    // RFC 3339
	Software string             `json:"software"`
	Period   string             `json:"period"` // the running month
	Closed   string             `json:"closed"` // the last month that has ended
	Levels   Levels             `json:"levels"`
	Rows     map[string]int64   `json:"rows"`   // rows by table
	Hashes   map[string]string  `json:"hashes"` // SHA-256 by file, relative to the edition
	CutOffs  []CutOff           `json:"cut_offs"`
	Gate     []GateFinding      `json:"gate"`
}

// CutOff is the data line of one data set: up to when it reaches, and whether
// it is late.
type CutOff struct {
	Dataset  string `json:"dataset"`
	NameZh   string `json:"name_zh"`
	NameEn   string `json:"name_en"`
	Owner    string `json:"owner"`
	OwnerEn  string `json:"owner_en"`
	LastDay  string `json:"last_day"`    // last day or month held, "" when there is none
	State    string `json:"state"`       // "landed", "late", "missing"
	Received int64  `json:"received"`    // rows received for the night
	Rejected int64  `json:"rejected"`    // of them
	Located  int64  `json:"not_located"` // of the landed, located no lower than county
}

// GateFinding is one comparison of tonight with last night.
type GateFinding struct {
	Rule   string `json:"rule"`
	Level  string `json:"level"` // "stop", "warn" or "note"
	Detail string `json:"detail"`
	Zh     string `json:"zh,omitempty"` // Detail in Chinese; editions of before have none
}
