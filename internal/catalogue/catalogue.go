// Package catalogue renders what a lake holds as pages for people: every data
// set, query, indicator and page of the house, with the lineage of every
// column from the header a department sends to the pages that show it.
//
// The pages need no server and nothing from elsewhere; the search of the index
// is a small script beside them, and all can be read without it.
package catalogue

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/anlan-lake/anlan/etl"
	"github.com/anlan-lake/anlan/indicators"
	"github.com/anlan-lake/anlan/queries"
)

// Input is what a catalogue is made of.
type Input struct {
	Contracts []*etl.Contract // of the data sets, each once
	Set       *queries.Set    // of the queries that rest on them
	Framework *indicators.Framework
	Holdings  map[string]Holding // by table; nil without a lake
}

// Holding is what a lake holds of a table. Days are 2026-10-15, "" where none.
type Holding struct {
	Rows     int64
	FirstDay string
	LastDay  string
	Batch    string // the newest batch's source file
}

// Catalogue is the graph of columns, indicators and pages.
type Catalogue struct {
	Input
	tables  map[string]queries.Query // queries and computed tables, by name
	order   []string                 // their names, in run order
	depth   map[string]int           // of a table: its steps from the data sets
	sets    map[string]*etl.Contract
	byData  map[string]string // data set → query that its indicators read
	up      map[queries.Source][]queries.Source
	down    map[queries.Source][]queries.Source
	reads   map[string][]queries.Source   // indicator → columns
	readBy  map[queries.Source][]string   // column → indicators
	shownBy map[string][]string           // table → pages
	rooted  map[string][]string           // indicator → data sets it comes from
	lists   []etl.List                    // code lists that the contracts use
	pages   map[string]*template.Template // by language
}

// New resolves the lineage of every column. The error is Invalid where one
// cannot be resolved.
func New(in Input) (*Catalogue, error) {
	c := &Catalogue{Input: in, tables: map[string]queries.Query{}, depth: map[string]int{}, sets: map[string]*etl.Contract{}, byData: map[string]string{},
		up: map[queries.Source][]queries.Source{}, down: map[queries.Source][]queries.Source{},
		reads: map[string][]queries.Source{}, readBy: map[queries.Source][]string{}, shownBy: map[string][]string{}, rooted: map[string][]string{}, pages: map[string]*template.Template{}}
	for _, k := range in.Contracts {
		c.sets[k.ID] = k
	}
	made, err := queries.Computed()
	if err != nil {
		return nil, err
	}
	all := append(slices.Clone(in.Set.Queries), made...)
	for _, q := range all {
		c.tables[q.Name] = q
	}
	for _, q := range all {
		c.place(q.Name)
	}
	lineage, err := in.Set.Lineage()
	if err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	for _, name := range c.order {
		q := c.tables[name]
		columns := []string{"*"}
		for _, col := range q.Columns {
			columns = append(columns, col.Name)
		}
		for _, col := range columns {
			to := queries.Source{Table: name, Column: col}
			for _, from := range lineage[name][col] {
				if !c.knows(from.Table) {
					continue // a computed table may rest on what this city has not
				}
				c.up[to] = append(c.up[to], from)
				c.down[from] = append(c.down[from], to)
			}
		}
	}
	c.indicators()
	for _, p := range pages {
		for _, t := range p.tables {
			c.shownBy[t] = append(c.shownBy[t], p.id)
		}
	}
	if c.lists, err = usedLists(in.Contracts); err != nil {
		return nil, err
	}
	for _, lang := range Languages() {
		if c.pages[lang], err = template.New("").Funcs((&view{Lang: lang}).funcs()).ParseFS(files, "templates/*.html"); err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
	}
	return c, nil
}

// knows reports whether the catalogue holds a table, or what stands for all
// indicators and all batches.
func (c *Catalogue) knows(table string) bool {
	_, ok := c.tables[table]
	return ok || c.sets[table] != nil || table == "indicator" || table == "batch"
}

// place puts a table into the run order, after all it depends on, and notes
// how many steps it stands from the data sets.
func (c *Catalogue) place(name string) {
	q, ok := c.tables[name]
	if _, done := c.depth[name]; done || !ok {
		return
	}
	d := 0
	for _, dep := range q.Depends {
		c.place(dep)
		d = max(d, c.depth[dep]+1)
	}
	c.depth[name] = d
	c.order = append(c.order, name)
}

// indicators notes which columns each indicator reads.
func (c *Catalogue) indicators() {
	for _, k := range c.Contracts {
		c.byData[k.ID] = k.ID
		if _, ok := c.tables[c.Framework.Facts[k.ID]]; ok {
			c.byData[k.ID] = c.Framework.Facts[k.ID]
		}
	}
	for _, i := range c.Framework.Indicators {
		for _, t := range terms(i) {
			table := c.byData[t.Table]
			if table == "" {
				continue // the city has no such data set
			}
			for _, col := range t.Columns() {
				s := queries.Source{Table: table, Column: col}
				if !slices.Contains(c.reads[i.ID], s) {
					c.reads[i.ID] = append(c.reads[i.ID], s)
					c.readBy[s] = append(c.readBy[s], i.ID)
					for _, o := range c.origins(s) {
						if !slices.Contains(c.rooted[i.ID], o.Table) {
							c.rooted[i.ID] = append(c.rooted[i.ID], o.Table)
						}
					}
				}
			}
			if strings.Contains(t.Expr, "(*)") {
				s := queries.Source{Table: table, Column: "*"}
				if !slices.Contains(c.readBy[s], i.ID) {
					c.readBy[s] = append(c.readBy[s], i.ID)
				}
			}
		}
	}
}

// terms are an indicator's numerator and, where it has one, denominator.
func terms(i indicators.Indicator) []indicators.Term {
	out := []indicators.Term{i.Numerator}
	if i.Denominator != nil {
		out = append(out, *i.Denominator)
	}
	return out
}

// origins follows a column up to the data sets' columns it comes from.
func (c *Catalogue) origins(s queries.Source) []queries.Source {
	var out []queries.Source
	c.walk(s, c.up, func(at queries.Source) {
		if c.sets[at.Table] != nil {
			out = append(out, at)
		}
	})
	return out
}

// uses follows a column down: the indicators that read it or what is made of
// it, and the tables it reaches.
func (c *Catalogue) uses(s queries.Source) (indicators, tables []string) {
	c.walk(s, c.down, func(at queries.Source) {
		for _, i := range c.readBy[at] {
			if !slices.Contains(indicators, i) {
				indicators = append(indicators, i)
			}
		}
		if at.Table != s.Table && !slices.Contains(tables, at.Table) {
			tables = append(tables, at.Table)
		}
	})
	slices.Sort(indicators)
	return indicators, tables
}

// shown gives the pages that a column reaches, through tables or indicators.
func (c *Catalogue) shown(s queries.Source) []string {
	indicators, tables := c.uses(s)
	var out []string
	for _, p := range pages {
		for _, t := range append(tables, s.Table) {
			if slices.Contains(p.tables, t) && !slices.Contains(out, p.id) {
				out = append(out, p.id)
			}
		}
		if len(indicators) > 0 && p.index && !slices.Contains(out, p.id) {
			out = append(out, p.id)
		}
	}
	return out
}

// walk visits a column and all that the arrows reach from it, each once.
func (c *Catalogue) walk(s queries.Source, arrows map[queries.Source][]queries.Source, visit func(queries.Source)) {
	seen := map[queries.Source]bool{s: true}
	for queue := []queries.Source{s}; len(queue) > 0; queue = queue[1:] {
		visit(queue[0])
		for _, next := range arrows[queue[0]] {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
}
