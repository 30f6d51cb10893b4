package composite

// selectKth puts the k-th smallest value (from 0) of s, which has no NaN, at
// place k, none greater before it and none smaller after it (Hoare 1961).
func selectKth(s []float64, k int) float64 {
	for lo, hi := 0, len(s)-1; lo < hi; {
		// The median of three, so that sorted values take no longer.
		mid := int(uint(lo+hi) >> 1)
		a, b, c := s[lo], s[mid], s[hi]
		pivot := max(min(a, b), min(max(a, b), c))
		i, j := lo, hi
		for i <= j {
			for s[i] < pivot {
				i++
			}
			for s[j] > pivot {
				j--
			}
			if i <= j {
				s[i], s[j] = s[j], s[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			return s[k]
		}
	}
	return s[k]
}
