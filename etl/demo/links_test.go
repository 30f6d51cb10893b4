package demo

import (
	"math"
	"testing"
)

// testLinks follows every code and number from one table to another.
func testLinks(t *testing.T, c *City) {
	areas, valid := map[string]bool{}, map[string]AreaRow{}
	for _, a := range c.Areas {
		areas[a.AreaCode] = true
		valid[a.AreaCode] = a
		if a.ParentCode != "" && !areas[a.ParentCode] {
			t.Errorf("%s stands before its parent", a.AreaCode)
		}
	}
	if n := len(c.Areas); n != 1+8+112+1085+gridCount+6 {
		t.Errorf("%d rows of area", n)
	}
	departments := map[string]bool{"": true}
	for _, d := range c.Departments {
		departments[d.DeptCode] = true
		if !validUSCC(d.USCC) {
			t.Errorf("%s: check character of %s", d.DeptName, d.USCC)
		}
	}
	if len(c.Departments) != 204 {
		t.Errorf("%d departments", len(c.Departments))
	}
	place := func(what, code string, day Date) {
		a, ok := valid[code]
		if !ok || day < a.ValidFrom || a.ValidTo != 0 && day > a.ValidTo+1 {
			t.Errorf("%s: area %s did not exist on %s", what, code, day)
		}
	}
	disputes := map[string]*Dispute{"": {}}
	for i := range c.Disputes {
		d := &c.Disputes[i]
		disputes[d.CaseID] = d
		place(d.CaseID, d.AreaCode, d.RegisterTime.Date())
		if !departments[d.DeptCode] {
			t.Errorf("%s: no department %s", d.CaseID, d.DeptCode)
		}
	}
	linked := 0
	for _, m := range c.Mediations {
		if disputes[m.DisputeCaseID] == nil {
			t.Errorf("%s: no dispute %s", m.McaseID, m.DisputeCaseID)
		} else if m.DisputeCaseID != "" {
			linked++
		}
		if !areas[m.AreaCode] {
			t.Errorf("%s: no area %s", m.McaseID, m.AreaCode)
		}
	}
	if share := float64(linked) / float64(len(c.Mediations)); share < 0.5 || share > 0.7 {
		t.Errorf("%.0f%% of mediations are linked to a dispute, want about 60%%", 100*share)
	}
	unlocated := 0
	for _, x := range c.Tickets() {
		if disputes[x.CaseID] == nil || !departments[x.DeptCode] || x.CaseID != "" && disputes[x.CaseID].Channel != "03" {
			t.Errorf("%s: dispute %s, department %s", x.TicketID, x.CaseID, x.DeptCode)
		}
		if len(x.AreaCode) == 6 {
			unlocated++
		}
		if !areas[x.AreaCode] {
			t.Errorf("%s: no area %s", x.TicketID, x.AreaCode)
		}
	}
	if share := float64(unlocated) / float64(len(c.Tickets())); share < 0.01 || share > 0.06 {
		t.Errorf("%.1f%% of tickets lie at county only, want about 3%%", 100*share)
	}
	for _, x := range c.GridEvents() {
		place(x.EventID, x.AreaCode, x.ReportTime.Date())
		if disputes[x.CaseID] == nil || !departments[x.DeptCode] {
			t.Errorf("%s: dispute %s, department %s", x.EventID, x.CaseID, x.DeptCode)
		}
	}
	for _, p := range c.Petitions {
		if !areas[p.AreaCode] || !departments[p.DeptCode] || p.DeptCode == "" {
			t.Errorf("%s: area %s, department %s", p.PetitionID, p.AreaCode, p.DeptCode)
		}
	}
}

// validUSCC checks the last character by GB 32100-2015.
func validUSCC(s string) bool {
	const set = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(s) != 18 {
		return false
	}
	weights := [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}
	sum := 0
	for i, w := range weights {
		for v := range len(set) {
			if set[v] == s[i] {
				sum += v * w
			}
		}
	}
	return set[(31-sum%31)%31] == s[17]
}

