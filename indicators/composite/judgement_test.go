package composite

import (
	"math"
	"strings"
	"testing"
)

// Two judges: (2, 6; 3) is consistent with weights 6:3:1, (8, 4; 1/2) with
// 8:1:2. Cell by cell the geometric means are 4, √24, √1.5, which is consistent
// too: the weights are the geometric means √48, √3, √2 over their sum.
func TestJudgementsOfSeveral(t *testing.T) {
	j := Judgements{Parent: "Total", Criteria: []string{"A", "B", "C"}, Judges: []Judge{
		{"甲", [][]Judgement{{"2", "6"}, {"3"}}}, {"乙", [][]Judgement{{"8", "4"}, {"1/2"}}},
	}}
	w, err := j.Weigh()
	if err != nil {
		t.Fatal(err)
	}
	sum := math.Sqrt(48) + math.Sqrt(3) + math.Sqrt(2)
	for code, want := range map[string]float64{"A": math.Sqrt(48) / sum, "B": math.Sqrt(3) / sum, "C": math.Sqrt(2) / sum} {
		if math.Abs(w.Weight[code]-want) > 1e-12 {
			t.Errorf("%s weighs %v, want %v", code, w.Weight[code], want)
		}
	}
	if math.Abs(w.Ratio) > 1e-12 || len(w.Judges) != 2 {
		t.Errorf("ratio %v of judges %v", w.Ratio, w.Judges)
	}
}

func TestJudgementsRefused(t *testing.T) {
	for _, c := range []struct {
		upper [][]Judgement
		want  string
	}{
		{[][]Judgement{{"9", "1/9"}, {"9"}}, "ask again"},
		{[][]Judgement{{"2"}, {"3"}}, "row 1 has 1 judgements, not 2"},
		{[][]Judgement{{"2", "6"}}, "criteria want 2"},
		{[][]Judgement{{"2", "much"}, {"3"}}, `"much" is not a number`},
		{[][]Judgement{{"2", "1/0"}, {"3"}}, "is not a number above 0"},
		{[][]Judgement{{"2", "-3"}, {"3"}}, "is not a number above 0"},
	} {
		_, err := Judgements{Parent: "T", Criteria: []string{"A", "B", "C"}, Judges: []Judge{{"甲", c.upper}}}.Weigh()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: want %q, got %v", c.upper, c.want, err)
		}
	}
}
