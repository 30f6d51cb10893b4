package composite

import (
	"fmt"
	"math"
)

// DataMethod says how weights come from the data alone.
type DataMethod string

// The methods: by entropy (Shannon 1948; Zeleny 1982), by the coefficient of
// variation, and by contrast and conflict (CRITIC, Diakoulaki et al. 1995).
const (
	EntropyWeights   DataMethod = "entropy"
	VariationWeights DataMethod = "cv"
	CriticWeights    DataMethod = "critic"
)

// DataWeights are the weights of the indicators. Time is NaN where there are
// no periods.
type DataWeights struct {
	Time    float64
	Codes   []string
	Entropy []float64 // 0 to 1; nil for the other methods
	Weights []float64 // sum 1
}

// Of gives the weights of the indicators, inside each period. They are
// normalised, positive-oriented and complete: a missing value is an error, for
// entropy also one below 0.
func (m DataMethod) Of(in *Inputs, f *Frame) (weights []DataWeights, err error) {
	if m != EntropyWeights && m != VariationWeights && m != CriticWeights {
		return nil, fmt.Errorf("weights: method is %q, not %s, %s or %s", string(m), EntropyWeights, VariationWeights, CriticWeights)
	}
	codes, cols, err := indicatorColumns(in, f)
	if err != nil {
		return nil, err
	}
	for k, col := range cols {
		for i, v := range col {
			if v != v || m == EntropyWeights && v < 0 {
				return nil, fmt.Errorf("weights by %s: %s of %s is %v", string(m), codes[k], f.Unit[i], v)
			}
		}
	}
	err = eachPeriod(f, func(time float64, g *Frame) error {
		cols, err := g.Columns(codes)
		if err != nil {
			return err
		}
		w := DataWeights{Time: time, Codes: codes, Weights: make([]float64, len(codes))}
		switch m {
		case EntropyWeights:
			w.Entropy = make([]float64, len(codes))
			for k, col := range cols {
				w.Entropy[k] = entropy(col)
				w.Weights[k] = 1 - w.Entropy[k]
			}
		case VariationWeights:
			for k, col := range cols {
				w.Weights[k] = SD(col) / Mean(col)
			}
		case CriticWeights:
			w.Weights = critic(cols)
		}
		w.Weights = scaledToOne(w.Weights)
		weights = append(weights, w)
		return nil
	})
	return weights, err
}

// entropy gives how evenly a total is spread over the rows, 1 where all have
// the same.
func entropy(x []float64) float64 {
	sum, e := 0.0, 0.0
	for _, v := range x {
		sum += v
	}
	for _, v := range x {
		if v > 0 {
			e -= v / sum * math.Log(v/sum)
		}
	}
	return e / math.Log(float64(len(x)))
}

// critic gives sd·Σ(1-r) of each column over all columns.
func critic(cols [][]float64) []float64 {
	out := make([]float64, len(cols))
	k, err := newCorrelator(Pearson, cols)
	if err != nil {
		return nil
	}
	for i := range cols {
		for j := range i {
			r, _ := k.of(i, j)
			if r != r { // a column that does not vary says nothing of conflict, and weighs 0
				r = 0
			}
			out[i] += 1 - r
			out[j] += 1 - r
		}
	}
	for i, col := range cols {
		out[i] *= SD(col)
	}
	return out
}
