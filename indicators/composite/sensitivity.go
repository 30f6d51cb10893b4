package composite

// Sensitivity is an uncertainty analysis whose runs are those of a Sobol
// design, and which therefore says how much of the movement of ranks each
// factor explains (Saisana, Saltelli and Tarantola 2005).
type Sensitivity struct {
	Uncertainty
	N         int    `json:"n"`
	Bootstrap int    `json:"bootstrap"`
	Seed      uint64 `json:"seed"`
}

// Run builds the index for all N(d+2) runs; the response is the mean shift of
// ranks. Statistics of ranks are to be taken over the first 2N runs only: the
// others are not independent of them.
func (s Sensitivity) Run(in *Inputs, f *Frame, sample [][]float64) (*Runs, []SobolIndex, error) {
	runs, err := s.Uncertainty.Run(in, f, sample)
	if err != nil {
		return nil, nil, err
	}
	sobol := Sobol{N: s.N, Bootstrap: s.Bootstrap, Seed: s.Seed}
	for _, x := range s.Factors {
		sobol.Variables = append(sobol.Variables, x.Name)
	}
	indices, err := sobol.Indices(runs.Response())
	return runs, indices, err
}
