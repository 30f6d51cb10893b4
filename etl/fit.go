package etl

import "slices"

// Fits says what a column or key called name is to the contract, by its
// headers and, where none fits, by the names of its columns: the column it
// fills ("" where it feeds an area map alone), whether it is needed to land
// (kept or landing_only), and whether the contract names it at all.
func (c *Contract) Fits(name string) (column string, wanted, known bool) {
	h := c.headerOf(nil, []string{name})
	i := slices.Index(h.column, 0)
	if i < 0 && !slices.Contains(h.area, 0) {
		i = slices.IndexFunc(c.Properties, func(p Property) bool { return p.Name == plain(name) })
	}
	if i >= 0 {
		column = c.Properties[i].Name
		wanted = c.Properties[i].needed()
	}
	if slices.Contains(h.area, 0) {
		wanted = true
	}
	return column, wanted, i >= 0 || wanted
}

// Needed gives the columns that a file should have: those that are kept or
// looked at while landing.
func (c *Contract) Needed() []string {
	var out []string
	for i := range c.Properties {
		if p := &c.Properties[i]; p.inFile() && p.needed() {
			out = append(out, p.Name)
		}
	}
	return out
}

func (p *Property) needed() bool { return p.kept() || p.Treatment == "landing_only" }
