package anlan

import "fmt"

// Level is the depth of an area: 1 city, 2 county, 3 township, 4 village, 5 grid.
type Level int

// The levels of a Chinese city. Another city may name and use fewer of them.
const (
	City Level = iota + 1
	County
	Township
	Village
	Grid
)

var levelNames = [...]string{City: "city", County: "county", Township: "township", Village: "village", Grid: "grid"}

// String gives the English name used in frameworks ("county").
func (l Level) String() string {
	if l < City || l > Grid {
		return fmt.Sprintf("level %d", int(l))
	}
	return levelNames[l]
}

// ParseLevel reads the name that String writes.
func ParseLevel(s string) (Level, error) {
	for l := City; l <= Grid; l++ {
		if levelNames[l] == s {
			return l, nil
		}
	}
	return 0, Errorf(Invalid, "area level %q is not one of city, county, township, village, grid", s)
}

// Levels are the lengths of an area code's significant prefix, city first:
// {4, 6, 9, 12, 15} in China. Roll-up is a prefix, so lengths must increase.
type Levels []int

// Validate reports lengths that do not increase, or are more than five.
func (ls Levels) Validate() error {
	if len(ls) == 0 || len(ls) > int(Grid) {
		return Errorf(Invalid, "area levels: %d lengths given, want 1 to %d", len(ls), Grid)
	}
	last := 0
	for _, n := range ls {
		if n <= last {
			return Errorf(Invalid, "area levels %v: prefix lengths must increase", []int(ls))
		}
		last = n
	}
	return nil
}

// Of gives the level of a code by its length; ok is false for any other length.
func (ls Levels) Of(code string) (level Level, ok bool) {
	for i, n := range ls {
		if len(code) == n {
			return Level(i + 1), true
		}
	}
	return 0, false
}

// Len gives the prefix length of a level, 0 where the city has no such level.
func (ls Levels) Len(l Level) int {
	if l < 1 || int(l) > len(ls) {
		return 0
	}
	return ls[l-1]
}

// Prefix gives the code of the area of level l that holds code; ok is false
// where code lies higher than l ("not located" at that level).
func (ls Levels) Prefix(code string, l Level) (prefix string, ok bool) {
	n := ls.Len(l)
	if n == 0 || len(code) < n {
		return "", false
	}
	return code[:n], true
}

// Parent gives the code one level up, "" for a city.
func (ls Levels) Parent(code string) string {
	l, ok := ls.Of(code)
	if !ok || l == City {
		return ""
	}
	return code[:ls[l-2]]
}

// Area is one unit of the tree, as it stands on one day.
type Area struct {
	Code   string
	Name   string
	NameEn string // "" where the source gives none: pages then show Name
	Level  Level
	Type   string // CL_AREA_TYPE; decides the peer group
	Parent string // "" for the city
	Lon    float64
	Lat    float64
}
