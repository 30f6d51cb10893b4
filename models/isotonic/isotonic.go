// Package isotonic fits non-decreasing sequences by pooling adjacent violators.
//
// Source: Ayer, Brunk, Ewing, Reid & Silverman, An empirical distribution
// function for sampling with incomplete information, Annals of Mathematical
// Statistics 26 (1955) 641–647; as a running computation, Barlow, Bartholomew,
// Bremner & Brunk, Statistical Inference under Order Restrictions (1972).
package isotonic

// Block is a run of values that share one fitted level.
type Block struct {
	Sum    float64 // weighted sum of its values
	Weight float64
	N      int // values in it
}

// Level is the fitted value of the block.
func (b Block) Level() float64 { return b.Sum / b.Weight }

// Fit is the non-decreasing least-squares fit of the values added so far.
type Fit struct{ Blocks []Block }

// Add appends a value of positive weight.
func (f *Fit) Add(y, weight float64) {
	b := Block{y * weight, weight, 1}
	for n := len(f.Blocks); n > 0 && f.Blocks[n-1].Level() >= b.Level(); n-- {
		last := f.Blocks[n-1]
		b = Block{b.Sum + last.Sum, b.Weight + last.Weight, b.N + last.N}
		f.Blocks = f.Blocks[:n-1]
	}
	f.Blocks = append(f.Blocks, b)
}

// Levels gives the fitted value of every value added, in order.
func (f *Fit) Levels() []float64 {
	var out []float64
	for _, b := range f.Blocks {
		for range b.N {
			out = append(out, b.Level())
		}
	}
	return out
}
