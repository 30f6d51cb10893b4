package anlan

// Rate is one of the three rates (三率) of one area and period.
type Rate struct {
	ID         string // "suits", "petitions", "resolved"
	Area       string
	Level      Level
	Period     string
	Num        *float64
	Den        *float64
	Value      *float64
	Scored     bool // false: shown only, because scoring it would reward keeping people out
	Suppressed bool // a small cell: Num, Den and Value are withheld on output
}

// Star is what a governance centre's stars come to by rule in one quarter.
type Star struct {
	Area     string
	Level    Level
	Quarter  string   // 2026-Q3
	Points   *float64 // weighted mean of the scores behind it; nil where too little weight is covered
	Coverage float64  // share of that weight which has a score
	Ruled    int      // by points alone, 0 without points
	Before   int      // of the quarter before, 0 where there was none
	Proposed int      // at most one up or down from Before; 0 without points
	Reported int      // as the centre itself reports it, 0 for not rated or not reported
	Fallen   bool     // set to one star by a confirmed fact
}

// Award is one unit on the proposal list of the steed and seahorse awards. A
// committee decides; the list names units, never persons.
type Award struct {
	Quarter  string
	Award    string // AwardSteed or AwardSeahorse
	Reason   string // AwardBest, AwardImproved or AwardLast
	Area     string
	Level    Level
	Peers    string
	Score    float64 // mean of the quarter's monthly totals
	Before   float64 // of the quarter before
	Place    int     // in the peer group, by what the reason says, 1 first
	Of       int     // areas compared
	Coverage float64 // least share of weight covered in the months compared
}

// The two awards, and what puts a unit on the list.
const (
	AwardSteed    = "steed"    // 骏马奖
	AwardSeahorse = "seahorse" // 海马奖
	AwardBest     = "best"
	AwardImproved = "most_improved"
	AwardLast     = "last"
)
