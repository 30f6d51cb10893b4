package anlan

// Cluster says that neighbouring areas together had more cases of one or several
// kinds than their pasts explain. It is about places and topics, never a person.
// Weeks in which it stands out are one cluster with a life, as of a Warning. Its
// figures are those of the window that ends with the last of them: weeks From to
// Period, all Areas, all Kinds.
type Cluster struct {
	ID       string // stable over nights: level, first area, first kind, first week
	Level    Level  // of the areas
	Areas    []string
	Kinds    []SeriesKind // strongest first
	Since    string       // first week that stood out
	From     string       // first week of the window
	Period   string       // last week that stood out, the window's last
	Weeks    int          // how many stood out, of those judged
	Phase    Phase
	Observed float64
	Expected float64
	P        float64 // chance of one as strong anywhere, if nothing had changed; 0 where it is withheld
}

// SeriesKind names a kind of case of a family of series.
type SeriesKind struct {
	Series string `json:"series"`
	Kind   string `json:"kind"`
}

// Recurrence is how many weeks lie between clusters as strong as this one, on
// average, if nothing changes; 0 where P is withheld.
func (c Cluster) Recurrence() float64 {
	if c.P <= 0 {
		return 0
	}
	return 1 / c.P
}
