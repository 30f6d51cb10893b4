package pooled

import (
	"math"
	"syscall"
	"testing"

	"github.com/anlan-lake/anlan/models/delay"
)

// processor gives the milliseconds of processor time used so far.
func processor(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64((u.Utime.Nano() + u.Stime.Nano()) / 1e6)
}

// BenchmarkReported: what it adds to a night's judgements that the newest four weeks
// are reported in part, for 120 sparse series and for as many of ten cases a week.
func BenchmarkReported(b *testing.B) {
	d := DefaultDetector()
	d.Silence, d.Rule = 0.01, RuleWindows
	few, _ := sparse(1, 260)
	for _, of := range []struct {
		name   string
		family []Series
	}{{"sparse", few}, {"ten_a_week", simulated(120, 260, math.Log(10), 1.5, 1)}} {
		for _, last := range [][]delay.Share{nil, {{Mean: 0.995, SD: 0.002}, {Mean: 0.98, SD: 0.01}, {Mean: 0.9, SD: 0.03}, {Mean: 0.42, SD: 0.08}}} {
			name := of.name + "/all"
			for i := range of.family {
				of.family[i].Reported = nil
				if last != nil {
					of.family[i].Reported, name = shares(260, last...), of.name+"/in_part"
				}
			}
			b.Run(name, func(b *testing.B) {
				before := processor(b)
				for b.Loop() {
					if _, err := d.JudgeLatest(of.family, d.Guard); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric((processor(b)-before)/float64(b.N), "cpu-ms/op")
			})
		}
	}
}