// testTiles checks that children cover their parent exactly and that every
// grid is a simple polygon.
func testTiles(t *testing.T, c *City) {
	area := func(p *place) int64 {
		var sum int64
		for _, ring := range c.terrain.shapes.rings(p.cells) {
			sum += twiceArea(ring)
		}
		return sum
	}
	var walk func(p *place)
	walk = func(p *place) {
		if len(p.kids) == 0 {
			rings := c.terrain.shapes.rings(p.cells)
			if len(rings) != 1 || len(rings[0]) != 6 || !simple(rings[0]) || twiceArea(rings[0]) <= 0 {
				t.Errorf("grid %s is not a simple polygon", p.code)
			}
			return
		}
		sum := int64(0)
		for _, k := range p.kids {
			sum += area(k)
			walk(k)
		}
		if whole := area(p); whole != sum || whole <= 0 {
			t.Errorf("%s: parts cover %d of %d", p.code, sum, whole)
		}
		if outer := c.terrain.shapes.rings(p.cells); twiceArea(outer[0]) <= 0 || len(outer) > 1 && twiceArea(outer[1]) > 0 {
			t.Errorf("%s: not one outer ring first", p.code)
		}
	}
	walk(c.terrain.city)
}

// simple reports whether no two sides of a ring cross.
func simple(ring []point) bool {
	side := func(a, b, c point) int64 {
		return int64(b.x-a.x)*int64(c.y-a.y) - int64(b.y-a.y)*int64(c.x-a.x)
	}
	n := len(ring)
	for i := range n {
		for j := i + 2; j < n; j++ {
			if i == 0 && j == n-1 {
				continue
			}
			a, b, c, d := ring[i], ring[i+1], ring[j], ring[(j+1)%n]
			if (side(a, b, c) > 0) != (side(a, b, d) > 0) && (side(c, d, a) > 0) != (side(c, d, b) > 0) {
				return false
			}
		}
	}
	return true
}

// testOutbreaks looks for each planted rise in the counts.
func testOutbreaks(t *testing.T, c *City) {
	if len(c.Outbreaks) != recentOutbreaks+olderOutbreaks {
		t.Errorf("%d outbreaks", len(c.Outbreaks))
	}
	recent, sizes := 0, map[string]int{}
	for _, o := range c.Outbreaks {
		sizes[o.Size]++
		if o.Start > c.Last-7*recentWeeks {
			recent++
		}
		n := 0
		in := func(code string, day Date) bool {
			return len(code) >= len(o.Area) && code[:len(o.Area)] == o.Area && day >= o.Start && day < o.Start+Date(o.Days)
		}
		for _, d := range c.Disputes {
			if o.Series == "dispute_type" && d.DisputeType[:2] == o.Kind && in(d.AreaCode, d.RegisterTime.Date()) {
				n++
			}
		}
		for _, x := range c.Tickets() {
			if o.Series == "hotline_domain" && x.Domain == o.Kind && in(x.AreaCode, x.CreateTime.Date()) {
				n++
			}
		}
		// What is there beside them is what the rates lead to, and a few repeats.
		sd := float64(o.Excess) / o.Deviations
		if rest := float64(n - o.Excess); rest < 0 || rest > 1.3*o.Ordinary+4*sd+3 {
			t.Errorf("%s: %d cases in %s, of which %d were planted and %.1f expected", o.ID, n, o.Area, o.Excess, o.Ordinary)
		}
		if sd < math.Sqrt(o.Ordinary)*0.999 {
			t.Errorf("%s: %.2f is less than the deviation of chance alone, %.2f", o.ID, sd, math.Sqrt(o.Ordinary))
		}
	}
	if len(sizes) != 4 {
		t.Errorf("outbreaks of sizes %v", sizes)
	}
	if recent < recentOutbreaks {
		t.Errorf("%d outbreaks in the last %d weeks", recent, recentWeeks)
	}
}
