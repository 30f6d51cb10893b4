package demo

import (
	"runtime"
	"sync"
)

// inParallel calls do for 0 … n-1 on all cores. Each call must depend on its
// number alone.
func inParallel(n int, do func(i int)) {
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wait.Wait()
}

// eachFlow makes one part for each township, in the order of the townships.
func eachFlow[T any](fs []*flow, part func(*flow) []T) [][]T {
	parts := make([][]T, len(fs))
	inParallel(len(fs), func(i int) { parts[i] = part(fs[i]) })
	return parts
}
