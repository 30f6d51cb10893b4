package demo

// CityCode is the code of the demo city.
const CityCode = "6299"

// cityName is fictional, as are all names below it.
const cityName = "安澜市"

// countyPlan is what a county is made of: how many streets, towns and
// townships, communities and villages; where it lies on the unit disc; and how
// well it handles its cases.
type countyPlan struct {
	code, name            string
	streets, towns, rural int
	communities, villages int
	pop                   float64 // residents, in 10,000
	gdp                   float64 // yuan a head, in 10,000
	x, y                  float64
	seat                  float64 // pull of the county's own town, 0 in the city proper
	skill                 float64 // quality of handling, logit scale, 0 = ordinary
	drift                 float64 // of skill, a year
	unrest                float64 // cases a head against the city's mean
}

func countyPlans() []countyPlan {
	return []countyPlan{
		{"629902", "澜中区", 18, 0, 0, 120, 4, 105, 12.8, 0.02, 0.03, 0, 0.45, 0.05, 1.10},
		{"629903", "望澜区", 12, 3, 1, 86, 30, 76, 9.1, -0.40, 0.06, 0, 0.10, 0.15, 1.02},
		{"629904", "清屏区", 9, 4, 1, 62, 38, 52, 11.5, 0.34, 0.30, 0, -0.15, -0.20, 0.96},
		{"629905", "栖凤区", 8, 1, 0, 52, 14, 46, 10.2, 0.16, -0.36, 0, 0.70, 0.00, 0.90},
		{"629911", "景漪区", 4, 4, 1, 24, 40, 22, 7.4, -0.80, 0.18, 0.45, -0.30, 0.10, 1.15},
		{"629921", "禾岭县", 1, 10, 7, 22, 230, 46, 3.9, -0.38, 0.74, 0.60, -0.55, 0.20, 1.05},
		{"629922", "云屏县", 1, 6, 4, 15, 110, 27, 5.2, 0.72, 0.52, 0.55, 0.05, -0.10, 0.82},
		{"629923", "柏川县", 1, 11, 5, 28, 210, 40, 4.4, 0.45, -0.72, 0.60, -0.75, -0.05, 1.00},
	}
}

// The numbers that the parts of all counties add up to.
const (
	gridCount    = 8304
	communityMix = 11.0 // grids of a community, on average
	villageMix   = 5.63 // grids of a village
)
