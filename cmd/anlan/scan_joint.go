package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/models/scan"
)

// leastSwell is how many periods before the windows it takes to tell how places
// swell together.
const leastSwell = 26

// scanJoint runs the joint scan: several kinds of case over places that touch.
func (e *env) scanJoint(ctx context.Context, args []string, o *output, set scan.Joint, neighbours, list string, seed uint64) error {
	if len(args) != 2 || neighbours == "" {
		return anlan.Errorf(anlan.Invalid, "the joint scan reads PLACES.csv, COUNTS.csv and --neighbours").
			WithNext("--neighbours is a CSV of pairs (location, neighbour) or a GeoJSON file of boundaries")
	}
	if list == "windows" || set.Ends != 1 {
		return anlan.Errorf(anlan.Invalid, "the joint scan lists clusters of the last period, or null: it has no windows to list")
	}
	names, err := columnsFlag(o.columns)
	if err != nil {
		return err
	}
	s, err := readSheet(args[0], columnsThere(names, "location"))
	if err != nil {
		return err
	}
	places, err := s.text("location")
	if err != nil {
		return err
	}
	touching, err := readNeighbours(neighbours, places)
	if err != nil {
		return err
	}
	if s, err = readSheet(args[1], columnsThere(names, "location", "date", "time", "kind", "count", "baseline", "dispersion")); err != nil {
		return err
	}
	cells, labels, err := readJoint(s, places)
	if err != nil {
		return err
	}
	cells, labels, err = lastCells(cells, labels, touching, set.MaxDuration)
	if err != nil {
		return err
	}
	x, err := set.Prepare(ctx, cells, touching, seed)
	if err != nil {
		return fmt.Errorf("%s: %w", args[1], err)
	}
	if list == "null" {
		return writeNull(e, o, nil, &scan.Result{Null: x.Null})
	}
	found, err := x.Clusters(nil)
	if err != nil {
		return err
	}
	a := o.answer(field("rank", asWhole), field("locations", asText), field("kinds", asText), field("from", asText), field("to", asText),
		field("cases", asNumber), field("expected", asNumber), field("statistic", asNumber), field("p", asNumber), field("recurrence", asNumber))
	for i, c := range found[0] {
		var where, kinds []string
		for _, j := range c.Places {
			where = append(where, places[j])
		}
		for _, k := range c.Kinds {
			kinds = append(kinds, cells.Kinds[k.Kind])
		}
		a.add(i+1, strings.Join(where, ";"), strings.Join(kinds, ";"), labels[c.From], labels[c.To], c.Cases, c.Expected, c.Statistic, c.P, c.Recurrence())
	}
	return o.write(e, a)
}

// readNeighbours reads which places touch: pairs, or boundaries.
func readNeighbours(path string, places []string) (scan.Adjacency, error) {
	if strings.HasSuffix(strings.TrimSuffix(path, ".gz"), "json") {
		text, err := readUnpacked(path)
		if err != nil {
			return nil, anlan.Errorf(anlan.Invalid, "%w", err)
		}
		touching, without, err := scan.Borders(text, places)
		if err != nil {
			return nil, anlan.Errorf(anlan.Invalid, "%s: %w", path, err)
		}
		if len(without) > 0 {
			return nil, anlan.Errorf(anlan.Invalid, "%s: %d of %d places have no boundary, %s first: the neighbours do not match the places",
				path, len(without), len(places), without[0])
		}
		return touching, nil
	}
	s, err := readSheet(path, nil)
	if err != nil {
		return nil, err
	}
	from, err := s.text("location")
	if err != nil {
		return nil, err
	}
	to, err := s.text("neighbour")
	if err != nil {
		return nil, err
	}
	pairs := make([][2]string, len(from))
	for i := range pairs {
		pairs[i] = [2]string{from[i], to[i]}
	}
	touching, err := scan.NewAdjacency(places, pairs)
	if err != nil {
		return nil, anlan.Errorf(anlan.Invalid, "%s: %w", path, err)
	}
	return touching, nil
}

