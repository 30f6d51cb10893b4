package pooled

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel calls do for 0 to n-1, on every core. Each call has its own place
// to write to, so the order is no matter.
func inParallel(n int, do func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wait.Wait()
}

func everyone(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// groups gives the series of each label, in order of appearance, and the label's
// number of each series. An empty label is one too.
func groups(all []*regression, label func(Series) string) (members [][]int, of []int) {
	at := map[string]int{}
	of = make([]int, len(all))
	for i, r := range all {
		key := label(r.s)
		k, ok := at[key]
		if !ok {
			k = len(members)
			at[key] = k
			members = append(members, nil)
		}
		of[i], members[k] = k, append(members[k], i)
	}
	return members, of
}
