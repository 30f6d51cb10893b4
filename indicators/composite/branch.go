package composite

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// branches builds the index for many combinations of choices. Runs whose
// choices are the same up to a step share what that step gives.
type branches struct {
	u       Uncertainty
	in      *Inputs
	f       *Frame
	out     *Runs
	factors [][]int // by step: the factors that change it or a step before it
}

// twig is one distinct combination of choices up to a step.
type twig struct {
	run   int // the first run that has it
	from  int // place of its beginning among the twigs of the step before
	frame *Frame
	err   error
}

func newBranches(u Uncertainty, in *Inputs, f *Frame, out *Runs) *branches {
	b := &branches{u: u, in: in, f: f, out: out, factors: make([][]int, len(u.Steps))}
	for i, s := range u.Steps {
		if i > 0 {
			b.factors[i] = slices.Clone(b.factors[i-1])
		}
		for k, x := range u.Factors {
			changes := slices.ContainsFunc(x.Choices, func(c Choice) bool { return slices.Contains(c.steps(), s.ID) })
			if changes && !slices.Contains(b.factors[i], k) {
				b.factors[i] = append(b.factors[i], k)
			}
		}
		slices.Sort(b.factors[i])
	}
	return b
}

// key tells the combinations of a step apart.
func (b *branches) key(step, run int) string {
	var k []byte
	for _, x := range b.factors[step] {
		n := b.out.Choice[x][run]
		k = append(k, byte(n), byte(n>>8), byte(n>>16))
	}
	return string(k)
}

// grow computes all runs.
func (b *branches) grow() error {
	runs := len(b.out.Choice[0])
	before, of := []twig{{frame: b.f}}, make([]int, runs) // of: the twig of each run
	for step := range b.u.Steps {
		var now []twig
		at := map[string]int{}
		for run := range runs {
			key := b.key(step, run)
			i, known := at[key]
			if !known {
				i = len(now)
				at[key] = i
				now = append(now, twig{run: run, from: of[run]})
			}
			of[run] = i
		}
		if err := b.step(step, before, now); err != nil {
			return err
		}
		before = now
	}
	scores, ranks := make([][]float64, len(before)), make([][]float64, len(before))
	for i := range before {
		scores[i] = b.aligned(before[i].frame)
		ranks[i] = ScoreRanks(scores[i])
	}
	b.out.Scores, b.out.Ranks = make([][]float64, runs), make([][]float64, runs)
	for run, i := range of {
		b.out.Scores[run], b.out.Ranks[run] = scores[i], ranks[i]
	}
	return nil
}

// step applies one step to each combination, several at a time.
func (b *branches) step(step int, before, now []twig) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(now)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(now); i = int(next.Add(1)) - 1 {
				now[i].frame, now[i].err = b.apply(step, before[now[i].from].frame, now[i].run)
			}
		})
	}
	wg.Wait()
	for i := range now {
		if now[i].err != nil {
			return now[i].err
		}
		if step == len(b.u.Steps)-1 {
			col := now[i].frame.Column(b.u.Target)
			if col == nil {
				return fmt.Errorf("uncertainty: run %d gives no column %s", now[i].run+1, b.u.Target)
			}
			// The target alone is wanted of it.
			now[i].frame = NewFrame(now[i].frame.Unit, now[i].frame.Time).With(b.u.Target, col)
		}
	}
	return nil
}

func (b *branches) apply(step int, f *Frame, run int) (*Frame, error) {
	plan := Plan{b.u.Steps[step]}
	for k, x := range b.u.Factors {
		mine := Choice{}
		for key, value := range x.Choices[b.out.Choice[k][run]-1] {
			if slices.Contains(Choice{key: value}.steps(), plan[0].ID) {
				mine[key] = value
			}
		}
		var err error
		if plan, err = plan.With(mine); err != nil {
			return nil, err
		}
	}
	steps, err := plan.Steps()
	if err != nil {
		return nil, err
	}
	return Run(steps, b.in, f)
}

// aligned gives the target's scores in the order of the nominal units.
func (b *branches) aligned(f *Frame) []float64 {
	col := f.Column(b.u.Target)
	if slices.Equal(f.Unit, b.out.Unit) {
		return col
	}
	return reordered(f.Unit, col, b.out.Unit)
}
