package scoring

import (
	"cmp"
	"math"
	"slices"
)

// Binary are the settings for scoring probabilities of yes-or-no outcomes.
type Binary struct {
	LogClip float64 `json:"log_clip"` // probabilities are kept this far from 0 and 1 for the log loss
	Bins    int     `json:"bins"`     // of equal width, for reliability
	Top     []int   `json:"top"`      // how many of the highest are taken, for precision and recall
	MaxFPR  float64 `json:"max_fpr"`  // false-positive rate allowed, for the partial figures
}

// DefaultBinary gives ten bins, the top 20 to 200 and a false-positive rate of 5%.
func DefaultBinary() Binary {
	return Binary{LogClip: 1e-15, Bins: 10, Top: []int{20, 50, 100, 200}, MaxFPR: 0.05}
}

// TopScore is the precision and recall among the highest K probabilities, taken in a
// stable order.
type TopScore struct {
	K                 int
	Precision, Recall float64
}

// BinaryScore are the scores of a set of probabilities. Higher is better but
// for Brier, LogLoss, Reliability and ECE.
type BinaryScore struct {
	AUC              float64 // area under the ROC curve, ties count half
	AveragePrecision float64
	Brier, LogLoss   float64
	BaseRate         float64
	BrierSkill       float64 // against the base rate
	Reliability      float64 // Murphy's decomposition of the Brier score in bins
	Resolution       float64
	Uncertainty      float64
	ECE              float64 // expected calibration error
	Top              []TopScore
	MaxF1            float64
	TPR              float64 // largest true-positive rate with at most MaxFPR false positives
	PartialAUC       float64 // up to MaxFPR, standardised after McClish
}

// Score measures probabilities p of outcomes y (0 or 1), which must hold both.
//
// Source: Brier, Monthly Weather Review 78 (1950) 1–3; Murphy, Journal of
// Applied Meteorology 12 (1973) 595–600; McClish, Analyzing a portion of the
// ROC curve, Medical Decision Making 9 (1989) 190–195.
func (b Binary) Score(y, p []float64) (BinaryScore, error) {
	var s BinaryScore
	if err := b.check(y, p); err != nil {
		return s, err
	}
	n := float64(len(y))
	for _, v := range y {
		s.BaseRate += v / n
	}
	if s.BaseRate == 0 || s.BaseRate == 1 {
		return s, bad("every outcome is the same: nothing tells forecasts apart")
	}
	for i, v := range y {
		s.Brier += (p[i] - v) * (p[i] - v) / n
		q := min(max(p[i], b.LogClip), 1-b.LogClip)
		s.LogLoss -= (v*math.Log(q) + (1-v)*math.Log1p(-q)) / n
	}
	s.Uncertainty = s.BaseRate * (1 - s.BaseRate)
	s.BrierSkill = 1 - s.Brier/s.Uncertainty
	b.reliability(&s, y, p)
	b.ranked(&s, y, p)
	return s, nil
}

func (b Binary) check(y, p []float64) error {
	if len(y) == 0 || len(y) != len(p) {
		return bad("%d outcomes, %d probabilities", len(y), len(p))
	}
	if b.Bins < 1 || !(b.LogClip > 0 && b.LogClip < 0.5) || !(b.MaxFPR > 0 && b.MaxFPR <= 1) {
		return bad("%d bins, log_clip %v, max_fpr %v", b.Bins, b.LogClip, b.MaxFPR)
	}
	for i := range y {
		if y[i] != 0 && y[i] != 1 || !(p[i] >= 0 && p[i] <= 1) {
			return bad("row %d: outcome %v with probability %v", i+1, y[i], p[i])
		}
	}
	for _, k := range b.Top {
		if k < 1 || k > len(y) {
			return bad("the top %d of %d rows", k, len(y))
		}
	}
	return nil
}

// reliability splits the Brier score over bins of the probability.
func (b Binary) reliability(s *BinaryScore, y, p []float64) {
	type bin struct{ n, y, p float64 }
	bins := make([]bin, b.Bins)
	for i, v := range y {
		k := &bins[min(int(p[i]*float64(b.Bins)), b.Bins-1)]
		k.n, k.y, k.p = k.n+1, k.y+v, k.p+p[i]
	}
	n := float64(len(y))
	for _, k := range bins {
		if k.n > 0 {
			mean, rate := k.p/k.n, k.y/k.n
			s.Reliability += k.n / n * (mean - rate) * (mean - rate)
			s.Resolution += k.n / n * (rate - s.BaseRate) * (rate - s.BaseRate)
			s.ECE += k.n / n * math.Abs(mean-rate)
		}
	}
}

// ranked fills what depends on the order of the probabilities only.
func (b Binary) ranked(s *BinaryScore, y, p []float64) {
	order := make([]int, len(y))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[j], p[i]) })
	positives := s.BaseRate * float64(len(y))
	negatives := float64(len(y)) - positives
	tp, fp, area, last, recall := 0.0, 0.0, 0.0, 0.0, 0.0
	for i := 0; i < len(order); {
		up, down := 0.0, 0.0
		for at := p[order[i]]; i < len(order) && p[order[i]] == at; i++ {
			up += y[order[i]]
			down += 1 - y[order[i]]
		}
		s.AUC += down * (tp + up/2)
		// The ROC curve between two thresholds is a straight line.
		if x0, x1 := fp/negatives, (fp+down)/negatives; x1 > last {
			to := min(x1, b.MaxFPR)
			if to > x0 {
				height := tp + up*(to-x0)/(x1-x0)
				area += (to - x0) * (tp + height) / 2 / positives
			}
			last = x1
		}
		tp, fp = tp+up, fp+down
		if fp/negatives <= b.MaxFPR {
			s.TPR = tp / positives
		}
		precision := tp / (tp + fp)
		s.AveragePrecision += (tp/positives - recall) * precision
		recall = tp / positives
		s.MaxF1 = max(s.MaxF1, 2*tp/(tp+fp+positives))
	}
	s.AUC /= positives * negatives
	f := b.MaxFPR
	s.PartialAUC = 1.0
	if least := f * f / 2; f > least {
		s.PartialAUC = (1 + (area-least)/(f-least)) / 2
	}
	for _, k := range b.Top {
		hits := 0.0
		for _, i := range order[:k] {
			hits += y[i]
		}
		s.Top = append(s.Top, TopScore{k, hits / float64(k), hits / positives})
	}
}
