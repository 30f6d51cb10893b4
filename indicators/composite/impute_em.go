package composite

import "errors"

func (m Impute) fillEM(_ *Inputs, _ *Frame) (*Frame, error) { return nil, errors.New("em") }
