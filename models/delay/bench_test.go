package delay

import "testing"

// BenchmarkLearn: a year's record of two registers in eight counties, and the shares
// of the ten weeks that a night asks for.
func BenchmarkLearn(b *testing.B) {
	g := simulate(1, 52, 16, 0.35, 0.3, 400)
	last := g.nights[len(g.nights)-1]
	for b.Loop() {
		l, err := Learn(g.record, g.nights, DefaultSettings())
		if err != nil {
			b.Fatal(err)
		}
		for source := range 16 {
			for week := range 10 {
				l.Of("register", string(rune('0'+source%10)), last-7*week, last)
			}
		}
	}
}
