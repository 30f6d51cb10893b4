package composite

import "math"

// eachPeriod hands on the rows of each period as a frame of their own, with
// the period; the frame itself, and NaN, where there are no periods.
func eachPeriod(f *Frame, do func(time float64, g *Frame) error) error {
	if f.Time == nil {
		return do(math.NaN(), f)
	}
	for _, rows := range f.Periods() {
		if err := do(f.Time[rows[0]], f.Pick(rows)); err != nil {
			return err
		}
	}
	return nil
}

// indicatorColumns gives the codes and values of the indicators: as the tree
// has them, without a tree all columns.
func indicatorColumns(in *Inputs, f *Frame) ([]string, [][]float64, error) {
	if in == nil || in.Tree == nil {
		return f.Code, f.Col, nil
	}
	codes := in.Tree.Indicators()
	cols, err := f.Columns(codes)
	return codes, cols, err
}

// scoreRows gives a value for each row, by a method that scores the rows of one
// period, column by column.
func scoreRows(f *Frame, cols [][]float64, score func(cols [][]float64, out []float64) error) ([]float64, error) {
	out := make([]float64, f.Rows())
	if f.Time == nil {
		return out, score(cols, out)
	}
	for _, rows := range f.Periods() {
		part, own := gather(cols, rows), make([]float64, len(rows))
		if err := score(part, own); err != nil {
			return nil, err
		}
		for i, r := range rows {
			out[r] = own[i]
		}
	}
	return out, nil
}

// gather gives some rows of columns.
func gather(cols [][]float64, rows []int) [][]float64 {
	part := make([][]float64, len(cols))
	for k, col := range cols {
		part[k] = make([]float64, len(rows))
		for i, r := range rows {
			part[k][i] = col[r]
		}
	}
	return part
}

// completeRows gives the rows that have a value in every column.
func completeRows(cols [][]float64, n int) []int {
	rows := make([]int, 0, n)
rows:
	for i := range n {
		for _, col := range cols {
			if math.IsNaN(col[i]) {
				continue rows
			}
		}
		rows = append(rows, i)
	}
	return rows
}

// scaledToOne gives values over their sum.
func scaledToOne(x []float64) []float64 {
	sum, out := 0.0, make([]float64, len(x))
	for _, v := range x {
		sum += v
	}
	for i, v := range x {
		out[i] = v / sum
	}
	return out
}
