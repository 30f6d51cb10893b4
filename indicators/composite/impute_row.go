package composite

import "fmt"

// byRow fills a cell from the other indicators of the unit.
func (m Impute) byRow(in *Inputs, f *Frame, middle func(*scratch, []float64) float64) (*Frame, error) {
	codes := indicatorsOf(in, f)
	family, err := families(in, codes, m.GroupLevel)
	if err != nil {
		return nil, err
	}
	cols, err := f.Columns(codes)
	if err != nil {
		return nil, err
	}
	direction := directions(in, codes)
	periods := f.Periods()
	// The line by which a column is scaled in a period: (x·direction - from)/width.
	from, width := make([][]float64, len(codes)), make([][]float64, len(codes))
	var room scratch
	for k := range codes {
		from[k], width[k] = make([]float64, len(periods)), make([]float64, len(periods))
		for p, rows := range periods {
			width[k][p] = 1
			if m.Rescale {
				lo, hi := bounds(room.pick(0, cols[k], rows))
				if direction[k] < 0 {
					lo, hi = -hi, -lo
				}
				from[k][p], width[k][p] = lo, hi-lo
			}
		}
	}
	period := make([]int, f.Rows())
	for p, rows := range periods {
		for _, r := range rows {
			period[r] = p
		}
	}
	k := -1
	return f.replaced(codes, func(_ string, dst, src []float64) error {
		k++
		for r, v := range src {
			if v == v {
				continue
			}
			p := period[r]
			others := room[0][:0]
			for j, col := range cols {
				if family[j] == family[k] && col[r] == col[r] {
					others = append(others, (col[r]*direction[j]-from[j][p])/width[j][p])
				}
			}
			room[0] = others
			dst[r] = (middle(&room, others)*width[k][p] + from[k][p]) * direction[k]
		}
		return nil
	})
}

// families gives the ancestor of each indicator at a level, "" for all at level
// 0.
func families(in *Inputs, codes []string, level int) ([]string, error) {
	out := make([]string, len(codes))
	if level == 0 {
		return out, nil
	}
	if in.Tree == nil || level < 0 || level > in.Tree.Levels() {
		return nil, fmt.Errorf("the tree has no level %d", level)
	}
	for i, code := range codes {
		out[i] = in.Tree.Ancestor(code, level)
	}
	return out, nil
}