// readJoint puts counts and what is expected in their cells; a cell without a
// row, or with an empty count, was not reported.
func readJoint(s *sheet, places []string) (c scan.Cells, labels []string, err error) {
	columns := map[string][]string{}
	when := "time"
	if s.has("date") {
		when = "date"
	}
	for _, name := range []string{when, "location"} {
		if columns[name], err = s.text(name); err != nil {
			return c, nil, err
		}
	}
	kinds := make([]string, len(s.rows))
	if s.has("kind") {
		if kinds, err = s.text("kind"); err != nil {
			return c, nil, err
		}
	}
	figures := map[string][]float64{}
	for _, name := range []string{"count", "baseline", "dispersion"} {
		if name == "dispersion" && !s.has(name) {
			continue
		}
		if figures[name], err = s.numbers(name); err != nil {
			return c, nil, err
		}
	}
	if labels, err = scanPeriods(s.path, columns[when], when == "date"); err != nil {
		return c, nil, err
	}
	c = scan.Cells{Places: places, Kinds: slices.Compact(slices.Sorted(slices.Values(kinds))), Periods: len(labels)}
	at := func(list []string) map[string]int {
		out := map[string]int{}
		for i, name := range list {
			out[name] = i
		}
		return out
	}
	place, kind, period := at(places), at(c.Kinds), at(labels)
	n := len(places) * len(c.Kinds) * len(labels)
	if n > 50_000_000 {
		return c, nil, anlan.Errorf(anlan.Invalid, "%s: %d kinds of %d places in %d periods are too many to scan", s.path, len(c.Kinds), len(places), len(labels))
	}
	c.Counts, c.Expected, c.Dispersion = make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		c.Counts[i], c.Expected[i], c.Dispersion[i] = math.NaN(), math.NaN(), 1
	}
	filled := make([]bool, n)
	for i, name := range columns["location"] {
		j, ok := place[name]
		if !ok {
			return c, nil, anlan.Errorf(anlan.Invalid, "%s: row %d: location %q is not among the places", s.path, i+2, name)
		}
		if y, e := figures["count"][i], figures["baseline"][i]; y < 0 || y == y && y != math.Trunc(y) || e < 0 || math.IsInf(y, 0) || math.IsInf(e, 0) {
			return c, nil, anlan.Errorf(anlan.Invalid, "%s: row %d: a count of %v where %v are expected: want a whole number, 0 or more, and 0 or more", s.path, i+2, y, e)
		}
		cell := (kind[kinds[i]]*len(labels)+period[columns[when][i]])*len(places) + j
		if filled[cell] {
			return c, nil, anlan.Errorf(anlan.Invalid, "%s: row %d: location %s at %s is there twice", s.path, i+2, name, columns[when][i])
		}
		filled[cell] = true
		c.Counts[cell], c.Expected[cell] = figures["count"][i], figures["baseline"][i]
		if d := figures["dispersion"]; d != nil && !math.IsNaN(d[i]) {
			c.Dispersion[cell] = d[i]
		}
	}
	return c, labels, nil
}

// lastCells keeps the periods of the longest window, and measures by those before
// them how places swell together.
func lastCells(c scan.Cells, labels []string, touching scan.Adjacency, duration int) (scan.Cells, []string, error) {
	before := len(labels) - min(duration, len(labels))
	n := len(c.Places)
	out := scan.Cells{Places: c.Places, Kinds: c.Kinds, Periods: len(labels) - before}
	counts, means := make([]float64, before*n), make([]float64, before*n)
	for k := range c.Kinds {
		first := k * c.Periods * n
		cut := first + before*n
		for i := range before * n {
			counts[i] += c.Counts[first+i] // NaN where a kind was not reported
			means[i] += c.Expected[first+i]
		}
		out.Counts = append(out.Counts, c.Counts[cut:first+c.Periods*n]...)
		out.Expected = append(out.Expected, c.Expected[cut:first+c.Periods*n]...)
		out.Dispersion = append(out.Dispersion, c.Dispersion[cut:first+c.Periods*n]...)
	}
	if before < leastSwell {
		return out, labels[before:], nil
	}
	for i := range counts {
		if math.IsNaN(means[i]) {
			counts[i] = math.NaN()
		}
	}
	var err error
	out.Swell, err = scan.MeasureSwell(c.Places, touching, counts, means)
	return out, labels[before:], err
}
