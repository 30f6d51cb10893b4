package main

import (
	"fmt"
	"math"
	"strconv"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/indicators/composite"
)

// printWeights lists the nodes of an index, each with its weight among its
// siblings and its share of the top, and how consistent its judges are.
func (e *env) printWeights(x *composite.Index) error {
	tree, err := x.Tree()
	if err != nil {
		return anlan.Errorf(anlan.Invalid, "index %s: %w", x.ID, err)
	}
	effective := composite.EffectiveWeights(tree)
	sum := map[string]float64{}
	for _, n := range tree.Nodes() {
		sum[n.Parent] += n.Weight
	}
	fmt.Fprintln(e.stdout, e.say("code  parent  weight  share of the top", "编码  上级  权重  占总指数"))
	for _, n := range tree.Nodes() {
		if n.Parent != "" {
			fmt.Fprintf(e.stdout, "%s  %s  %.4f  %.4f\n", n.Code, n.Parent, n.Weight/sum[n.Parent], effective[n.Code])
		}
	}
	for _, j := range x.Judgements {
		if err := e.printJudgements(j); err != nil {
			return anlan.Errorf(anlan.Invalid, "index %s: %w", x.ID, err)
		}
	}
	return nil
}

// printJudgements says how consistent the judges of one node are.
func (e *env) printJudgements(j composite.Judgements) error {
	w, err := j.Weigh()
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stdout, e.say("%s: consistency ratio %s", "%s：一致性比率 %s"), j.Parent, ratio(w.Ratio))
	for i, judge := range j.Judges {
		fmt.Fprintf(e.stdout, " · %s %s", judge.Name, ratio(w.Judges[i]))
	}
	fmt.Fprintln(e.stdout)
	return nil
}

// ratio writes a consistency ratio, "—" where two criteria leave none.
func ratio(v float64) string {
	if math.IsNaN(v) {
		return "—"
	}
	return strconv.FormatFloat(max(v, 0), 'f', 3, 64) // rounding may leave a consistent judge below 0
}
