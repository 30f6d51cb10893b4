package indicators

import "math/bits"

// Shapley shares v(all) − v(none) among n players: each gets the mean of what
// it adds, over all orders in which they could come. in is the set of those
// that have come, player k as bit k. The shares add up to the whole; who adds
// nothing gets nothing; who adds the same gets the same (L. S. Shapley, A value
// for n-person games, 1953). v is asked once for each of the 2^n sets, so n is
// to be small.
func Shapley(n int, v func(in uint) float64) []float64 {
	switch n { // most games have no more, and need no tables
	case 0:
		return nil
	case 1:
		none := v(0)
		return []float64{v(1) - none}
	}
	worth := make([]float64, 1<<n)
	for in := range worth {
		worth[in] = v(uint(in))
	}
	// weight[k] = k! (n−k−1)! / n!, of a player that comes after k others
	weight := make([]float64, n)
	for k := range weight {
		w := 1 / float64(n)
		for j := 1; j <= k; j++ { // 1/n ÷ (n−1 choose k)
			w *= float64(j) / float64(n-j)
		}
		weight[k] = w
	}
	out := make([]float64, n)
	for in := range worth {
		for player := range out {
			if in>>player&1 == 0 {
				out[player] += weight[bits.OnesCount(uint(in))] * (worth[in|1<<player] - worth[in])
			}
		}
	}
	return out
}
