package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/anlan-lake/anlan"
	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/internal/ledger"
)

// sumsBy are what batches can be summed up by.
var sumsBy = []string{"owner", "dataset", "rule"}

// quarantineSum is what of an owner, a data set or a rule waits.
type quarantineSum struct {
	Name    string `json:"name"`
	NameEn  string `json:"name_en,omitempty"`
	Rows    int64  `json:"open"`
	Batches int64  `json:"batches"` // with open rows
	Held    int64  `json:"held"`    // batches
	Oldest  int    `json:"oldest_days"`
}

// sumUp adds batches up, the most rows first. A row that breaks two rules
// counts under both; a held batch breaks none.
func sumUp(list []ledger.Quarantined, by string, age func(ledger.Quarantined) int) []quarantineSum {
	var out []quarantineSum
	add := func(q ledger.Quarantined, name, en string, open int64) {
		i := slices.IndexFunc(out, func(s quarantineSum) bool { return s.Name == name })
		if i < 0 {
			i = len(out)
			out = append(out, quarantineSum{Name: name, NameEn: en})
		}
		s := &out[i]
		s.Rows, s.Oldest = s.Rows+open, max(s.Oldest, age(q))
		if q.Status == anlan.BatchHeld {
			s.Held++
		} else {
			s.Batches++
		}
	}
	for _, q := range list {
		if q.Open == 0 && q.Status != anlan.BatchHeld {
			continue
		}
		switch by {
		case "owner":
			add(q, q.Owner, q.OwnerEn, q.Open)
		case "dataset":
			add(q, q.Dataset, "", q.Open)
		case "rule":
			for _, r := range q.Rules {
				if r.Open > 0 {
					add(q, r.Rule, "", r.Open)
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b quarantineSum) int { return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Name, b.Name)) })
	return out
}

func (e *env) printSums(list []quarantineSum, asJSON bool) error {
	for _, s := range list {
		if asJSON {
			if err := json.NewEncoder(e.stdout).Encode(s); err != nil {
				return err
			}
			continue
		}
		name := s.Name
		switch {
		case !e.chinese:
			name = cmp.Or(s.NameEn, s.Name)
		case etl.RuleZh(s.Name) != s.Name:
			name = etl.RuleZh(s.Name)
		}
		fmt.Fprintf(e.stdout, e.say("%6d open rows of %d batches, %d held, oldest %d days: %s\n", "待补正 %6d 行，%d 批，暂扣 %d 批，最久 %d 天：%s\n"), s.Rows, s.Batches, s.Held, s.Oldest, name)
	}
	if len(list) == 0 && !asJSON {
		fmt.Fprintln(e.stdout, e.say("nothing fits", "没有符合条件的批次"))
	}
	return nil
}
